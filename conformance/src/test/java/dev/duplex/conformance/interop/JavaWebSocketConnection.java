package dev.duplex.conformance.interop;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

import org.java_websocket.WebSocket;
import org.java_websocket.enums.Opcode;
import org.java_websocket.framing.PingFrame;
import org.java_websocket.protocols.IProtocol;
import org.jspecify.annotations.Nullable;

/**
 * Either end of a connection at Java-WebSocket.
 *
 * @param webSocket the connection
 * @param extensions what the response agreed on
 * @param received what Java-WebSocket received
 */
record JavaWebSocketConnection(WebSocket webSocket, String extensions, Received received) implements PeerConnection {

	@Override
	public @Nullable String subprotocol() {
		IProtocol protocol = this.webSocket.getProtocol();
		return (protocol == null || protocol.getProvidedProtocol().isEmpty()) ? null : protocol.getProvidedProtocol();
	}

	@Override
	public void sendText(String text) {
		this.webSocket.send(text);
	}

	@Override
	public void sendBinary(byte[] data) {
		this.webSocket.send(data);
	}

	@Override
	public void sendTextParts(List<String> parts, Action between) throws Exception {
		for (int i = 0; i < parts.size(); i++) {
			boolean last = i == parts.size() - 1;
			if (last) {
				between.run();
			}
			this.webSocket.sendFragmentedFrame(Opcode.TEXT,
					ByteBuffer.wrap(parts.get(i).getBytes(StandardCharsets.UTF_8)), last);
		}
	}

	@Override
	public void sendBinaryParts(List<byte[]> parts) {
		for (int i = 0; i < parts.size(); i++) {
			this.webSocket.sendFragmentedFrame(Opcode.BINARY, ByteBuffer.wrap(parts.get(i)), i == parts.size() - 1);
		}
	}

	@Override
	public void sendPing(byte[] payload) {
		PingFrame ping = new PingFrame();
		ping.setPayload(ByteBuffer.wrap(payload));
		this.webSocket.sendFrame(ping);
	}

	@Override
	public void close(int code, String reason) {
		this.webSocket.close(code, reason);
	}

}
