package dev.duplex.benchmarks.client;

import org.jspecify.annotations.Nullable;

/**
 * What the connections of a load send, and what has to come back.
 */
public abstract sealed class Script permits RepeatedMessage, DeflatedMessages {

	/**
	 * The same text message of ASCII that looks like JSON, over and over.
	 * @param size its length in bytes
	 * @return the script
	 */
	public static Script text(int size) {
		return new RepeatedMessage(Message.text(size));
	}

	/**
	 * The same binary message, over and over.
	 * @param size its length in bytes
	 * @return the script
	 */
	public static Script binary(int size) {
		return new RepeatedMessage(Message.binary(size));
	}

	/**
	 * Text messages of JSON, each another, compressed by permessage-deflate (RFC 7692).
	 * @param size their length in bytes before
	 * @param contextTakeover whether messages may refer to the ones before, in both
	 * directions
	 * @return the script
	 */
	public static Script deflated(int size, boolean contextTakeover) {
		return new DeflatedMessages(size, contextTakeover);
	}

	/**
	 * What to offer in {@code Sec-WebSocket-Extensions}, or {@code null} for nothing.
	 */
	abstract @Nullable String offer();

	/**
	 * Checks what the server agreed to.
	 * @param extensions its {@code Sec-WebSocket-Extensions} in lower case, or
	 * {@code null} if it sent none
	 * @throws UnexpectedAnswerException if that is not what the load is about
	 */
	abstract void check(@Nullable String extensions);

	/**
	 * What a connection sends.
	 * @param connection the number of the connection, from 0
	 */
	abstract Outbound outbound(int connection);

	/**
	 * What has to come back to that.
	 * @param connection the number of the connection
	 */
	abstract Answers answers(int connection);

}
