/**
 * The same streams through Netty's WebSocket decoder, and a reviewed list of where the
 * two differ.
 */
@NullMarked
package dev.duplex.conformance.fuzz.netty;

import org.jspecify.annotations.NullMarked;
