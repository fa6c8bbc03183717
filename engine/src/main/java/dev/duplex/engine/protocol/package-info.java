/**
 * RFC 6455 as a pure function of bytes: no sockets, threads, clocks or locks.
 */
@NullMarked
package dev.duplex.engine.protocol;

import org.jspecify.annotations.NullMarked;
