package dev.duplex.spring.server;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import dev.duplex.engine.HandshakeDecision;
import dev.duplex.engine.HandshakeHandler;
import dev.duplex.engine.protocol.HandshakeRefusal;
import dev.duplex.engine.protocol.HandshakeRequest;
import dev.duplex.engine.runtime.WebSocketEngine;
import dev.duplex.spring.endpoint.EndpointMatch;
import dev.duplex.spring.endpoint.EndpointRegistry;

/**
 * Gives the handshakes of the own listener to the endpoint that serves their path.
 */
public final class EndpointHandshakeHandler implements HandshakeHandler {

	private static final HandshakeDecision UNKNOWN_PATH = new HandshakeDecision.Refuse(null,
			HandshakeRefusal.of(404, "unknown_path", "There is no WebSocket endpoint here."));

	private final WebSocketEngine engine;

	private final EndpointRegistry registry;

	/**
	 * Creates the handler.
	 * @param engine decides over origin, subprotocol and limits
	 * @param registry knows the paths
	 */
	public EndpointHandshakeHandler(WebSocketEngine engine, EndpointRegistry registry) {
		this.engine = engine;
		this.registry = registry;
	}

	@Override
	public CompletionStage<HandshakeDecision> decide(HandshakeRequest request) {
		EndpointMatch match = this.registry.match(request.path());
		return CompletableFuture.completedFuture((match != null)
				? this.engine.decide(match.endpoint(), request, match.pathVariables(), request.tlsPrincipal())
				: UNKNOWN_PATH);
	}

}
