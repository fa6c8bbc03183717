/**
 * Streams of frames from a seed, and what has to hold for every one of them.
 */
@NullMarked
package dev.duplex.conformance.fuzz.stream;

import org.jspecify.annotations.NullMarked;
