package dev.duplex.conformance.fuzz.targets;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import dev.duplex.engine.protocol.ClientOpeningHandshake;
import dev.duplex.engine.protocol.HandshakeException;
import dev.duplex.engine.protocol.HandshakeRequest;
import dev.duplex.engine.protocol.HandshakeResponse;
import dev.duplex.engine.protocol.Header;
import dev.duplex.engine.protocol.OpeningHandshake;
import dev.duplex.engine.protocol.OriginPolicy;
import dev.duplex.engine.protocol.RequestHeadParser;
import dev.duplex.engine.protocol.ResponseHeadParser;
import dev.duplex.engine.tck.HandshakeCase;
import dev.duplex.engine.tck.HandshakeCases;
import dev.duplex.engine.tck.RawRequest;
import org.jspecify.annotations.Nullable;

import static dev.duplex.conformance.fuzz.targets.Splits.require;

/**
 * A request's head: refused with an answer, incomplete, or taken, the same for every way
 * to cut it. What is taken means the same when it is sent on, and holds nothing that
 * could break out of where it is put.
 */
public final class RequestHeadTarget {

	private static final int MAX_LINE = 2_048;

	private static final int MAX_HEADER_BYTES = 4_096;

	private static final int MAX_HEADERS = 20;

	private static final InetSocketAddress NOBODY = new InetSocketAddress(0);

	private static final OriginPolicy OTHER_ORIGINS = OriginPolicy.sameOrigin()
		.allow(List.of("https://*.example.com", "http://other:81"));

	private static final String INCOMPLETE = "incomplete";

	private RequestHeadTarget() {
	}

	/**
	 * Tests one input.
	 * @param input the head, and bytes behind it
	 */
	public static void fuzzerTestOneInput(byte[] input) {
		Splits.same(input, RequestHeadTarget::outcome);
		RequestHeadParser parser = parser();
		try {
			if (parser.parse(ByteBuffer.wrap(input))) {
				HandshakeRequest request = parser.request(false, NOBODY);
				checkParts(request);
				checkHandshake(request);
			}
		}
		catch (HandshakeException ex) {
			checkRefusal(ex);
		}
	}

	private static RequestHeadParser parser() {
		return new RequestHeadParser(MAX_LINE, MAX_HEADER_BYTES, MAX_HEADERS);
	}

	private static String outcome(List<ByteBuffer> pieces) {
		try {
			HandshakeRequest request = parse(pieces);
			return (request != null) ? show(request) : INCOMPLETE;
		}
		catch (HandshakeException ex) {
			return ex.refusal().toString();
		}
	}

	private static @Nullable HandshakeRequest parse(List<ByteBuffer> pieces) {
		RequestHeadParser parser = parser();
		for (ByteBuffer piece : pieces) {
			if (parser.parse(piece)) {
				return parser.request(false, NOBODY);
			}
			require(!piece.hasRemaining(), "bytes are left of a head that is not complete");
		}
		return null;
	}

	private static String show(HandshakeRequest request) {
		return "%s %s ? %s at %s:%d %s".formatted(request.method(), request.path(), request.query(),
				request.serverName(), request.serverPort(), request.headers());
	}

	private static void checkParts(HandshakeRequest request) {
		String path = request.path();
		require(path.startsWith("/"), "path %s", path);
		for (String ambiguous : new String[] { "//", "/./", "/../", ";", "\\", "#", "?", "\0", "%00", "%2F", "%2f" }) {
			require(!path.contains(ambiguous), "path %s", path);
		}
		require(!path.endsWith("/.") && !path.endsWith("/.."), "path %s", path);
		require(request.serverPort() >= 0 && request.serverPort() <= 65_535, "port %d", request.serverPort());
		require(!request.serverName().isEmpty(), "no host");
		for (Header header : request.headers()) {
			header.requireSendable();
		}
		request.queryParameters();
		request.subprotocols();
	}

	private static void checkHandshake(HandshakeRequest request) {
		OpeningHandshake.check(request);
		checkOrigin(request);
		String subprotocol = request.subprotocols().stream().findFirst().orElse(null);
		HandshakeResponse response = response(OpeningHandshake.response(request, subprotocol, List.of()));
		require(response.status() == 101, "status %d", response.status());
		String agreed = ClientOpeningHandshake.check(request, response);
		require((subprotocol != null) ? subprotocol.equals(agreed) : agreed == null, "subprotocol %s", agreed);
		HandshakeRequest again = parse(List.of(ByteBuffer.wrap(ClientOpeningHandshake.bytes(request))));
		require(again != null && again.path().equals(request.path()) && again.headers().equals(request.headers()),
				"sent on, it reads %s", again);
	}

	private static void checkOrigin(HandshakeRequest request) {
		String origin = request.header("Origin");
		if (origin == null) {
			return;
		}
		String lower = origin.toLowerCase(Locale.ROOT);
		if (OriginPolicy.sameOrigin().allows(request)) {
			require(lower.startsWith("http://" + request.serverName()), "%s is the same origin", origin);
		}
		else if (OTHER_ORIGINS.allows(request)) {
			require(lower.matches("https://.+\\.example\\.com(:443)?|http://other:81"), "%s is allowed", origin);
		}
	}

	private static void checkRefusal(HandshakeException refused) {
		HandshakeResponse response = response(refused.refusal().toResponse());
		require(response.status() == refused.refusal().status(), "status %d", response.status());
	}

	private static HandshakeResponse response(byte[] bytes) {
		HandshakeResponse response = new ResponseHeadParser(1 << 16, 100).parse(ByteBuffer.wrap(bytes));
		if (response == null) {
			throw new AssertionError("the answer does not end: " + new String(bytes, StandardCharsets.ISO_8859_1));
		}
		return response;
	}

	static Stream<byte[]> seeds() {
		RawRequest valid = RawRequest.handshake("/");
		Stream<RawRequest> origins = Stream
			.of("http://localhost", "HTTP://LOCALHOST:80", "https://localhost", "null", "", "https://www.example.com",
					"https://example.com", "https://a.b.example.com:443", "http://other:81", "http://other:82")
			.map((origin) -> valid.with("Origin: " + origin));
		return Stream.concat(origins, HandshakeCases.all().stream().map(HandshakeCase::request))
			.map(RawRequest::bytes)
			.filter((request) -> request.length <= MAX_LINE + MAX_HEADER_BYTES);
	}

}
