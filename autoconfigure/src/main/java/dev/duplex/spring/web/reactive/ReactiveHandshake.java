package dev.duplex.spring.web.reactive;

import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import dev.duplex.engine.protocol.HandshakeRequest;
import dev.duplex.engine.protocol.Header;
import dev.duplex.engine.protocol.WebSocketUri;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.ServerWebExchange;

/**
 * Copies a server's request, which may go back to its pool after the handshake.
 */
final class ReactiveHandshake {

	private static final InetSocketAddress UNKNOWN_ADDRESS = InetSocketAddress.createUnresolved("unknown", 0);

	private ReactiveHandshake() {
	}

	/**
	 * Copies a request as the application sees it: behind what knows about proxies.
	 */
	static HandshakeRequest copy(ServerWebExchange exchange) {
		ServerHttpRequest request = exchange.getRequest();
		URI uri = request.getURI();
		boolean secure = isSecure(uri);
		List<Header> headers = new ArrayList<>();
		boolean http2 = ExtendedConnectWebFilter.hasSeen(exchange);
		request.getHeaders().forEach((name, values) -> {
			// HTTP/2 knows none; servers add it to a stream that goes on.
			if (!http2 || !name.equalsIgnoreCase("Transfer-Encoding")) {
				values.forEach((value) -> headers.add(new Header(name, value)));
			}
		});
		InetSocketAddress remoteAddress = request.getRemoteAddress();
		HttpMethod method = http2 ? ExtendedConnectWebFilter.METHOD : request.getMethod();
		return new HandshakeRequest(method.name(), uri.getRawPath(), uri.getRawQuery(), headers, secure,
				serverName(request, uri), serverPort(uri, secure),
				(remoteAddress != null) ? remoteAddress : UNKNOWN_ADDRESS);
	}

	private static boolean isSecure(URI uri) {
		return "https".equalsIgnoreCase(uri.getScheme()) || "wss".equalsIgnoreCase(uri.getScheme());
	}

	/**
	 * Empty if a Host header is missing or malformed, or there are two, which the server
	 * lets pass.
	 */
	private static String serverName(ServerHttpRequest request, URI uri) {
		List<String> hosts = request.getHeaders().getOrEmpty("Host");
		String host = uri.getHost();
		boolean valid = hosts.size() == 1 && isHost(hosts.get(0));
		return (valid && host != null) ? host.toLowerCase(Locale.ROOT) : "";
	}

	private static boolean isHost(@Nullable String value) {
		if (value == null || value.indexOf('/') >= 0 || value.indexOf('?') >= 0) {
			return false;
		}
		try {
			WebSocketUri.parse("ws://" + value);
			return true;
		}
		catch (IllegalArgumentException ex) {
			return false;
		}
	}

	private static int serverPort(URI uri, boolean secure) {
		return (uri.getPort() != -1) ? uri.getPort() : secure ? 443 : 80;
	}

}
