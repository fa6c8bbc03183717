package dev.duplex.conformance.fuzz.targets;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

import dev.duplex.engine.protocol.ForwardedHeaders;
import dev.duplex.engine.protocol.HandshakeRequest;
import dev.duplex.engine.protocol.RequestHeadParser;
import dev.duplex.engine.protocol.TrustedProxies;

import static dev.duplex.conformance.fuzz.targets.Splits.require;

/**
 * Values of forwarded headers, as a client makes them up. Read as a trusted proxy passes
 * them on, they come to some address and never to an exception; and whatever they are,
 * what the proxy adds behind them counts.
 */
public final class ForwardedHeadersTarget {

	private static final String PROXY = "10.0.0.1";

	private static final String CLIENT = "192.0.2.1";

	private static final TrustedProxies TRUSTED = TrustedProxies.of(List.of("10.0.0.0/8"));

	private static final TrustedProxies EVERYBODY = TrustedProxies.of(List.of("0.0.0.0/0", "::/0"));

	private static final String[] X_FORWARDED = { "X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host",
			"X-Forwarded-Port" };

	private ForwardedHeadersTarget() {
	}

	/**
	 * Tests one input.
	 * @param input the value of a header
	 */
	public static void fuzzerTestOneInput(byte[] input) {
		String value = printable(input);
		for (TrustedProxies trusted : List.of(TRUSTED, EVERYBODY)) {
			checkParts(parse(ForwardedHeaders.FORWARDED, trusted, "Forwarded: " + value));
			for (String name : X_FORWARDED) {
				checkParts(parse(ForwardedHeaders.X_FORWARDED, trusted, name + ": " + value));
			}
		}
		checkWhatIsAdded(ForwardedHeaders.X_FORWARDED, "X-Forwarded-For: " + value + ", " + CLIENT,
				"X-Forwarded-Proto: " + value + ", http", "X-Forwarded-Host: " + value + ", host",
				"X-Forwarded-Port: " + value + ", 80");
		checkWhatIsAdded(ForwardedHeaders.X_FORWARDED, "X-Forwarded-For: " + value, "X-Forwarded-For: " + CLIENT,
				"X-Forwarded-Proto: " + value, "X-Forwarded-Proto: http", "X-Forwarded-Host: " + value,
				"X-Forwarded-Host: host", "X-Forwarded-Port: " + value, "X-Forwarded-Port: 80");
		checkWhatIsAdded(ForwardedHeaders.FORWARDED, "Forwarded: " + value,
				"Forwarded: for=" + CLIENT + ";proto=http;host=host");
		checkAddedElement(value);
	}

	/**
	 * An open quote of the client's can spoil the line, but not give a meaning to what
	 * the client wrote.
	 */
	private static void checkAddedElement(String value) {
		HandshakeRequest request = parse(ForwardedHeaders.FORWARDED, TRUSTED,
				"Forwarded: " + value + ", for=\"" + CLIENT + "\";proto=http;host=\"host\"");
		String address = request.remoteAddress().getAddress().getHostAddress();
		require(address.equals(CLIENT) || address.equals(PROXY), "client %s", address);
		require(!request.isSecure()
				&& (request.serverName().equals("host") || request.serverName().equals("localhost")),
				"client asked for %s", request.serverName());
	}

	private static void checkWhatIsAdded(ForwardedHeaders kind, String... lines) {
		HandshakeRequest request = parse(kind, TRUSTED, lines);
		require(request.remoteAddress().getAddress().getHostAddress().equals(CLIENT), "client %s",
				request.remoteAddress());
		require(!request.isSecure() && request.serverName().equals("host") && request.serverPort() == 80,
				"client asked for %s:%d", request.serverName(), request.serverPort());
	}

	private static void checkParts(HandshakeRequest request) {
		require(!request.remoteAddress().isUnresolved(), "client %s", request.remoteAddress());
		require(!request.serverName().isEmpty(), "no host");
		require(request.serverPort() >= 0 && request.serverPort() <= 65_535, "port %d", request.serverPort());
	}

	private static HandshakeRequest parse(ForwardedHeaders kind, TrustedProxies trusted, String... lines) {
		String head = "GET / HTTP/1.1\r\nHost: localhost\r\n" + String.join("\r\n", lines) + "\r\n\r\n";
		RequestHeadParser parser = new RequestHeadParser(4_096, 1 << 24, 100);
		require(parser.parse(ByteBuffer.wrap(head.getBytes(StandardCharsets.ISO_8859_1))), "no head");
		return parser.request(false, peer(), trusted, kind);
	}

	private static InetSocketAddress peer() {
		try {
			return new InetSocketAddress(InetAddress.getByAddress(new byte[] { 10, 0, 0, 1 }), 40_000);
		}
		catch (UnknownHostException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** Without what the parser of the head lets nobody send. */
	private static String printable(byte[] input) {
		StringBuilder text = new StringBuilder(input.length);
		for (byte b : input) {
			char c = (char) (b & 0xFF);
			text.append((c < ' ' || c == 0x7F) ? ' ' : c);
		}
		return text.toString();
	}

	static Stream<byte[]> seeds() {
		return Stream
			.of("192.0.2.60", "198.51.100.7, 10.0.0.2", "[2001:db8::1]:4711, 10.0.0.2", "unknown, _hidden", ", ,",
					"https", "wss, http", "chat.example.com:8443", "443", "99999",
					"for=192.0.2.60;proto=https;by=203.0.113.43",
					"For=\"[2001:db8:cafe::17]:4711\";host=\"a:1\", for=10.0.0.2", "for=198.51.100.7;x=\"",
					"for=198.51.100.7;proto=https;host=evil.example;x=\"\\", "for=1.1.1.1;for=2.2.2.2", "for=;=,")
			.map((value) -> value.getBytes(StandardCharsets.ISO_8859_1));
	}

}
