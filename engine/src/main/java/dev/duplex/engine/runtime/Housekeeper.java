package dev.duplex.engine.runtime;

import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * One thread of our own, there only while it is needed: for the last callbacks of
 * connections whose executor takes no more work, for the end of a drain, and for clients
 * that wait. Shared pools would not do, as whoever waits for a drain may hold their last
 * thread.
 */
final class Housekeeper implements Executor {

	private final ScheduledThreadPoolExecutor executor;

	Housekeeper() {
		this.executor = new ScheduledThreadPoolExecutor(1, (task) -> {
			Thread thread = new Thread(task, "duplex-housekeeper");
			thread.setDaemon(true);
			return thread;
		});
		this.executor.setKeepAliveTime(1, TimeUnit.SECONDS);
		this.executor.allowCoreThreadTimeOut(true);
		this.executor.setRemoveOnCancelPolicy(true);
	}

	@Override
	public void execute(Runnable task) {
		this.executor.execute(task);
	}

	Future<?> executeIn(long nanos, Runnable task) {
		return this.executor.schedule(task, nanos, TimeUnit.NANOSECONDS);
	}

}
