package dev.duplex.spring.endpoint;

import java.nio.ByteBuffer;

import dev.duplex.engine.Topics;
import dev.duplex.engine.WebSocketConnection;
import org.jspecify.annotations.Nullable;

/**
 * Sends what a handler returned, to its client or to a topic, encoded once.
 *
 * @param writer writes what is neither text nor binary, or {@code null} if nothing can
 * @param topics where topics are published
 * @param topic gives the topic, or {@code null} to answer the client
 */
record Reply(PayloadCodec.@Nullable Writer writer, Topics topics, @Nullable Argument topic) {

	void send(WebSocketConnection connection, @Nullable Object[] bound, Object value) throws Exception {
		if (value instanceof CharSequence text) {
			sendText(connection, bound, text.toString());
		}
		else if (value instanceof byte[] bytes) {
			sendBinary(connection, bound, ByteBuffer.wrap(bytes));
		}
		else if (value instanceof ByteBuffer buffer) {
			sendBinary(connection, bound, buffer);
		}
		else if (this.writer != null) {
			sendText(connection, bound, this.writer.write(value));
		}
		else {
			throw new IllegalStateException(
					"A " + value.getClass().getName() + " needs a JsonMapper to be sent, and the application has none");
		}
	}

	private void sendText(WebSocketConnection connection, @Nullable Object[] bound, String text) {
		if (this.topic != null) {
			this.topics.publishText(name(this.topic, connection, bound), text);
		}
		else {
			connection.sendText(text);
		}
	}

	private void sendText(WebSocketConnection connection, @Nullable Object[] bound, ByteBuffer utf8) {
		if (this.topic != null) {
			this.topics.publishText(name(this.topic, connection, bound), utf8);
		}
		else {
			connection.sendText(utf8);
		}
	}

	private void sendBinary(WebSocketConnection connection, @Nullable Object[] bound, ByteBuffer data) {
		if (this.topic != null) {
			this.topics.publishBinary(name(this.topic, connection, bound), data);
		}
		else {
			connection.sendBinary(data);
		}
	}

	private static String name(Argument topic, WebSocketConnection connection, @Nullable Object[] bound) {
		return String.valueOf(topic.get(connection, bound, null));
	}

}
