package dev.duplex.conformance.fuzz;

import dev.duplex.conformance.fuzz.stream.FrameStream;
import dev.duplex.conformance.fuzz.stream.StreamOracle;

/**
 * What is checked of each stream of a run.
 */
@FunctionalInterface
interface StreamCheck {

	/** Of so many streams one is also measured for what it allocates. */
	int ALLOCATION = 32;

	/** Of so many streams one also arrives on a connection. */
	int CONNECTION = 4;

	/**
	 * Checks a stream.
	 * @param number its number
	 * @param stream the stream
	 * @throws AssertionError saying what is wrong
	 */
	void check(long number, FrameStream stream);

	/**
	 * All that has to hold. For one thread.
	 */
	static StreamCheck all() {
		StreamOracle oracle = new StreamOracle();
		return (number, stream) -> {
			oracle.check(stream);
			if (number % ALLOCATION == 0) {
				oracle.checkAllocation(stream);
			}
			if (number % CONNECTION == 0) {
				oracle.checkConnection(stream);
			}
		};
	}

}
