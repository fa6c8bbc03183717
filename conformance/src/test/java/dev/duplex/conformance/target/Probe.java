package dev.duplex.conformance.target;

import java.io.IOException;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

import dev.duplex.conformance.suite.ProbeLog;
import dev.duplex.engine.CloseReason;
import dev.duplex.engine.ConnectionHandler;
import dev.duplex.engine.WebSocketConnection;

/**
 * An application that does with its connection what it is told by text messages, and
 * notes what it sees. It echoes what is no order.
 */
final class Probe implements ConnectionHandler {

	private static final int SENDERS = 4;

	private static final int MESSAGES_EACH = 50;

	private final ProbeLog log;

	Probe(ProbeLog log) {
		this.log = log;
	}

	@Override
	public void onOpen(WebSocketConnection connection) {
		connection.attributes().put("open", true);
	}

	@Override
	public void onText(WebSocketConnection connection, String text) throws Exception {
		String[] words = text.split(" ", 3);
		switch (words[0]) {
			case "id" -> connection.sendText(connection.id());
			case "close" -> close(connection, Integer.parseInt(words[1]), (words.length > 2) ? words[2] : "");
			case "surrogate" -> refused(connection, () -> connection.sendText("a\uD800"));
			case "bytes" -> refused(connection, () -> connection.sendText(ByteBuffer.wrap(new byte[] { (byte) 0xC0 })));
			case "long-ping" -> refused(connection, () -> connection.sendPing(ByteBuffer.allocate(126)));
			case "ping" -> connection.sendPing(ByteBuffer.wrap("probe".getBytes(StandardCharsets.US_ASCII)));
			case "late" -> late(connection);
			case "reuse" -> reuse(connection);
			case "queue" -> queue(connection, Integer.parseInt(words[1]));
			case "senders" -> senders(connection);
			case "writers" -> writers(connection);
			default -> echo(connection, text);
		}
	}

	private void echo(WebSocketConnection connection, String text) {
		this.log.add(connection.id(), "text " + text);
		connection.sendText(text);
	}

	private void close(WebSocketConnection connection, int code, String reason) {
		refused(connection, () -> connection.close(code, reason));
	}

	/** Says so on the wire if something is refused. */
	private void refused(WebSocketConnection connection, Runnable action) {
		try {
			action.run();
		}
		catch (IllegalArgumentException ex) {
			connection.sendText("refused");
		}
	}

	private void late(WebSocketConnection connection) {
		connection.close(4000, "no more");
		String id = connection.id();
		this.log.add(id, "text " + connection.sendText("late"));
		this.log.add(id, "binary " + connection.sendBinary(ByteBuffer.allocate(1)));
		this.log.add(id, "ping " + connection.sendPing(ByteBuffer.allocate(1)));
		this.log.add(id, "open " + connection.isOpen());
		connection.close(4001, "again");
	}

	/** What was given to a connection is the caller's again at once, and as it was. */
	private void reuse(WebSocketConnection connection) {
		byte[] bytes = new byte[1_000];
		Arrays.fill(bytes, (byte) 0x5A);
		ByteBuffer buffer = ByteBuffer.wrap(bytes, 100, 800);
		connection.sendBinary(buffer);
		boolean same = buffer.position() == 100 && buffer.remaining() == 800;
		for (byte b : bytes) {
			same &= b == 0x5A;
		}
		Arrays.fill(bytes, (byte) 0);
		connection.sendText(same ? "same" : "changed");
	}

	private void queue(WebSocketConnection connection, int count) {
		for (int i = 0; i < count; i++) {
			connection.sendText("queued " + i);
		}
		connection.close(1001, "after the queue");
	}

	/** The event loop must not wait for them, so the last one says that all are done. */
	private void together(WebSocketConnection connection, Sender sender) {
		AtomicInteger running = new AtomicInteger(SENDERS);
		for (int i = 0; i < SENDERS; i++) {
			int number = i;
			new Thread(() -> {
				try {
					for (int message = 0; message < MESSAGES_EACH; message++) {
						sender.send(number + " " + message + " ", Character.toString('a' + number).repeat(1_000));
					}
					if (running.decrementAndGet() == 0) {
						connection.sendText("done");
					}
				}
				catch (IOException ex) {
					this.log.add(connection.id(), ex.toString());
				}
			}, "probe-sender").start();
		}
	}

	/**
	 * Sends a message, on one of several threads.
	 */
	@FunctionalInterface
	private interface Sender {

		void send(String start, String rest) throws IOException;

	}

	private void senders(WebSocketConnection connection) {
		together(connection, (start, rest) -> connection.sendText(start + rest));
	}

	/** Each message in fragments. */
	private void writers(WebSocketConnection connection) {
		together(connection, (start, rest) -> {
			try (Writer writer = connection.textWriter()) {
				writer.write(start);
				writer.flush();
				writer.write(rest.substring(0, 500));
				writer.flush();
				writer.write(rest.substring(500));
			}
		});
	}

	@Override
	public void onBinary(WebSocketConnection connection, ByteBuffer data) {
		connection.sendBinary(data);
	}

	@Override
	public void onPong(WebSocketConnection connection, ByteBuffer payload) {
		this.log.add(connection.id(), "pong " + StandardCharsets.UTF_8.decode(payload));
	}

	@Override
	public void onClose(WebSocketConnection connection, CloseReason reason) {
		boolean first = connection.attributes().remove("open") != null;
		this.log.add(connection.id(), (first ? "closed " : "again closed ") + reason.code() + " " + reason.initiator()
				+ " " + reason.reason());
	}

}
