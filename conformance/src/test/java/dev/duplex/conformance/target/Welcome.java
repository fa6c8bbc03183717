package dev.duplex.conformance.target;

import java.nio.ByteBuffer;

import dev.duplex.engine.ConnectionHandler;
import dev.duplex.engine.WebSocketConnection;

/**
 * An application that speaks first, and echoes.
 */
final class Welcome implements ConnectionHandler {

	@Override
	public void onOpen(WebSocketConnection connection) {
		connection.sendText("welcome");
	}

	@Override
	public void onText(WebSocketConnection connection, ByteBuffer utf8) {
		connection.sendText(utf8);
	}

}
