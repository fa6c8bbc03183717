package dev.duplex.engine.protocol;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The client's side of the opening handshake (RFC 6455 section 4.1).
 */
public final class ClientOpeningHandshake {

	private static final int KEY_BYTES = 16;

	private static final Set<String> OWN_HEADERS = Set.of("host", "upgrade", "connection", "sec-websocket-key",
			"sec-websocket-version", "sec-websocket-protocol", "sec-websocket-extensions", "sec-websocket-accept",
			"content-length", "transfer-encoding");

	private ClientOpeningHandshake() {
	}

	/**
	 * Refuses a header that the handshake sets itself, or that cannot be sent.
	 * @param header an application's header
	 * @return the header
	 * @throws IllegalArgumentException naming the header
	 */
	public static Header requireAllowed(Header header) {
		header.requireSendable();
		if (OWN_HEADERS.contains(header.name().toLowerCase(Locale.ROOT))) {
			throw new IllegalArgumentException("header " + header.name() + " is set by the opening handshake itself");
		}
		return header;
	}

	/**
	 * Refuses subprotocols that cannot be offered (item 10 of section 4.1).
	 * @param subprotocols what a client would offer
	 * @throws IllegalArgumentException if one is not a token or comes twice
	 */
	public static void requireOfferable(List<String> subprotocols) {
		for (String subprotocol : subprotocols) {
			if (!HttpGrammar.isToken(subprotocol)) {
				throw new IllegalArgumentException("subprotocol \"" + subprotocol + "\" is not a token");
			}
		}
		if (Set.copyOf(subprotocols).size() < subprotocols.size()) {
			throw new IllegalArgumentException("a subprotocol is offered twice: " + subprotocols);
		}
	}

	/**
	 * Makes the request of one attempt.
	 * @param uri where to
	 * @param nonce 16 random bytes, new for each attempt
	 * @param subprotocols what is offered, in order; see {@link #requireOfferable}
	 * @param extensions the offer of extensions, or {@code null} for none
	 * @param headers the application's headers; see {@link #requireAllowed}
	 * @param remoteAddress the server's address, or its proxy's
	 * @return the request
	 */
	public static HandshakeRequest request(WebSocketUri uri, byte[] nonce, List<String> subprotocols,
			@Nullable String extensions, List<Header> headers, InetSocketAddress remoteAddress) {
		if (nonce.length != KEY_BYTES) {
			throw new IllegalArgumentException("the nonce must have 16 bytes");
		}
		List<Header> all = new ArrayList<>(headers.size() + 7);
		all.add(new Header("Host", uri.authority()));
		all.add(new Header("Upgrade", "websocket"));
		all.add(new Header("Connection", "Upgrade"));
		all.add(new Header("Sec-WebSocket-Key", Base64.getEncoder().encodeToString(nonce)));
		all.add(new Header("Sec-WebSocket-Version", "13"));
		if (!subprotocols.isEmpty()) {
			all.add(new Header("Sec-WebSocket-Protocol", String.join(", ", subprotocols)));
		}
		if (extensions != null) {
			all.add(new Header("Sec-WebSocket-Extensions", extensions));
		}
		all.addAll(headers);
		return new HandshakeRequest("GET", uri.path(), uri.query(), all, uri.secure(), uri.host(), uri.port(),
				remoteAddress);
	}

	/**
	 * The request as it is sent.
	 * @param request a request
	 * @return its bytes
	 */
	public static byte[] bytes(HandshakeRequest request) {
		StringBuilder head = new StringBuilder(256).append("GET ").append(request.path());
		if (request.query() != null) {
			head.append('?').append(request.query());
		}
		head.append(" HTTP/1.1\r\n");
		request.headers().forEach((header) -> OpeningHandshake.append(head, header.name(), header.value()));
		return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
	}

	/**
	 * Checks what section 4.1 asks of an answer with the status 101.
	 * @param request the request
	 * @param response the answer
	 * @return the subprotocol agreed on, or {@code null} for none
	 * @throws InvalidResponseException if the connection must be failed
	 */
	public static @Nullable String check(HandshakeRequest request, HandshakeResponse response) {
		String upgrade = single(response, "Upgrade");
		if (upgrade == null || !upgrade.equalsIgnoreCase("websocket")) {
			throw new InvalidResponseException("The answer does not upgrade to websocket.");
		}
		if (!HttpGrammar.containsToken(response.headers("Connection"), "Upgrade")) {
			throw new InvalidResponseException("The answer's Connection header is without Upgrade.");
		}
		String key = request.header("Sec-WebSocket-Key");
		if (key == null || !OpeningHandshake.accept(key).equals(single(response, "Sec-WebSocket-Accept"))) {
			throw new InvalidResponseException("The answer's Sec-WebSocket-Accept does not fit the request's key.");
		}
		String subprotocol = single(response, "Sec-WebSocket-Protocol");
		if (subprotocol != null && !request.subprotocols().contains(subprotocol)) {
			throw new InvalidResponseException("The answer has a subprotocol that was not offered.");
		}
		return subprotocol;
	}

	private static @Nullable String single(HandshakeResponse response, String name) {
		List<String> values = response.headers(name);
		if (values.size() > 1) {
			throw new InvalidResponseException("The answer has more than one " + name + " header.");
		}
		return values.isEmpty() ? null : values.get(0);
	}

}
