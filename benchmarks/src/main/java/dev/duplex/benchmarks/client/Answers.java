package dev.duplex.benchmarks.client;

import java.nio.ByteBuffer;

/**
 * The messages that have to come back on one connection. Every method throws
 * {@link UnexpectedAnswerException} for another.
 */
interface Answers {

	/**
	 * Takes as many whole messages as it can at once, if it has a way faster than one by
	 * one.
	 * @param bytes what arrived, where a message begins
	 * @return how many were taken, 0 if the next one is to be read piece by piece
	 */
	default int takeWhole(ByteBuffer bytes) {
		return 0;
	}

	/**
	 * A message begins.
	 * @param opcode its opcode
	 * @param compressed whether RSV1 says that it is compressed
	 */
	void begin(int opcode, boolean compressed);

	/**
	 * A piece of the message's payload.
	 * @param bytes holds it at its position, to be consumed
	 * @param length its length
	 */
	void payload(ByteBuffer bytes, int length);

	/**
	 * The message is at its end.
	 */
	void end();

	/**
	 * Nothing comes any more.
	 */
	default void release() {
	}

}
