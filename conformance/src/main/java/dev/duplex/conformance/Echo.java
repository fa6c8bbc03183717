package dev.duplex.conformance;

import java.nio.ByteBuffer;

import dev.duplex.engine.ConnectionHandler;
import dev.duplex.engine.WebSocketConnection;
import dev.duplex.spring.Execution;
import dev.duplex.spring.OnBinary;
import dev.duplex.spring.OnText;
import dev.duplex.spring.WebSocketEndpoint;

/**
 * Sends back every message as it came: for the engine by itself, and as an endpoint of a
 * Spring application. It runs on the event loop, so that what came before a violation of
 * the protocol in the same segment has been answered when that fails the connection.
 */
@WebSocketEndpoint(path = "/echo", execution = Execution.EVENT_LOOP)
public class Echo implements ConnectionHandler {

	@Override
	@OnText
	public void onText(WebSocketConnection connection, ByteBuffer utf8) {
		connection.sendText(utf8);
	}

	@Override
	@OnBinary
	public void onBinary(WebSocketConnection connection, ByteBuffer data) {
		connection.sendBinary(data);
	}

}
