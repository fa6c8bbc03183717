package dev.duplex.engine.protocol;

import java.lang.management.ManagementFactory;

import com.sun.management.ThreadMXBean;

/**
 * Measures how many bytes a piece of code allocates.
 */
final class Allocation {

	private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	private Allocation() {
	}

	static long of(Runnable code) {
		long before = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
		code.run();
		return THREADS.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
	}

}
