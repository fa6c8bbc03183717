package dev.duplex.engine.transport;

import java.util.Arrays;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * The deadlines of a context: a number for each of its connections, in one array, so that
 * a sweep over thousands reads memory in a row and idle connections need no timer object.
 * To be used in the context only.
 */
public final class Deadlines {

	/** How much later than asked a deadline may be noticed, so that sweeps stay rare. */
	public static final long GRANULARITY_NANOS = 50_000_000L;

	private static final long NONE = Long.MAX_VALUE;

	private final long start = System.nanoTime();

	private long[] times = new long[64];

	private @Nullable DeadlineHandler[] handlers = new @Nullable DeadlineHandler[64];

	private int[] free = new int[64];

	private int freeCount;

	private int used;

	private long next = NONE;

	private long lastSweep;

	/**
	 * Creates an empty set of deadlines.
	 */
	public Deadlines() {
	}

	/**
	 * Adds a handler, which has no deadline yet.
	 * @param handler the handler
	 * @return its slot
	 */
	public int add(DeadlineHandler handler) {
		int slot = (this.freeCount > 0) ? this.free[--this.freeCount] : this.used++;
		if (slot == this.times.length) {
			this.times = Arrays.copyOf(this.times, slot * 2);
			this.handlers = Arrays.copyOf(this.handlers, slot * 2);
			this.free = Arrays.copyOf(this.free, slot * 2);
		}
		this.handlers[slot] = handler;
		this.times[slot] = NONE;
		return slot;
	}

	/**
	 * Forgets a handler.
	 * @param slot its slot, which another may get
	 */
	public void remove(int slot) {
		this.handlers[slot] = null;
		this.times[slot] = NONE;
		this.free[this.freeCount++] = slot;
	}

	/**
	 * Sets a handler's deadline in place of the one before.
	 * @param slot its slot
	 * @param nanoTime a value of {@link System#nanoTime()}
	 */
	public void set(int slot, long nanoTime) {
		long time = nanoTime - this.start;
		this.times[slot] = time;
		this.next = Math.min(this.next, time);
	}

	/**
	 * How long the context may sleep.
	 * @param nanoTime the time now
	 * @return milliseconds; 0 for no limit
	 */
	public long timeoutMillis(long nanoTime) {
		if (this.next == NONE) {
			return 0;
		}
		long due = Math.max(this.next, this.lastSweep + GRANULARITY_NANOS) - (nanoTime - this.start);
		return Math.max(1, (due + 999_999) / 1_000_000);
	}

	/**
	 * Calls the handlers whose time has come. One that throws has failed.
	 * @param nanoTime the time now
	 * @param failed told of what they throw when they are told that they have failed
	 */
	public void sweep(long nanoTime, Consumer<Throwable> failed) {
		long now = nanoTime - this.start;
		if (now < this.next || now < this.lastSweep + GRANULARITY_NANOS) {
			return;
		}
		this.lastSweep = now;
		this.next = NONE;
		for (int slot = 0; slot < this.used; slot++) {
			long time = this.times[slot];
			if (time <= now) {
				this.times[slot] = NONE;
				expire(slot, nanoTime, failed);
				time = this.times[slot];
			}
			this.next = Math.min(this.next, time);
		}
	}

	/**
	 * Ends every handler.
	 * @param failed told of what they throw
	 */
	public void failAll(Consumer<Throwable> failed) {
		for (int slot = 0; slot < this.used; slot++) {
			DeadlineHandler handler = this.handlers[slot];
			if (handler == null) {
				continue;
			}
			fail(handler, null, failed);
		}
	}

	private void expire(int slot, long nanoTime, Consumer<Throwable> failed) {
		DeadlineHandler handler = this.handlers[slot];
		if (handler == null) {
			return;
		}
		try {
			handler.onDeadline(nanoTime);
		}
		catch (Throwable ex) {
			fail(handler, ex, failed);
		}
	}

	private static void fail(DeadlineHandler handler, @Nullable Throwable cause, Consumer<Throwable> failed) {
		try {
			handler.onFailure(cause);
		}
		catch (Throwable ex) {
			failed.accept(ex);
		}
	}

}
