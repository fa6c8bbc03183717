package dev.duplex.benchmarks.client;

import java.nio.ByteBuffer;

/**
 * The frames that one connection sends, one after the other without end.
 */
interface Outbound {

	/**
	 * What to write next: from position to limit.
	 * @param messages the most messages it may hold
	 * @return a buffer that connections share, to be written before anybody asks again
	 */
	ByteBuffer next(int messages);

	/**
	 * Takes note of how far {@link #next} was written.
	 * @return how many more messages are written to their end
	 */
	int written();

	/**
	 * Whether a frame is written in part, and nothing else may be written before its
	 * rest.
	 */
	boolean isInsideFrame();

}
