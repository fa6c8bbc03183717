package dev.duplex.engine.protocol;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The server's side of the opening handshake (RFC 6455 section 4.2), the same whoever
 * parsed the request.
 */
public final class OpeningHandshake {

	private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

	private static final int KEY_LENGTH = 24;

	private static final Header UPGRADE = new Header("Upgrade", "websocket");

	private static final Header VERSION = new Header("Sec-WebSocket-Version", "13");

	private OpeningHandshake() {
	}

	/**
	 * Whether a request asks for WebSocket at all: {@code websocket} is among the
	 * protocols of its Upgrade headers.
	 * @param upgrade the values of its Upgrade headers
	 * @return whether it does
	 */
	public static boolean asksForWebSocket(List<String> upgrade) {
		return HttpGrammar.containsToken(upgrade, "websocket");
	}

	/**
	 * Checks the target of a request line, as our own listener does, where a server is
	 * more lenient (RFC 9112 section 3.2).
	 * @param target the target, as sent
	 * @throws HandshakeException with the answer, if it is neither a path nor an absolute
	 * URI, or ambiguous
	 */
	public static void checkTarget(String target) {
		RequestTarget.parse(target);
	}

	/**
	 * Checks what section 4.2.1 asks of a client's handshake.
	 * @param request the request
	 * @throws HandshakeException with the answer, if it must be refused
	 */
	public static void check(HandshakeRequest request) {
		if (!request.method().equals("GET")) {
			throw new HandshakeException(
					HandshakeRefusal.of(405, "method", "WebSocket handshakes use GET.", new Header("Allow", "GET")));
		}
		RequestTarget.checkPath(request.path());
		checkNoBody(request);
		if (!asksForWebSocket(request.headers("Upgrade"))) {
			throw new HandshakeException(
					HandshakeRefusal.of(426, "not_upgrade", "This endpoint speaks WebSocket.", UPGRADE));
		}
		if (!HttpGrammar.containsToken(request.headers("Connection"), "Upgrade")) {
			throw HandshakeException.badRequest("Connection header without Upgrade.");
		}
		checkVersion(request.headers("Sec-WebSocket-Version"), 426, UPGRADE, VERSION);
		checkKey(request.headers("Sec-WebSocket-Key"));
		checkOffers(request);
	}

	/**
	 * Checks what RFC 8441 section 5 leaves of it, where a stream of HTTP/2 is asked for
	 * by an extended CONNECT: there is no Upgrade, no Connection and no key.
	 * @param request the request
	 * @throws HandshakeException with the answer, if it must be refused
	 */
	public static void checkExtendedConnect(HandshakeRequest request) {
		RequestTarget.checkPath(request.path());
		checkNoBody(request);
		checkVersion(request.headers("Sec-WebSocket-Version"), 400, VERSION);
		checkOffers(request);
	}

	private static void checkOffers(HandshakeRequest request) {
		checkSubprotocols(request);
		checkExtensions(request.headers("Sec-WebSocket-Extensions"));
		if (request.headers("Origin").size() > 1) {
			throw HandshakeException.badRequest("More than one Origin header.");
		}
	}

	/**
	 * The answer to a key (section 4.2.2, item 5.4).
	 * @param key the value of Sec-WebSocket-Key
	 * @return the value of Sec-WebSocket-Accept
	 */
	public static String accept(String key) {
		try {
			byte[] digest = MessageDigest.getInstance("SHA-1")
				.digest((key + GUID).getBytes(StandardCharsets.ISO_8859_1));
			return Base64.getEncoder().encodeToString(digest);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("every JDK has SHA-1", ex);
		}
	}

	/**
	 * The response that accepts a handshake (section 4.2.2).
	 * @param request a request that passed {@link #check}
	 * @param subprotocol the subprotocol agreed on, or {@code null} for none
	 * @param headers further headers
	 * @return its bytes
	 * @throws IllegalArgumentException if a header cannot be sent, or the client did not
	 * offer the subprotocol
	 */
	public static byte[] response(HandshakeRequest request, @Nullable String subprotocol, List<Header> headers) {
		String key = request.header("Sec-WebSocket-Key");
		if (key == null) {
			throw new IllegalArgumentException("the request was not checked");
		}
		StringBuilder head = new StringBuilder(192).append("HTTP/1.1 101 Switching Protocols\r\n");
		append(head, "Upgrade", "websocket");
		append(head, "Connection", "Upgrade");
		append(head, "Sec-WebSocket-Accept", accept(key));
		if (subprotocol != null) {
			if (!request.subprotocols().contains(subprotocol)) {
				throw new IllegalArgumentException("the client did not offer the subprotocol");
			}
			append(head, "Sec-WebSocket-Protocol", subprotocol);
		}
		headers.forEach((header) -> append(head, header.requireSendable().name(), header.value()));
		return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
	}

	static void append(StringBuilder head, String name, String value) {
		head.append(name).append(": ").append(value).append("\r\n");
	}

	private static void checkNoBody(HandshakeRequest request) {
		List<String> lengths = request.headers("Content-Length");
		if (!request.headers("Transfer-Encoding").isEmpty() || lengths.size() > 1
				|| lengths.size() == 1 && !lengths.get(0).equals("0")) {
			throw HandshakeException.badRequest("A handshake has no body.");
		}
	}

	private static void checkVersion(List<String> versions, int status, Header... headers) {
		if (versions.size() > 1 || versions.size() == 1 && !isVersionNumber(versions.get(0))) {
			throw HandshakeException.badRequest("Malformed Sec-WebSocket-Version.");
		}
		if (versions.isEmpty() || !versions.get(0).equals("13")) {
			throw new HandshakeException(
					HandshakeRefusal.of(status, "version", "Only WebSocket version 13 is spoken here.", headers));
		}
	}

	private static boolean isVersionNumber(String text) {
		boolean digits = !text.isEmpty() && text.length() <= 3 && text.chars().allMatch((c) -> c >= '0' && c <= '9');
		return digits && (text.length() == 1 || text.charAt(0) != '0') && Integer.parseInt(text) <= 255;
	}

	/**
	 * 22 characters of the alphabet and two of padding are 16 bytes; what the last
	 * character has in its unused bits does not matter, as the RFC's own sample shows.
	 */
	private static void checkKey(List<String> keys) {
		boolean valid = keys.size() == 1 && keys.get(0).length() == KEY_LENGTH && keys.get(0).endsWith("==");
		for (int i = 0; valid && i < KEY_LENGTH - 2; i++) {
			char c = keys.get(0).charAt(i);
			valid = c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '+' || c == '/';
		}
		if (!valid) {
			throw HandshakeException.badRequest("Sec-WebSocket-Key missing or malformed.");
		}
	}

	private static void checkSubprotocols(HandshakeRequest request) {
		Set<String> seen = new HashSet<>();
		for (String subprotocol : request.subprotocols()) {
			if (!HttpGrammar.isToken(subprotocol) || !seen.add(subprotocol)) {
				throw HandshakeException.badRequest("Malformed Sec-WebSocket-Protocol.");
			}
		}
	}

	private static void checkExtensions(List<String> values) {
		for (String value : values) {
			if (ExtensionOffers.parse(value) == null) {
				throw HandshakeException.badRequest("Malformed Sec-WebSocket-Extensions.");
			}
		}
	}

}
