package dev.duplex.conformance.suite;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

import dev.duplex.engine.ConnectRequest;
import dev.duplex.engine.Endpoint;
import dev.duplex.engine.WebSocketConnection;
import org.jspecify.annotations.Nullable;

/**
 * The engine as a client. The runner is the server.
 */
public interface ClientTarget extends Target {

	@Override
	default Role role() {
		return Role.CLIENT;
	}

	/**
	 * Whether connections are by TLS.
	 * @return whether URIs begin with {@code wss}
	 */
	boolean isTls();

	/**
	 * The runner's server.
	 * @param resource path and query
	 * @return a request to it, with what TLS needs
	 */
	ConnectRequest.Builder to(String resource);

	/**
	 * Has the engine connect.
	 * @param request where to
	 * @param endpoint what the connection does
	 * @return the connection
	 */
	CompletableFuture<WebSocketConnection> connect(ConnectRequest request, Endpoint endpoint);

	/**
	 * An endpoint of a service.
	 * @param service how it is set up
	 * @param path what it does
	 * @return the endpoint
	 */
	Endpoint endpoint(Service service, String path);

	/**
	 * Accepts the engine's next connection.
	 * @param patience how long to wait for it
	 * @param conversation records what goes over the wire
	 * @return the runner's end, or {@code null} if none came
	 * @throws IOException if TLS fails
	 */
	@Nullable Peer accept(Duration patience, Conversation conversation) throws IOException;

	/**
	 * Accepts the engine's next connection, with TLS by the certificate of another host,
	 * which the engine trusts.
	 * @param conversation records what goes over the wire
	 * @return the runner's end
	 * @throws IOException if none comes, or TLS fails
	 */
	Peer acceptAsOtherHost(Conversation conversation) throws IOException;

	/**
	 * Accepts the engine's next connection.
	 * @param conversation records what goes over the wire
	 * @return the runner's end
	 * @throws IOException if none comes
	 */
	default Peer accept(Conversation conversation) throws IOException {
		Peer peer = accept(Peer.PATIENCE, conversation);
		if (peer == null) {
			throw new IOException("the client did not connect");
		}
		return peer;
	}

	@Override
	default Peer open(Opening opening, Conversation conversation) throws IOException {
		CompletableFuture<WebSocketConnection> connecting = connect(to(opening.path()).build(),
				endpoint(opening.service(), opening.path()));
		connecting.whenComplete((connection, failure) -> {
			if (failure != null) {
				conversation.add("the client failed: " + failure);
			}
		});
		Peer peer = accept(conversation);
		try {
			List<String> request = peer.readHead();
			String answer = opening.answer();
			boolean agreed = answer != null && offers(header(request, "Sec-WebSocket-Extensions"), answer);
			StringBuilder response = new StringBuilder("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n")
				.append("Connection: Upgrade\r\nSec-WebSocket-Accept: ")
				.append(ServerHandshake.acceptOf(header(request, "Sec-WebSocket-Key")))
				.append("\r\n");
			if (agreed) {
				response.append("Sec-WebSocket-Extensions: ").append(answer).append("\r\n");
				peer.agree(answer);
			}
			peer.write(Bytes.join(Bytes.ascii(response + "\r\n"), opening.early()));
			return peer;
		}
		catch (IOException | RuntimeException ex) {
			peer.close();
			throw ex;
		}
	}

	/**
	 * Whether an answer fits what was offered: a client's window may be limited only if
	 * it said that it can do so.
	 */
	private static boolean offers(String offered, String answer) {
		return offered.contains("permessage-deflate")
				&& (!answer.contains("client_max_window_bits") || offered.contains("client_max_window_bits"));
	}

	/**
	 * A header of a request.
	 * @param lines the request
	 * @param name the header's name
	 * @return its value, empty if there is none
	 */
	static String header(List<String> lines, String name) {
		String start = name.toLowerCase(Locale.ROOT) + ":";
		return lines.stream()
			.filter((line) -> line.toLowerCase(Locale.ROOT).startsWith(start))
			.findFirst()
			.map((line) -> line.substring(start.length()).trim())
			.orElse("");
	}

}
