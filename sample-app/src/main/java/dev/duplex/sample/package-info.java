/**
 * A chat with rooms and a live dashboard, as an application would write them.
 */
@NullMarked
package dev.duplex.sample;

import org.jspecify.annotations.NullMarked;
