/**
 * One connection's life: opening handshake, assembling, delivering, outbound queue,
 * closing handshake, keep-alive, limits.
 */
@NullMarked
package dev.duplex.engine.session;

import org.jspecify.annotations.NullMarked;
