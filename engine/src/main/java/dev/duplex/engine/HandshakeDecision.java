package dev.duplex.engine;

import java.security.Principal;
import java.util.List;
import java.util.Map;

import dev.duplex.engine.protocol.HandshakeRefusal;
import dev.duplex.engine.protocol.Header;
import dev.duplex.engine.protocol.PerMessageDeflate;
import org.jspecify.annotations.Nullable;

/**
 * The answer to an opening handshake that is well-formed.
 */
public sealed interface HandshakeDecision {

	/**
	 * The handshake is answered 101.
	 *
	 * @param endpoint the endpoint that takes the connection
	 * @param pathVariables what its path template matched
	 * @param subprotocol the subprotocol agreed on, or {@code null} for none
	 * @param principal the authenticated user, or {@code null} for anonymous
	 * @param headers further response headers, that of an extension included
	 * @param deflate what was agreed on for compression, or {@code null} for none
	 * @param attributes what the connection's attributes begin with
	 */
	record Accept(Endpoint endpoint, Map<String, String> pathVariables, @Nullable String subprotocol,
			@Nullable Principal principal, List<Header> headers, @Nullable PerMessageDeflate deflate,
			Map<String, Object> attributes) implements HandshakeDecision {

		/**
		 * Copies the collections.
		 */
		public Accept {
			pathVariables = Map.copyOf(pathVariables);
			headers = List.copyOf(headers);
			attributes = Map.copyOf(attributes);
		}

		/**
		 * Accepts without attributes.
		 * @param endpoint the endpoint that takes the connection
		 * @param pathVariables what its path template matched
		 * @param subprotocol the subprotocol agreed on, or {@code null} for none
		 * @param principal the authenticated user, or {@code null} for anonymous
		 * @param headers further response headers, that of an extension included
		 * @param deflate what was agreed on for compression, or {@code null} for none
		 */
		public Accept(Endpoint endpoint, Map<String, String> pathVariables, @Nullable String subprotocol,
				@Nullable Principal principal, List<Header> headers, @Nullable PerMessageDeflate deflate) {
			this(endpoint, pathVariables, subprotocol, principal, headers, deflate, Map.of());
		}

	}

	/**
	 * The handshake is answered otherwise, and TCP is closed.
	 *
	 * @param endpoint the endpoint's name, or {@code null} if none matched
	 * @param refusal the answer
	 */
	record Refuse(@Nullable String endpoint, HandshakeRefusal refusal) implements HandshakeDecision {
	}

}
