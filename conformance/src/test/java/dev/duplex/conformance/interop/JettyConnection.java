package dev.duplex.conformance.interop;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.ExtensionConfig;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.api.StatusCode;
import org.jspecify.annotations.Nullable;

/**
 * Either end of a connection at Jetty.
 *
 * @param session the connection
 * @param received what Jetty received
 */
record JettyConnection(Session session, Received received) implements PeerConnection {

	/** The most it has to take. */
	static final int MAX_MESSAGE_SIZE = 1 << 20;

	@Override
	public @Nullable String subprotocol() {
		return this.session.getUpgradeResponse().getAcceptedSubProtocol();
	}

	@Override
	public String extensions() {
		return this.session.getUpgradeResponse()
			.getExtensions()
			.stream()
			.map(ExtensionConfig::getParameterizedName)
			.collect(Collectors.joining(","));
	}

	@Override
	public void sendText(String text) throws Exception {
		await((callback) -> this.session.sendText(text, callback));
	}

	@Override
	public void sendBinary(byte[] data) throws Exception {
		await((callback) -> this.session.sendBinary(ByteBuffer.wrap(data), callback));
	}

	@Override
	public void sendTextParts(List<String> parts, Action between) throws Exception {
		int last = parts.size() - 1;
		for (String part : parts.subList(0, last)) {
			await((callback) -> this.session.sendPartialText(part, false, callback));
		}
		between.run();
		await((callback) -> this.session.sendPartialText(parts.get(last), true, callback));
	}

	@Override
	public void sendBinaryParts(List<byte[]> parts) throws Exception {
		for (int i = 0; i < parts.size(); i++) {
			ByteBuffer part = ByteBuffer.wrap(parts.get(i));
			boolean last = i == parts.size() - 1;
			await((callback) -> this.session.sendPartialBinary(part, last, callback));
		}
	}

	@Override
	public void sendPing(byte[] payload) throws Exception {
		await((callback) -> this.session.sendPing(ByteBuffer.wrap(payload), callback));
	}

	@Override
	public void close(int code, String reason) {
		this.session.close(code, reason, Callback.NOOP);
	}

	@Override
	public void closeWithoutCode() {
		this.session.close(StatusCode.NO_CODE, null, Callback.NOOP);
	}

	@Override
	public void abort() {
		this.session.disconnect();
	}

	private static void await(Consumer<Callback.Completable> send) throws Exception {
		Callback.Completable.with(send).get(Received.TIMEOUT_SECONDS, TimeUnit.SECONDS);
	}

	/**
	 * Takes whole messages. Public, as Jetty looks its methods up.
	 */
	public static class Recorder implements Session.Listener.AutoDemanding {

		private final Received received = new Received();

		final Received received() {
			return this.received;
		}

		@Override
		public void onWebSocketText(String message) {
			this.received.text(message);
		}

		@Override
		public void onWebSocketBinary(ByteBuffer payload, Callback callback) {
			this.received.binary(payload);
			callback.succeed();
		}

		@Override
		public void onWebSocketPong(ByteBuffer payload) {
			this.received.pong(payload);
		}

		@Override
		public void onWebSocketClose(int statusCode, @Nullable String reason, Callback callback) {
			this.received.closed(statusCode, reason);
			callback.succeed();
		}

		@Override
		public void onWebSocketError(Throwable cause) {
			this.received.failed(cause);
		}

	}

}
