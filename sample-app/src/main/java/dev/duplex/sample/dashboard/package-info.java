/**
 * The dashboard: an endpoint that pushes the application's own metrics to whoever looks.
 */
@NullMarked
package dev.duplex.sample.dashboard;

import org.jspecify.annotations.NullMarked;
