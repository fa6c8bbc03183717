package dev.duplex.spring.web.netty;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.netty.channel.EventLoop;

/**
 * One context for each event loop. Safe from any thread.
 */
final class NettyContexts implements AutoCloseable {

	private static final int CLOSE_WAIT_SECONDS = 5;

	private final Map<EventLoop, NettyContext> contexts = new ConcurrentHashMap<>();

	private boolean closed;

	NettyContext of(EventLoop loop) {
		NettyContext known = this.contexts.get(loop);
		return (known != null) ? known : add(loop);
	}

	/**
	 * An engine remembers contexts as long as it lives. So when a server was stopped and
	 * started with other loops, they get the contexts of those that have ended.
	 */
	private synchronized NettyContext add(EventLoop loop) {
		NettyContext known = this.contexts.get(loop);
		if (known != null) {
			return known;
		}
		if (this.closed) {
			throw new IllegalStateException("the contexts are closed");
		}
		for (EventLoop other : this.contexts.keySet()) {
			if (other.isTerminated()) {
				NettyContext idle = this.contexts.remove(other);
				idle.moveTo(loop);
				this.contexts.put(loop, idle);
				return idle;
			}
		}
		NettyContext added = new NettyContext(loop);
		this.contexts.put(loop, added);
		return added;
	}

	/**
	 * Ends every connection, and waits for that for a few seconds. The loops go on: they
	 * are not ours.
	 */
	@Override
	public void close() {
		synchronized (this) {
			this.closed = true;
		}
		CountDownLatch ended = new CountDownLatch(this.contexts.size());
		for (NettyContext context : this.contexts.values()) {
			Runnable close = () -> {
				context.close();
				ended.countDown();
			};
			if (context.isCurrent()) {
				close.run();
			}
			else {
				context.execute(close);
			}
		}
		try {
			ended.await(CLOSE_WAIT_SECONDS, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		this.contexts.clear();
	}

}
