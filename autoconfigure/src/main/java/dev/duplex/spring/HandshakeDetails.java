package dev.duplex.spring;

import java.security.Principal;
import java.util.Map;

import dev.duplex.engine.protocol.HandshakeRequest;
import org.jspecify.annotations.Nullable;

/**
 * An opening handshake that came to an endpoint, and what is known of the connection it
 * asks for.
 *
 * @param endpoint the endpoint's path template, for example <code>/rooms/{room}</code>
 * @param pathVariables what the template matched, percent-decoded
 * @param request the request
 * @param principal the user that is known so far: whom the web server's filters, a client
 * certificate or a {@link HandshakeFilter} named; {@code null} for none
 * @param subprotocol the subprotocol that is agreed on so far, or {@code null} for none
 * @param attributes what filters gave the connection so far
 */
public record HandshakeDetails(String endpoint, Map<String, String> pathVariables, HandshakeRequest request,
		@Nullable Principal principal, @Nullable String subprotocol, Map<String, Object> attributes) {

	/**
	 * Copies the maps.
	 */
	public HandshakeDetails {
		pathVariables = Map.copyOf(pathVariables);
		attributes = Map.copyOf(attributes);
	}

	/**
	 * Names the handshake without anything secret.
	 */
	@Override
	public String toString() {
		return this.request.method() + " " + this.endpoint;
	}

}
