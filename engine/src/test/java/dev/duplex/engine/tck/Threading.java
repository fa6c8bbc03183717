package dev.duplex.engine.tck;

import java.util.concurrent.Executor;
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

	private static final Executor POOL = isVirtual() ? virtualThreads() : Executors.newCachedThreadPool((task) -> {
		Thread thread = new Thread(task, "tck-worker");
		thread.setDaemon(true);
		return thread;
	});

	/**
	 * Whether the threads of handlers and of containers are virtual, as
	 * {@code -Dtck.threads=virtual} wants it on a Java that has them.
	 * @return whether they are
	 */
	public static boolean isVirtual() {
		return System.getProperty("tck.threads", "platform").equals("virtual");
	}

	/** By its name, as Java 17 has none. */
	private static Executor virtualThreads() {
		try {
			return (Executor) Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException("There are no virtual threads on Java " + Runtime.version(), ex);
		}
	}

	@Nullable Executor executor() {
		return (this == WORKER) ? POOL : null;
	}

}
