package dev.duplex.spring.server;

import java.util.concurrent.CountDownLatch;

/**
 * A thread that keeps the application alive. All threads of the engine are daemons, and
 * so are virtual ones: without it, an application that has no web server would end as
 * soon as it has started.
 */
public final class KeepAlive implements AutoCloseable {

	private final CountDownLatch closed = new CountDownLatch(1);

	/**
	 * Starts the thread.
	 * @param name its name
	 */
	public KeepAlive(String name) {
		Thread thread = new Thread(() -> {
			try {
				this.closed.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}, name);
		thread.setDaemon(false);
		thread.start();
	}

	/**
	 * Ends the thread.
	 */
	@Override
	public void close() {
		this.closed.countDown();
	}

}
