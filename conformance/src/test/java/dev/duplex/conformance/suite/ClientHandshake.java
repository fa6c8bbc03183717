package dev.duplex.conformance.suite;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

import dev.duplex.engine.CompressionOptions;
import dev.duplex.engine.ConnectFailedException;
import dev.duplex.engine.ConnectionHandler;
import dev.duplex.engine.ConnectionOptions;
import dev.duplex.engine.Endpoint;
import dev.duplex.engine.WebSocketConnection;
import dev.duplex.engine.tck.HandshakeResponses.Answer;
import dev.duplex.engine.tck.HandshakeResponses.Offers;
import dev.duplex.engine.tck.Pieces;
import org.jspecify.annotations.Nullable;

/**
 * A server's answer to an opening handshake and what the client makes of it (RFC 6455
 * section 4.1): it connects, or it ends TCP and the application hears of no connection.
 *
 * @param answer the answer
 */
public record ClientHandshake(Answer answer) implements Scenario {

	private static final int SMALL = 600;

	@Override
	public String input() {
		String text = this.answer.head().strip().replace("\r\n", " | ");
		return (text.length() > 1_000) ? text.substring(0, 1_000) + "…" : text;
	}

	@Override
	public String expected() {
		return (this.answer.failure() != null) ? "no connection (" + this.answer.failure() + "), the end of the stream"
				: "the connection is open";
	}

	@Override
	public List<Run> runs(Target target) {
		ClientTarget client = (ClientTarget) target;
		List<Run> runs = new ArrayList<>();
		runs.add(new Run("in one piece", (conversation) -> run(client, List::of, conversation)));
		if (this.answer.head().length() <= SMALL) {
			runs.add(new Run("byte by byte", (conversation) -> run(client, Pieces::byteByByte, conversation)));
		}
		runs.add(new Run("cut at random", (conversation) -> run(client,
				(bytes) -> Pieces.atRandom(bytes, new Random(bytes.length)), conversation)));
		return runs;
	}

	/**
	 * Cuts bytes into pieces.
	 */
	private interface Cut {

		List<byte[]> pieces(byte[] bytes);

	}

	private Verdict run(ClientTarget client, Cut cut, Conversation conversation) throws Exception {
		AtomicInteger opened = new AtomicInteger();
		Endpoint endpoint = endpoint(new ConnectionHandler() {

			@Override
			public void onOpen(WebSocketConnection connection) {
				opened.incrementAndGet();
			}

		}, this.answer.offers());
		CompletableFuture<WebSocketConnection> connecting = client.connect(client.to("/echo").build(), endpoint);
		try (Peer peer = client.accept(conversation)) {
			String accept = ServerHandshake.acceptOf(ClientTarget.header(peer.readHead(), "Sec-WebSocket-Key"));
			byte[] head = this.answer.head(accept).getBytes(StandardCharsets.ISO_8859_1);
			// One that fails early may be gone before the last piece.
			for (byte[] piece : cut.pieces(head)) {
				if (!peer.tryWrite(piece)) {
					break;
				}
			}
			ConnectFailedException.Reason failure = failure(connecting);
			if (failure != this.answer.failure()) {
				return Verdict.failed((failure != null) ? "the client failed: " + failure : "the client connected");
			}
			return (failure != null) ? ended(peer, opened.get()) : Connections.staysOpen(peer);
		}
	}

	private static Verdict ended(Peer peer, int opened) {
		Event event = peer.next();
		if (opened > 0) {
			return Verdict.failed("the application heard of a connection");
		}
		return (event instanceof Event.End) ? Verdict.OK
				: Verdict.failed("expected the end of the stream but was " + event);
	}

	private static Endpoint endpoint(ConnectionHandler handler, Offers offers) {
		Endpoint.Builder endpoint = Endpoint.builder("client", handler);
		return switch (offers) {
			case NOTHING -> endpoint.build();
			case SUBPROTOCOLS -> endpoint.subprotocols(List.of("v1.chat", "v2.chat")).build();
			case COMPRESSION -> endpoint.options(compressed(true)).build();
			case COMPRESSION_WITHOUT_CONTEXT -> endpoint.options(compressed(false)).build();
		};
	}

	private static ConnectionOptions compressed(boolean contextTakeover) {
		return ConnectionOptions.defaults()
			.toBuilder()
			.compression(new CompressionOptions(1, 0, contextTakeover))
			.build();
	}

	/**
	 * Why a client did not connect.
	 * @param connecting what it gave back
	 * @return the reason, or {@code null} if it did connect
	 * @throws IOException if it did neither in time
	 * @throws InterruptedException if interrupted
	 */
	public static ConnectFailedException.@Nullable Reason failure(CompletableFuture<WebSocketConnection> connecting)
			throws IOException, InterruptedException {
		try {
			connecting.get(Peer.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
			return null;
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof ConnectFailedException failed) {
				return failed.reason();
			}
			throw new IOException("the client failed in an unknown way", ex.getCause());
		}
		catch (TimeoutException ex) {
			throw new IOException("the client neither connected nor failed", ex);
		}
	}

}
