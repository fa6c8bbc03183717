package dev.duplex.engine.topic;

import dev.duplex.engine.transport.SerialContext;

/**
 * Whoever takes what is published to a topic.
 */
public interface Subscriber {

	/**
	 * Where {@link #deliver} is to be called.
	 * @return the context, always the same
	 */
	SerialContext context();

	/**
	 * Takes a message, in the context. Must not call back into topics before it returns.
	 * @param frame the whole frame, shared with every other subscriber: never changed
	 * @param text whether it is a text message, else binary
	 * @param payloadBytes the payload's length
	 */
	void deliver(byte[] frame, boolean text, int payloadBytes);

}
