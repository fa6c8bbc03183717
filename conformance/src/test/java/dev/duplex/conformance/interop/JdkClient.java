package dev.duplex.conformance.interop;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * The JDK's {@link WebSocket}.
 */
final class JdkClient implements PeerClient {

	private final HttpClient client = HttpClient.newBuilder().sslContext(Tls.context()).build();

	@Override
	public Set<Ability> abilities() {
		return Set.of(Ability.FRAGMENTS, Ability.PINGS, Ability.ABORT);
	}

	@Override
	public List<String> offers(Compression compression) {
		return List.of();
	}

	@Override
	public PeerConnection connect(URI uri, Opening opening) throws Exception {
		WebSocket.Builder builder = this.client.newWebSocketBuilder();
		if (opening.origin() != null) {
			builder.header("Origin", opening.origin());
		}
		List<String> subprotocols = opening.subprotocols();
		if (!subprotocols.isEmpty()) {
			builder.subprotocols(subprotocols.get(0),
					subprotocols.subList(1, subprotocols.size()).toArray(String[]::new));
		}
		Recorder recorder = new Recorder();
		try {
			return new Connection(await(builder.buildAsync(uri, recorder)), recorder.received);
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof WebSocketHandshakeException refused) {
				throw new RefusedException(refused.getResponse().statusCode());
			}
			throw ex;
		}
	}

	private static <T> T await(CompletableFuture<T> future) throws Exception {
		return future.get(Received.TIMEOUT_SECONDS, TimeUnit.SECONDS);
	}

	@Override
	public void close() {
		// The JDK's client ends with its last connection.
	}

	/**
	 * Puts the parts of messages together.
	 */
	private static final class Recorder implements WebSocket.Listener {

		private final Received received = new Received();

		private final StringBuilder text = new StringBuilder();

		private final ByteArrayOutputStream binary = new ByteArrayOutputStream();

		@Override
		public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
			this.text.append(data);
			if (last) {
				this.received.text(this.text.toString());
				this.text.setLength(0);
			}
			webSocket.request(1);
			return null;
		}

		@Override
		public @Nullable CompletionStage<?> onBinary(WebSocket webSocket, ByteBuffer data, boolean last) {
			byte[] part = new byte[data.remaining()];
			data.get(part);
			this.binary.writeBytes(part);
			if (last) {
				this.received.binary(ByteBuffer.wrap(this.binary.toByteArray()));
				this.binary.reset();
			}
			webSocket.request(1);
			return null;
		}

		@Override
		public @Nullable CompletionStage<?> onPong(WebSocket webSocket, ByteBuffer message) {
			this.received.pong(message);
			webSocket.request(1);
			return null;
		}

		@Override
		public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
			this.received.closed(statusCode, reason);
			return null;
		}

		@Override
		public void onError(WebSocket webSocket, Throwable error) {
			this.received.failed(error);
		}

	}

	private record Connection(WebSocket webSocket, Received received) implements PeerConnection {

		@Override
		public @Nullable String subprotocol() {
			return this.webSocket.getSubprotocol().isEmpty() ? null : this.webSocket.getSubprotocol();
		}

		@Override
		public String extensions() {
			return "";
		}

		@Override
		public void sendText(String text) throws Exception {
			await(this.webSocket.sendText(text, true));
		}

		@Override
		public void sendBinary(byte[] data) throws Exception {
			await(this.webSocket.sendBinary(ByteBuffer.wrap(data), true));
		}

		@Override
		public void sendTextParts(List<String> parts, Action between) throws Exception {
			int last = parts.size() - 1;
			for (String part : parts.subList(0, last)) {
				await(this.webSocket.sendText(part, false));
			}
			between.run();
			await(this.webSocket.sendText(parts.get(last), true));
		}

		@Override
		public void sendBinaryParts(List<byte[]> parts) throws Exception {
			int last = parts.size() - 1;
			for (byte[] part : parts.subList(0, last)) {
				await(this.webSocket.sendBinary(ByteBuffer.wrap(part), false));
			}
			await(this.webSocket.sendBinary(ByteBuffer.wrap(parts.get(last)), true));
		}

		@Override
		public void sendPing(byte[] payload) throws Exception {
			await(this.webSocket.sendPing(ByteBuffer.wrap(payload)));
		}

		@Override
		public void close(int code, String reason) throws Exception {
			await(this.webSocket.sendClose(code, reason));
		}

		@Override
		public void abort() {
			this.webSocket.abort();
		}

	}

}
