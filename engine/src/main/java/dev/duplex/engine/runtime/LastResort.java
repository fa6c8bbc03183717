package dev.duplex.engine.runtime;

import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * One thread of our own, there only while it is needed: for the last callbacks of
 * connections whose executor takes no more work, and for the end of a drain. Shared pools
 * would not do, as whoever waits for the drain may hold their last thread.
 */
final class LastResort implements Executor {

	private final ScheduledThreadPoolExecutor executor;

	LastResort() {
		this.executor = new ScheduledThreadPoolExecutor(1, (task) -> {
			Thread thread = new Thread(task, "duplex-last-callbacks");
			thread.setDaemon(true);
			return thread;
		});
		this.executor.setKeepAliveTime(1, TimeUnit.SECONDS);
		this.executor.allowCoreThreadTimeOut(true);
	}

	@Override
	public void execute(Runnable task) {
		this.executor.execute(task);
	}

	void executeIn(long nanos, Runnable task) {
		this.executor.schedule(task, nanos, TimeUnit.NANOSECONDS);
	}

}
