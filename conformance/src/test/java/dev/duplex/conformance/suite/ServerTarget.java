package dev.duplex.conformance.suite;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

import dev.duplex.engine.tck.RawClient.Response;
import dev.duplex.engine.tck.RawRequest;

/**
 * The engine as a server.
 */
public interface ServerTarget extends Target {

	@Override
	default Role role() {
		return Role.SERVER;
	}

	/**
	 * Whether a container parses the request and answers what is not a handshake.
	 * @return {@code false} for our own listener
	 */
	boolean isContainer();

	/**
	 * Whether it is reached by TLS.
	 * @return whether URIs begin with {@code wss}
	 */
	boolean isTls();

	/**
	 * Connects, without an opening handshake.
	 * @param service how the engine is set up
	 * @param conversation records what goes over the wire
	 * @return the runner's end
	 * @throws IOException if it does not connect
	 */
	Peer connect(Service service, Conversation conversation) throws IOException;

	@Override
	default Peer open(Opening opening, Conversation conversation) throws IOException {
		Peer peer = connect(opening.service(), conversation);
		try {
			RawRequest request = RawRequest.handshake(opening.path());
			String offer = opening.offer();
			if (offer != null) {
				request = request.with("Sec-WebSocket-Extensions: " + offer);
			}
			peer.write(Bytes.join(request.bytes(), opening.early()));
			Response response = response(peer);
			if (response.status() != 101) {
				throw new IOException("expected 101 but was " + response);
			}
			response.header("Sec-WebSocket-Extensions").forEach(peer::agree);
			return peer;
		}
		catch (IOException | RuntimeException ex) {
			peer.close();
			throw ex;
		}
	}

	/**
	 * Reads a response.
	 * @param peer the runner's end
	 * @return the response
	 * @throws IOException if there is none
	 */
	static Response response(Peer peer) throws IOException {
		List<String> lines = peer.readHead();
		Response head = new Response(Integer.parseInt(lines.get(0).split(" ")[1]), lines.subList(1, lines.size()), "");
		List<String> length = head.header("Content-Length");
		if (length.isEmpty()) {
			return head;
		}
		return new Response(head.status(), head.lines(),
				new String(peer.readBytes(Integer.parseInt(length.get(0))), StandardCharsets.UTF_8));
	}

}
