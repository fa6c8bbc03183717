package dev.duplex.engine;

import java.util.concurrent.CompletionStage;

import dev.duplex.engine.protocol.HandshakeRequest;

/**
 * Decides over the opening handshakes of the engine's own listener. Asked on an event
 * loop with requests that are well-formed already (RFC 6455 section 4.2.1).
 */
@FunctionalInterface
public interface HandshakeHandler {

	/**
	 * Decides. Must not block; the stage may be completed later and from any thread,
	 * within the handshake timeout.
	 * @param request the client's handshake
	 * @return the decision; a stage that fails answers 500
	 */
	CompletionStage<HandshakeDecision> decide(HandshakeRequest request);

}
