package dev.duplex.engine.tck;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.duplex.engine.CloseReason;
import dev.duplex.engine.ConnectionHandler;
import dev.duplex.engine.WebSocketConnection;
import org.awaitility.Awaitility;

/**
 * Keeps what happens on its connections, in order: {@code open}, {@code text …},
 * {@code binary …} and {@code pong …} in hexadecimal digits, {@code close code initiator
 * reason}.
 */
public class RecordingHandler implements ConnectionHandler {

	private final List<String> events = new CopyOnWriteArrayList<>();

	@Override
	public void onOpen(WebSocketConnection connection) throws Exception {
		this.events.add("open");
	}

	@Override
	public void onText(WebSocketConnection connection, ByteBuffer utf8) throws Exception {
		this.events.add("text " + StandardCharsets.UTF_8.decode(utf8));
	}

	@Override
	public void onBinary(WebSocketConnection connection, ByteBuffer data) throws Exception {
		this.events.add("binary " + hex(data));
	}

	@Override
	public void onPong(WebSocketConnection connection, ByteBuffer payload) throws Exception {
		this.events.add("pong " + hex(payload));
	}

	@Override
	public void onClose(WebSocketConnection connection, CloseReason reason) throws Exception {
		this.events.add("close %d %s %s".formatted(reason.code(), reason.initiator(), reason.reason()).strip());
	}

	private static String hex(ByteBuffer bytes) {
		byte[] copy = new byte[bytes.remaining()];
		bytes.get(copy);
		return HexFormat.of().formatHex(copy);
	}

	/**
	 * Adds an event of a subclass's.
	 * @param event the event
	 */
	protected final void add(String event) {
		this.events.add(event);
	}

	/**
	 * What has happened.
	 * @return the events, in order
	 */
	public final List<String> events() {
		return this.events;
	}

	/**
	 * Waits until something has happened.
	 * @param event the event
	 */
	public final void await(String event) {
		Awaitility.await()
			.atMost(Duration.ofSeconds(10))
			.pollInterval(Duration.ofMillis(5))
			.failFast(
					() -> event.startsWith("close") ? false : this.events.stream().anyMatch(RecordingHandler::isClose))
			.until(() -> this.events.contains(event));
	}

	/**
	 * Waits until the connection has ended.
	 * @return the event
	 */
	public final String awaitClose() {
		Awaitility.await()
			.atMost(Duration.ofSeconds(10))
			.pollInterval(Duration.ofMillis(5))
			.until(() -> this.events.stream().anyMatch(RecordingHandler::isClose));
		return this.events.get(this.events.size() - 1);
	}

	private static boolean isClose(String event) {
		return event.startsWith("close");
	}

}
