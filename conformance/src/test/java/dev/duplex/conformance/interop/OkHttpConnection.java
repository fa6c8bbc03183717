package dev.duplex.conformance.interop;

import java.util.concurrent.CompletableFuture;

import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * Either end of a connection at OkHttp.
 *
 * @param webSocket the connection
 * @param response the server's answer to the opening handshake
 * @param received what OkHttp received
 */
record OkHttpConnection(WebSocket webSocket, Response response, Received received) implements PeerConnection {

	@Override
	public @Nullable String subprotocol() {
		return this.response.header("Sec-WebSocket-Protocol");
	}

	@Override
	public String extensions() {
		return this.response.header("Sec-WebSocket-Extensions", "").replace(" ", "");
	}

	@Override
	public void sendText(String text) {
		require(this.webSocket.send(text));
	}

	@Override
	public void sendBinary(byte[] data) {
		require(this.webSocket.send(ByteString.of(data)));
	}

	@Override
	public void close(int code, String reason) {
		require(this.webSocket.close(code, reason));
	}

	private static void require(boolean taken) {
		if (!taken) {
			throw new IllegalStateException("OkHttp does not take it");
		}
	}

	@Override
	public void abort() {
		this.webSocket.cancel();
	}

	/**
	 * Takes whole messages, and answers a Close frame.
	 */
	static class Recorder extends WebSocketListener {

		private final CompletableFuture<Response> opened = new CompletableFuture<>();

		private final Received received = new Received();

		final CompletableFuture<Response> opened() {
			return this.opened;
		}

		final Received received() {
			return this.received;
		}

		@Override
		public void onOpen(WebSocket webSocket, Response response) {
			this.opened.complete(response);
		}

		@Override
		public void onMessage(WebSocket webSocket, String text) {
			this.received.text(text);
		}

		@Override
		public void onMessage(WebSocket webSocket, ByteString bytes) {
			this.received.binary(bytes.asByteBuffer());
		}

		@Override
		public void onClosing(WebSocket webSocket, int code, String reason) {
			webSocket.close(code, null);
		}

		@Override
		public void onClosed(WebSocket webSocket, int code, String reason) {
			this.received.closed(code, reason);
		}

		@Override
		public void onFailure(WebSocket webSocket, Throwable failure, @Nullable Response response) {
			this.opened.completeExceptionally((response != null) ? new RefusedException(response.code()) : failure);
			this.received.failed(failure);
		}

	}

}
