package dev.duplex.conformance.fuzz.targets;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

import dev.duplex.engine.protocol.ClientOpeningHandshake;
import dev.duplex.engine.protocol.HandshakeRequest;
import dev.duplex.engine.protocol.HandshakeResponse;
import dev.duplex.engine.protocol.Header;
import dev.duplex.engine.protocol.InvalidResponseException;
import dev.duplex.engine.protocol.PerMessageDeflate;
import dev.duplex.engine.protocol.ResponseHeadParser;
import dev.duplex.engine.tck.HandshakeResponses;
import dev.duplex.engine.tck.RawRequest;
import org.jspecify.annotations.Nullable;

import static dev.duplex.conformance.fuzz.targets.Splits.require;

/**
 * A response's head: failed, incomplete, or taken, the same for every way to cut it. A
 * handshake that is taken has what RFC 6455 section 4.1 asks for.
 */
public final class ResponseHeadTarget {

	private static final int MAX_BYTES = 4_096;

	private static final int MAX_HEADERS = 20;

	private static final HandshakeRequest REQUEST = new HandshakeRequest("GET", "/", null,
			List.of(new Header("Host", "localhost"), new Header("Upgrade", "websocket"),
					new Header("Connection", "Upgrade"), new Header("Sec-WebSocket-Key", RawRequest.SAMPLE_KEY),
					new Header("Sec-WebSocket-Version", "13"), new Header("Sec-WebSocket-Protocol", "v1.chat, v2.chat"),
					new Header("Sec-WebSocket-Extensions", PerMessageDeflate.offer(true))),
			false, "localhost", 80, new InetSocketAddress(0));

	private ResponseHeadTarget() {
	}

	/**
	 * Tests one input.
	 * @param input the head, and bytes behind it
	 */
	public static void fuzzerTestOneInput(byte[] input) {
		Splits.same(input, ResponseHeadTarget::outcome);
		try {
			HandshakeResponse response = new ResponseHeadParser(MAX_BYTES, MAX_HEADERS).parse(ByteBuffer.wrap(input));
			if (response != null) {
				check(response);
			}
		}
		catch (InvalidResponseException ex) {
			// The connection is failed.
		}
	}

	private static String outcome(List<ByteBuffer> pieces) {
		ResponseHeadParser parser = new ResponseHeadParser(MAX_BYTES, MAX_HEADERS);
		try {
			for (ByteBuffer piece : pieces) {
				HandshakeResponse response = parser.parse(piece);
				if (response != null) {
					return response.toString();
				}
				require(!piece.hasRemaining(), "bytes are left of a head that is not complete");
			}
			return "incomplete";
		}
		catch (InvalidResponseException ex) {
			return String.valueOf(ex.getMessage());
		}
	}

	private static void check(HandshakeResponse response) {
		require(response.status() == 101 || response.status() >= 200 && response.status() <= 999, "status %d",
				response.status());
		response.headers().forEach(Header::requireSendable);
		String subprotocol = ClientOpeningHandshake.check(REQUEST, response);
		require(RawRequest.SAMPLE_ACCEPT.equals(response.header("Sec-WebSocket-Accept")), "accepted without an answer");
		require(subprotocol == null || subprotocol.equals("v1.chat") || subprotocol.equals("v2.chat"), "subprotocol %s",
				subprotocol);
		checkExtensions(response);
	}

	private static void checkExtensions(HandshakeResponse response) {
		@Nullable PerMessageDeflate agreed = PerMessageDeflate.agreed(response, true, true);
		if (agreed == null) {
			require(response.headers("Sec-WebSocket-Extensions").isEmpty(), "an extension is passed over");
			return;
		}
		require(agreed.serverMaxWindowBits() >= 8 && agreed.serverMaxWindowBits() <= 15, "window %s", agreed);
		require(agreed.clientMaxWindowBits() >= 8 && agreed.clientMaxWindowBits() <= 15, "window %s", agreed);
	}

	static Stream<byte[]> seeds() {
		return HandshakeResponses.all()
			.stream()
			.map((answer) -> answer.head(RawRequest.SAMPLE_ACCEPT))
			.filter((head) -> head.length() <= MAX_BYTES)
			.map((head) -> head.getBytes(StandardCharsets.ISO_8859_1));
	}

}
