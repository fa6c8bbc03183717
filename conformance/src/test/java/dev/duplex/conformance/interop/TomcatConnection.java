package dev.duplex.conformance.interop;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.websocket.CloseReason;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Extension;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.PongMessage;
import jakarta.websocket.Session;
import org.jspecify.annotations.Nullable;

/**
 * Either end of a connection at Tomcat.
 *
 * @param session the connection
 * @param received what Tomcat received
 */
record TomcatConnection(Session session, Received received) implements PeerConnection {

	@Override
	public @Nullable String subprotocol() {
		String subprotocol = this.session.getNegotiatedSubprotocol();
		return (subprotocol == null || subprotocol.isEmpty()) ? null : subprotocol;
	}

	@Override
	public String extensions() {
		return this.session.getNegotiatedExtensions()
			.stream()
			.map((extension) -> Stream
				.concat(Stream.of(extension.getName()), extension.getParameters().stream().map(TomcatConnection::text))
				.collect(Collectors.joining(";")))
			.collect(Collectors.joining(","));
	}

	private static String text(Extension.Parameter parameter) {
		return (parameter.getValue() != null) ? parameter.getName() + "=" + parameter.getValue() : parameter.getName();
	}

	@Override
	public void sendText(String text) throws Exception {
		this.session.getBasicRemote().sendText(text);
	}

	@Override
	public void sendBinary(byte[] data) throws Exception {
		this.session.getBasicRemote().sendBinary(ByteBuffer.wrap(data));
	}

	@Override
	public void sendTextParts(List<String> parts, Action between) throws Exception {
		int last = parts.size() - 1;
		for (String part : parts.subList(0, last)) {
			this.session.getBasicRemote().sendText(part, false);
		}
		between.run();
		this.session.getBasicRemote().sendText(parts.get(last), true);
	}

	@Override
	public void sendBinaryParts(List<byte[]> parts) throws Exception {
		int last = parts.size() - 1;
		for (byte[] part : parts.subList(0, last)) {
			this.session.getBasicRemote().sendBinary(ByteBuffer.wrap(part), false);
		}
		this.session.getBasicRemote().sendBinary(ByteBuffer.wrap(parts.get(last)), true);
	}

	@Override
	public void sendPing(byte[] payload) throws Exception {
		this.session.getBasicRemote().sendPing(ByteBuffer.wrap(payload));
	}

	@Override
	public void close(int code, String reason) throws Exception {
		this.session.close(new CloseReason(CloseReason.CloseCodes.getCloseCode(code), reason));
	}

	/**
	 * Puts the parts of messages together: for whole ones, Tomcat would hold a buffer of
	 * the largest size for each connection.
	 */
	static class Recorder extends Endpoint {

		private final Received received = new Received();

		private final StringBuilder text = new StringBuilder();

		private final ByteArrayOutputStream binary = new ByteArrayOutputStream();

		final Received received() {
			return this.received;
		}

		@Override
		public void onOpen(Session session, EndpointConfig config) {
			session.addMessageHandler(String.class, (MessageHandler.Partial<String>) this::text);
			session.addMessageHandler(byte[].class, (MessageHandler.Partial<byte[]>) this::binary);
			session.addMessageHandler(PongMessage.class,
					(MessageHandler.Whole<PongMessage>) (pong) -> this.received.pong(pong.getApplicationData()));
		}

		private void text(String part, boolean last) {
			this.text.append(part);
			if (last) {
				this.received.text(this.text.toString());
				this.text.setLength(0);
			}
		}

		private void binary(byte[] part, boolean last) {
			this.binary.writeBytes(part);
			if (last) {
				this.received.binary(ByteBuffer.wrap(this.binary.toByteArray()));
				this.binary.reset();
			}
		}

		@Override
		public void onClose(Session session, CloseReason closeReason) {
			this.received.closed(closeReason.getCloseCode().getCode(), closeReason.getReasonPhrase());
		}

		@Override
		public void onError(Session session, Throwable failure) {
			this.received.failed(failure);
		}

	}

}
