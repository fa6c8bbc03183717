package dev.duplex.benchmarks.client;

import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;

/**
 * Counts while the measured time lasts.
 */
final class Measurement {

	private final Histogram times = new Histogram();

	private final Window window;

	private boolean running;

	private long begin;

	private long end;

	private long receivedBegin;

	private long receivedEnd;

	private long cpuBegin;

	private long cpuEnd;

	Measurement(Window window) {
		this.window = window;
	}

	void begin(ClientLoop loop) {
		this.receivedBegin = loop.receivedBytes();
		this.window.begin();
		this.cpuBegin = threadCpu();
		this.begin = System.nanoTime();
		this.running = true;
	}

	void end(ClientLoop loop) {
		this.running = false;
		this.receivedEnd = loop.receivedBytes();
		this.end = System.nanoTime();
		this.cpuEnd = threadCpu();
		this.window.end();
	}

	void record(long nanos) {
		if (this.running) {
			this.times.record(nanos);
		}
	}

	LoadResult result(ClientLoop loop) {
		double nanos = this.end - this.begin;
		return new LoadResult(this.times.total(), nanos / TimeUnit.SECONDS.toNanos(1), this.times.quantile(0.5),
				this.times.quantile(0.99), (this.cpuEnd - this.cpuBegin) / nanos, this.receivedEnd - this.receivedBegin,
				loop.failures(), loop.firstFailure());
	}

	private static long threadCpu() {
		return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
	}

}
