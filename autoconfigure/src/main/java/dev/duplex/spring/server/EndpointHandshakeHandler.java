package dev.duplex.spring.server;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import dev.duplex.engine.HandshakeDecision;
import dev.duplex.engine.HandshakeHandler;
import dev.duplex.engine.protocol.HandshakeRefusal;
import dev.duplex.engine.protocol.HandshakeRequest;
import dev.duplex.spring.endpoint.EndpointMatch;
import dev.duplex.spring.endpoint.EndpointRegistry;
import dev.duplex.spring.handshake.HandshakeFilterChain;

/**
 * Gives the handshakes of the own listener to the endpoint that serves their path.
 */
public final class EndpointHandshakeHandler implements HandshakeHandler {

	private static final HandshakeDecision UNKNOWN_PATH = new HandshakeDecision.Refuse(null,
			HandshakeRefusal.of(404, "unknown_path", "There is no WebSocket endpoint here."));

	private final HandshakeFilterChain filters;

	private final EndpointRegistry registry;

	/**
	 * Creates the handler.
	 * @param filters decide over handshakes
	 * @param registry knows the paths
	 */
	public EndpointHandshakeHandler(HandshakeFilterChain filters, EndpointRegistry registry) {
		this.filters = filters;
		this.registry = registry;
	}

	@Override
	public CompletionStage<HandshakeDecision> decide(HandshakeRequest request) {
		EndpointMatch match = this.registry.match(request.path());
		return (match != null) ? this.filters.decideAsync(match, request, request.tlsPrincipal())
				: CompletableFuture.completedFuture(UNKNOWN_PATH);
	}

}
