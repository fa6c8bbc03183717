/**
 * Puts the engine together: event loops, sessions and topics under a
 * {@link dev.duplex.engine.runtime.WebSocketEngine}, and the engine's own listener,
 * {@link dev.duplex.engine.runtime.WebSocketServer}.
 */
@NullMarked
package dev.duplex.engine.runtime;

import org.jspecify.annotations.NullMarked;
