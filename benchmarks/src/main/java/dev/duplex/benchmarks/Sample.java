package dev.duplex.benchmarks;

import dev.duplex.benchmarks.client.LoadResult;
import org.jspecify.annotations.Nullable;

/**
 * What one cell measured on one server in one round. Figures that the cell doesn't
 * measure are {@link Double#NaN}.
 *
 * @param server the server
 * @param cell the cell
 * @param round the round, from 1
 * @param perSecond messages or connections per second
 * @param p50Micros median latency
 * @param p99Micros latency that 99 of 100 did not pass
 * @param userMicros the server's CPU time outside the kernel, per message or connection
 * @param systemMicros the server's CPU time in the kernel, per message or connection
 * @param switches the context switches of the server's threads, per message or connection
 * @param clientBusy the share of the time that the client ran
 * @param disturbance the share of the time that others took from the server's core
 * @param receivedBytes what the server sent, per message or connection
 * @param heapBytes live heap per idle connection
 * @param otherBytes memory outside the heap per idle connection
 * @param failures how much failed
 * @param firstFailure what failed first
 */
record Sample(MeasuredServer server, Cell cell, int round, double perSecond, double p50Micros, double p99Micros,
		double userMicros, double systemMicros, double switches, double clientBusy, double disturbance,
		double receivedBytes, double heapBytes, double otherBytes, long failures, @Nullable String firstFailure) {

	private static final double MICROS = 1e6;

	static Sample ofLoad(MeasuredServer server, Cell cell, int round, LoadResult result, CpuClock clock) {
		return new Sample(server, cell, round, result.perSecond(), result.p50Nanos() / 1000.0,
				result.p99Nanos() / 1000.0, clock.userSeconds() * MICROS / result.count(),
				clock.systemSeconds() * MICROS / result.count(), clock.switches() / result.count(), result.clientBusy(),
				clock.otherSeconds() / result.seconds(), (double) result.receivedBytes() / result.count(), Double.NaN,
				Double.NaN, result.failures(), result.firstFailure());
	}

	static Sample ofIdle(MeasuredServer server, Cell cell, int round, double heapBytes, double otherBytes,
			@Nullable String failure) {
		double none = Double.NaN;
		return new Sample(server, cell, round, none, none, none, none, none, none, none, none, none, heapBytes,
				otherBytes, (failure != null) ? 1 : 0, failure);
	}

	/**
	 * The server's whole CPU time per message or connection: the figure that other work
	 * on the machine moves least.
	 */
	double cpuMicros() {
		return this.userMicros + this.systemMicros;
	}

	/**
	 * What one core would do if the server had it for itself.
	 */
	double perCoreSecond() {
		return MICROS / cpuMicros();
	}

}
