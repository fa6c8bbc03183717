/**
 * Microbenchmarks of the protocol, without sockets.
 */
@NullMarked
package dev.duplex.benchmarks.codec;

import org.jspecify.annotations.NullMarked;
