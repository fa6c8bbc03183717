package dev.duplex.conformance.fuzz.targets;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

import dev.duplex.engine.protocol.ClientOpeningHandshake;
import dev.duplex.engine.protocol.HandshakeRequest;
import dev.duplex.engine.protocol.WebSocketUri;

import static dev.duplex.conformance.fuzz.targets.Splits.require;

/**
 * A URI that a client is to connect to, by an application's word or a server's
 * redirection: refused, or taken apart so that nothing of it can break out of the
 * request.
 */
public final class ClientUriTarget {

	private ClientUriTarget() {
	}

	/**
	 * Tests one input.
	 * @param input the URI in ISO-8859-1
	 */
	public static void fuzzerTestOneInput(byte[] input) {
		WebSocketUri uri;
		try {
			uri = WebSocketUri.parse(new String(input, StandardCharsets.ISO_8859_1));
		}
		catch (IllegalArgumentException ex) {
			return;
		}
		require(uri.port() >= 1 && uri.port() <= 65_535, "port %d", uri.port());
		require(uri.path().startsWith("/"), "path %s", uri.path());
		String rest = (uri.query() != null) ? "?" + uri.query() : "";
		require(WebSocketUri.parse(uri + rest).equals(uri), "taken apart again, it is another than %s", uri);
		HandshakeRequest request = ClientOpeningHandshake.request(uri, new byte[16], List.of(), null, List.of(),
				new InetSocketAddress(0));
		String[] lines = new String(ClientOpeningHandshake.bytes(request), StandardCharsets.ISO_8859_1).split("\r\n");
		require(lines.length == 1 + request.headers().size(), "%d lines", lines.length);
		require(lines[0].equals("GET " + uri.resourceName() + " HTTP/1.1"), "request line %s", lines[0]);
		require(uri.resourceName().chars().allMatch((c) -> c > ' ' && c < 0x7F && c != '#'), "sends %s",
				uri.resourceName());
		require(lines[1].equals("Host: " + uri.authority()), "second line %s", lines[1]);
	}

	static Stream<byte[]> seeds() {
		return Stream
			.of("ws://localhost", "wss://localhost:443/", "WS://Example.COM:8080/a/b?c=d&e", "ws://[::1]:80/%20?/?",
					"wss://127.0.0.1?query", "ws://a@b/", "ws://localhost#f", "ws://localhost:0",
					"ws://localhost:65536", "ws://[x]/", "ws://local host/", "http://localhost/", "ws:///",
					"ws://\u00E9/", "ws://a/\u00E9", "ws://a/%41%zz%")
			.map((uri) -> uri.getBytes(StandardCharsets.ISO_8859_1));
	}

}
