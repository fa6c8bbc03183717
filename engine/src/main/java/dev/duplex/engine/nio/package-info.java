/**
 * Our own event loops: acceptor, loop and TCP transport.
 */
@NullMarked
package dev.duplex.engine.nio;

import org.jspecify.annotations.NullMarked;
