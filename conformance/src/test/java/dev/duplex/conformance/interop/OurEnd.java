package dev.duplex.conformance.interop;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import dev.duplex.engine.CloseReason;
import dev.duplex.engine.ConnectionHandler;
import dev.duplex.engine.WebSocketConnection;

/**
 * Our end of one connection: sends back every message, and keeps a record of it.
 */
final class OurEnd implements ConnectionHandler {

	private final CompletableFuture<WebSocketConnection> opened = new CompletableFuture<>();

	private final CompletableFuture<CloseReason> closed = new CompletableFuture<>();

	private final Received received = new Received();

	/**
	 * The connection, once it is open.
	 */
	WebSocketConnection connection() throws Exception {
		return this.opened.get(Received.TIMEOUT_SECONDS, TimeUnit.SECONDS);
	}

	/**
	 * What was received.
	 */
	Received received() {
		return this.received;
	}

	/**
	 * Who began to close, once that is done.
	 */
	CloseReason.Initiator initiator() throws Exception {
		return this.closed.get(Received.TIMEOUT_SECONDS, TimeUnit.SECONDS).initiator();
	}

	@Override
	public void onOpen(WebSocketConnection connection) {
		this.opened.complete(connection);
	}

	@Override
	public void onText(WebSocketConnection connection, String text) {
		this.received.text(text);
		connection.sendText(text);
	}

	@Override
	public void onBinary(WebSocketConnection connection, ByteBuffer data) {
		this.received.binary(data);
		connection.sendBinary(data);
	}

	@Override
	public void onPong(WebSocketConnection connection, ByteBuffer payload) {
		this.received.pong(payload);
	}

	@Override
	public void onClose(WebSocketConnection connection, CloseReason reason) {
		this.received.closed(reason.code(), reason.reason());
		this.closed.complete(reason);
	}

}
