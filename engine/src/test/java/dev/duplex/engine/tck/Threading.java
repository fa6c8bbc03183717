package dev.duplex.engine.tck;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import org.jspecify.annotations.Nullable;

/**
 * Where a handler runs.
 */
public enum Threading {

	/** On the connection's event loop. */
	EVENT_LOOP,

	/** On a pool of threads. */
	WORKER;

	private static final ExecutorService POOL = Executors.newCachedThreadPool((task) -> {
		Thread thread = new Thread(task, "tck-worker");
		thread.setDaemon(true);
		return thread;
	});

	@Nullable Executor executor() {
		return (this == WORKER) ? POOL : null;
	}

}
