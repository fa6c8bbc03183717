/**
 * Meters of endpoints and connections.
 */
@NullMarked
package dev.duplex.spring.metrics;

import org.jspecify.annotations.NullMarked;
