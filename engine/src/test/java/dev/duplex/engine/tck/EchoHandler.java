package dev.duplex.engine.tck;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import dev.duplex.engine.CloseReason;
import dev.duplex.engine.ConnectionHandler;
import dev.duplex.engine.WebSocketConnection;

/**
 * Sends back what it gets, and keeps a record of how connections begin and end.
 */
public class EchoHandler implements ConnectionHandler {

	private final List<WebSocketConnection> opened = new CopyOnWriteArrayList<>();

	private final List<Closed> closed = new CopyOnWriteArrayList<>();

	private final AtomicInteger messages = new AtomicInteger();

	/**
	 * The end of a connection.
	 *
	 * @param connection the connection
	 * @param reason why it ended
	 */
	public record Closed(WebSocketConnection connection, CloseReason reason) {
	}

	@Override
	public void onOpen(WebSocketConnection connection) throws Exception {
		this.opened.add(connection);
	}

	@Override
	public void onText(WebSocketConnection connection, String text) throws Exception {
		this.messages.incrementAndGet();
		connection.sendText(text);
	}

	@Override
	public void onBinary(WebSocketConnection connection, ByteBuffer data) throws Exception {
		this.messages.incrementAndGet();
		connection.sendBinary(data);
	}

	@Override
	public void onClose(WebSocketConnection connection, CloseReason reason) throws Exception {
		this.closed.add(new Closed(connection, reason));
	}

	/**
	 * The connections that were opened.
	 * @return the connections, in order
	 */
	public final List<WebSocketConnection> opened() {
		return this.opened;
	}

	/**
	 * The connections that were closed.
	 * @return the connections and why they ended, in order
	 */
	public final List<Closed> closed() {
		return this.closed;
	}

	/**
	 * How many messages arrived.
	 * @return the count
	 */
	public final int messages() {
		return this.messages.get();
	}

	/**
	 * Counts a message.
	 */
	protected final void countMessage() {
		this.messages.incrementAndGet();
	}

}
