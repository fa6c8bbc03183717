package dev.duplex.spring.actuate;

import java.util.List;
import java.util.Map;

import dev.duplex.engine.WebSocketConnection;
import dev.duplex.engine.protocol.Header;
import org.jspecify.annotations.Nullable;

/**
 * One connection. Headers and the query are left out, as credentials travel there.
 *
 * @param id its id
 * @param endpoint the endpoint's name
 * @param path the path of its opening handshake, without the query
 * @param pathVariables what the endpoint's path template matched
 * @param remoteAddress the client's address and port
 * @param secure whether it came by TLS
 * @param origin the page that it comes from, or {@code null} if the client said none
 * @param user the user's name, or {@code null} for anonymous
 * @param subprotocol the subprotocol, or {@code null} for none
 * @param extensions the extensions that were agreed on, or {@code null} for none
 * @param open whether data can still be sent
 * @param queuedBytes bytes that wait to be sent
 * @param subscriptions the topics it is subscribed to, sorted
 */
public record ConnectionDetails(String id, String endpoint, String path, Map<String, String> pathVariables,
		String remoteAddress, boolean secure, @Nullable String origin, @Nullable String user,
		@Nullable String subprotocol, @Nullable String extensions, boolean open, long queuedBytes,
		List<String> subscriptions) {

	static ConnectionDetails of(WebSocketConnection connection) {
		return new ConnectionDetails(connection.id(), connection.endpoint(), connection.handshake().path(),
				connection.pathVariables(), RemoteAddress.hostAndPort(connection), connection.handshake().isSecure(),
				connection.handshake().header("Origin"), ConnectionFilter.userOf(connection), connection.subprotocol(),
				extensions(connection), connection.isOpen(), connection.queuedBytes(),
				connection.subscriptions().stream().sorted().toList());
	}

	static @Nullable String extensions(WebSocketConnection connection) {
		for (Header header : connection.responseHeaders()) {
			if (header.is("Sec-WebSocket-Extensions")) {
				return header.value();
			}
		}
		return null;
	}

}
