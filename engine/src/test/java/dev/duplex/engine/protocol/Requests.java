package dev.duplex.engine.protocol;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;

import dev.duplex.engine.tck.RawRequest;

/**
 * Requests as the parser reads them.
 */
final class Requests {

	static final InetSocketAddress PEER = new InetSocketAddress(InetAddress.getLoopbackAddress(), 40_000);

	private Requests() {
	}

	/** Parses and checks as our own listener does, with its default limits. */
	static HandshakeRequest check(List<byte[]> pieces) {
		HandshakeRequest request = parse(new RequestHeadParser(4_096, 8_192, 100), pieces);
		OpeningHandshake.check(request);
		return request;
	}

	static HandshakeRequest parse(RawRequest request) {
		return parse(new RequestHeadParser(4_096, 8_192, 100), List.of(request.bytes()));
	}

	static HandshakeRequest parse(RequestHeadParser parser, List<byte[]> pieces) {
		for (byte[] piece : pieces) {
			if (parser.parse(ByteBuffer.wrap(piece))) {
				return parser.request(false, PEER);
			}
		}
		throw new IncompleteHead();
	}

	/** 101, or the status and text of the refusal, or that there is none yet. */
	static String answer(List<byte[]> pieces) {
		try {
			check(pieces);
			return "101";
		}
		catch (HandshakeException ex) {
			return ex.refusal().status() + " " + ex.refusal().body();
		}
		catch (IncompleteHead ex) {
			return "incomplete";
		}
	}

	private static final class IncompleteHead extends RuntimeException {

		private static final long serialVersionUID = 1L;

	}

}
