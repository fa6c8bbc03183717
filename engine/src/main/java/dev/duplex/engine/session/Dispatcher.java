package dev.duplex.engine.session;

import java.nio.ByteBuffer;

import dev.duplex.engine.CloseReason;

/**
 * Brings a session's events to its handler, in order. Called in the session's context.
 */
interface Dispatcher {

	void open();

	/**
	 * A whole message.
	 * @param text whether it is text, else binary
	 * @param payload the bytes, from position to limit
	 * @param owned whether the bytes stay as they are after the call
	 */
	void message(boolean text, ByteBuffer payload, boolean owned);

	/**
	 * A part of a message, for a handler that takes messages so.
	 * @param text whether the message is text, else binary
	 * @param payload the bytes, from position to limit
	 * @param last whether the message ends with them
	 */
	void part(boolean text, ByteBuffer payload, boolean last);

	void pong(ByteBuffer payload);

	/**
	 * The peer's Close frame: {@link Session#answerClose()} is due when what came before
	 * it is handled, so that the answers to it still leave.
	 */
	void peerClose();

	/**
	 * Whether another message may follow before the next {@link #batchEnd()}.
	 */
	boolean hasRoom();

	/**
	 * No more events for now.
	 */
	void batchEnd();

	/**
	 * The last event.
	 */
	void closed(CloseReason reason);

	/**
	 * Whether the calling thread is about to handle another event of this session, so
	 * that what it sends need not leave at once.
	 */
	boolean isMoreToCome();

	/**
	 * There is room again for what the handler sends.
	 */
	void outputLow();

	/**
	 * Whether events have been handed over that are not finished.
	 */
	boolean isBusy();

}
