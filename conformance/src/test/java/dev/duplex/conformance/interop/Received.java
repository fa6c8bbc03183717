package dev.duplex.conformance.interop;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What one end of a connection saw, in order. Written by the threads of that end, read by
 * a test, which never waits longer than {@link #TIMEOUT_SECONDS}.
 */
final class Received {

	/** How long a test waits for what must come. */
	static final int TIMEOUT_SECONDS = 10;

	private static final int SHOWN = 200;

	private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();

	/**
	 * Something that an end saw.
	 */
	sealed interface Event {

		/**
		 * A text message.
		 */
		record Text(String text) implements Event {

			@Override
			public String toString() {
				return "text of " + this.text.length() + ": " + shown(this.text);
			}

		}

		/**
		 * A binary message.
		 */
		record Binary(ByteBuffer data) implements Event {

			@Override
			public String toString() {
				return "binary of " + this.data.remaining() + ": " + shown(hex(this.data));
			}

		}

		/**
		 * A Pong.
		 */
		record Pong(ByteBuffer payload) implements Event {

			@Override
			public String toString() {
				return "pong " + hex(this.payload);
			}

		}

		/**
		 * The end of the connection.
		 */
		record Closed(int code, String reason) implements Event {
		}

		/**
		 * What the end's API reports as an error.
		 */
		record Failed(Throwable cause) implements Event {
		}

	}

	private static String shown(String text) {
		return (text.length() > SHOWN) ? text.substring(0, SHOWN) + "…" : text;
	}

	private static String hex(ByteBuffer data) {
		return HexFormat.of().formatHex(data.array(), 0, Math.min(data.remaining(), SHOWN));
	}

	void text(String text) {
		this.events.add(new Event.Text(text));
	}

	void binary(ByteBuffer data) {
		this.events.add(new Event.Binary(copy(data)));
	}

	void pong(ByteBuffer payload) {
		this.events.add(new Event.Pong(copy(payload)));
	}

	void closed(int code, @Nullable String reason) {
		this.events.add(new Event.Closed(code, (reason != null) ? reason : ""));
	}

	void failed(Throwable cause) {
		this.events.add(new Event.Failed(cause));
	}

	private static ByteBuffer copy(ByteBuffer data) {
		return ByteBuffer.allocate(data.remaining()).put(data.duplicate()).flip();
	}

	/**
	 * Waits for the next event.
	 */
	Event next() throws InterruptedException {
		Event event = this.events.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS);
		assertThat(event).as("something within %d s", TIMEOUT_SECONDS).isNotNull();
		return event;
	}

	void expectText(String text) throws InterruptedException {
		assertThat(next()).isEqualTo(new Event.Text(text));
	}

	void expectBinary(byte[] data) throws InterruptedException {
		assertThat(next()).isEqualTo(new Event.Binary(ByteBuffer.wrap(data)));
	}

	void expectPong(byte[] payload) throws InterruptedException {
		assertThat(next()).isEqualTo(new Event.Pong(ByteBuffer.wrap(payload)));
	}

	/**
	 * The answer to one's own Close frame: its reason may be anything (RFC 6455 section
	 * 5.5.1).
	 */
	void expectClosed(int code) throws InterruptedException {
		assertThat(next()).isInstanceOfSatisfying(Event.Closed.class,
				(closed) -> assertThat(closed.code()).isEqualTo(code));
	}

	void expectClosed(int code, String reason) throws InterruptedException {
		assertThat(next()).isEqualTo(new Event.Closed(code, reason));
	}

}
