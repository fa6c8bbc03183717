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
 * @param options how it is published, or {@code null} for no options
 */
record Reply(PayloadCodec.@Nullable Writer writer, Topics topics, @Nullable Argument topic,
		@Nullable BroadcastOptions options) {

	void send(WebSocketConnection connection, @Nullable Object[] bound, Object value) throws Exception {
		if (value instanceof CharSequence text) {
			sendText(connection, bound, value, text.toString());
		}
		else if (value instanceof byte[] bytes) {
			sendBinary(connection, bound, value, ByteBuffer.wrap(bytes));
		}
		else if (value instanceof ByteBuffer buffer) {
			sendBinary(connection, bound, value, buffer);
		}
		else if (this.writer != null) {
			sendText(connection, bound, value, this.writer.write(value));
		}
		else {
			throw new IllegalStateException(
					"A " + value.getClass().getName() + " needs a JsonMapper to be sent, and the application has none");
		}
	}

	private void sendText(WebSocketConnection connection, @Nullable Object[] bound, Object value, String text)
			throws Exception {
		if (this.topic == null) {
			connection.sendText(text);
		}
		else if (this.options == null) {
			this.topics.publishText(name(this.topic, connection, bound), text);
		}
		else {
			this.topics.publishText(name(this.topic, connection, bound), text, this.options.of(connection, value));
		}
	}

	private void sendText(WebSocketConnection connection, @Nullable Object[] bound, Object value, ByteBuffer utf8)
			throws Exception {
		if (this.topic == null) {
			connection.sendText(utf8);
		}
		else if (this.options == null) {
			this.topics.publishText(name(this.topic, connection, bound), utf8);
		}
		else {
			this.topics.publishText(name(this.topic, connection, bound), utf8, this.options.of(connection, value));
		}
	}

	private void sendBinary(WebSocketConnection connection, @Nullable Object[] bound, Object value, ByteBuffer data)
			throws Exception {
		if (this.topic == null) {
			connection.sendBinary(data);
		}
		else if (this.options == null) {
			this.topics.publishBinary(name(this.topic, connection, bound), data);
		}
		else {
			this.topics.publishBinary(name(this.topic, connection, bound), data, this.options.of(connection, value));
		}
	}

	private static String name(Argument topic, WebSocketConnection connection, @Nullable Object[] bound) {
		return String.valueOf(topic.get(connection, bound, null));
	}

}
