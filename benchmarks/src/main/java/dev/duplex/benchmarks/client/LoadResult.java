package dev.duplex.benchmarks.client;

import org.jspecify.annotations.Nullable;

/**
 * What a load saw.
 *
 * @param count messages echoed, or connections opened and closed, in the measured time
 * @param seconds the measured time
 * @param p50Nanos the median time from sending to the answer, or of a connection's life
 * @param p99Nanos the time that 99 of 100 did not pass
 * @param clientBusy the share of the measured time that the client's thread ran; near 1
 * the client was the limit
 * @param receivedBytes what came from the server in the measured time
 * @param failures connections that failed and answers that never came, at any time
 * @param firstFailure the first of them
 */
public record LoadResult(long count, double seconds, long p50Nanos, long p99Nanos, double clientBusy,
		long receivedBytes, long failures, @Nullable String firstFailure) {

	/**
	 * The rate.
	 * @return {@link #count()} per second
	 */
	public double perSecond() {
		return this.count / this.seconds;
	}

}
