package dev.duplex.spring.web.netty;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

import dev.duplex.engine.transport.DeadlineHandler;
import dev.duplex.engine.transport.Deadlines;
import dev.duplex.engine.transport.SerialContext;
import io.netty.channel.EventLoop;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * An event loop of Netty's as a context: one for all its connections. What other threads
 * give it to do is done in turns, each a single task of the loop, so that many of them
 * wake it up once; and what a turn or a read brought about is written when the loop comes
 * to the next turn, behind all channels that were ready.
 */
final class NettyContext implements SerialContext {

	private static final Log logger = LogFactory.getLog(NettyContext.class);

	/** As large as that of an event loop of ours. */
	private static final int BUFFER_SIZE = 128 * 1024;

	/** Tasks in one turn, so that a flood of them cannot starve the channels. */
	private static final int MAX_TASKS = 4_096;

	/** When a lazy task is done at the latest. */
	private static final long LAZY_MILLIS = 100;

	private static final VarHandle TURN_DUE;

	private static final VarHandle LAZY_TURN_DUE;

	static {
		try {
			MethodHandles.Lookup lookup = MethodHandles.lookup();
			TURN_DUE = lookup.findVarHandle(NettyContext.class, "turnDue", boolean.class);
			LAZY_TURN_DUE = lookup.findVarHandle(NettyContext.class, "lazyTurnDue", boolean.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

	private final ArrayDeque<Runnable> endOfTurn = new ArrayDeque<>();

	private final Deadlines deadlines = new Deadlines();

	private final ByteBuffer writeBuffer = ByteBuffer.allocateDirect(BUFFER_SIZE);

	private final Runnable turn = this::turn;

	private volatile EventLoop loop;

	/** Whether a turn is among the loop's tasks. */
	private volatile boolean turnDue;

	/** Whether the loop will look after lazy tasks. */
	private volatile boolean lazyTurnDue;

	private volatile boolean closing;

	/** Who has read and not been told yet that there is no more. */
	private @Nullable NettyTransport reading;

	private @Nullable ScheduledFuture<?> alarm;

	private long alarmTime;

	private long nanoTime = System.nanoTime();

	NettyContext(EventLoop loop) {
		this.loop = loop;
	}

	/**
	 * Goes on in another loop, as its own has ended.
	 */
	void moveTo(EventLoop next) {
		this.loop = next;
		this.alarm = null;
		this.turnDue = false;
		this.lazyTurnDue = false;
		wakeUp();
	}

	EventLoop loop() {
		return this.loop;
	}

	@Override
	public void execute(Runnable task) {
		this.tasks.add(task);
		wakeUp();
	}

	@Override
	public void executeLazily(Runnable task) {
		this.tasks.add(task);
		if (!this.lazyTurnDue && LAZY_TURN_DUE.compareAndSet(this, false, true)) {
			try {
				this.loop.schedule(this::lazyTurn, LAZY_MILLIS, TimeUnit.MILLISECONDS);
			}
			catch (RejectedExecutionException ex) {
				this.lazyTurnDue = false;
				wakeUp();
			}
		}
	}

	private void lazyTurn() {
		// First, so that who adds a task from now on asks for another turn.
		this.lazyTurnDue = false;
		if (!this.tasks.isEmpty()) {
			turn();
		}
	}

	@Override
	public void wakeUp() {
		if (!this.turnDue && TURN_DUE.compareAndSet(this, false, true)) {
			try {
				this.loop.execute(this.turn);
			}
			catch (RejectedExecutionException ex) {
				// The loop has ended, but what is owed to others is done all the same.
				turnOfTheDead();
			}
		}
	}

	/**
	 * One thread at a time. A task of the dead may give another, which the turn at hand
	 * finds.
	 */
	private void turnOfTheDead() {
		if (Thread.holdsLock(this)) {
			this.turnDue = false;
			return;
		}
		synchronized (this) {
			do {
				turn();
			}
			while (!this.tasks.isEmpty() || !this.endOfTurn.isEmpty());
		}
	}

	private void turn() {
		// First, so that who adds a task from now on asks for another turn.
		this.turnDue = false;
		enter(null);
		for (int count = 0; count < MAX_TASKS; count++) {
			Runnable task = this.tasks.poll();
			if (task == null) {
				break;
			}
			runSafely(task);
		}
		this.deadlines.sweep(this.nanoTime);
		for (int left = this.endOfTurn.size(); left > 0; left--) {
			runSafely(this.endOfTurn.remove());
		}
		if (!this.tasks.isEmpty() || !this.endOfTurn.isEmpty()) {
			wakeUp();
		}
		setAlarm();
	}

	@Override
	public void atEndOfTurn(Runnable task) {
		this.endOfTurn.add(task);
		wakeUp();
	}

	@Override
	public boolean isCurrent() {
		return this.loop.inEventLoop() || Thread.holdsLock(this);
	}

	@Override
	public long nanoTime() {
		return this.nanoTime;
	}

	@Override
	public ByteBuffer writeBuffer() {
		return this.writeBuffer;
	}

	// What its transports ask, in this context only

	/**
	 * Begins a callback. Streams of one HTTP/2 connection are read by turns, but what one
	 * of them has in the write buffer has to leave it before another is read.
	 * @param next who reads from now on, or {@code null}
	 */
	void enter(@Nullable NettyTransport next) {
		this.nanoTime = System.nanoTime();
		NettyTransport before = this.reading;
		this.reading = next;
		if (before != null && before != next) {
			before.endBatch();
		}
	}

	/**
	 * Ends a batch of reads.
	 */
	void leave(NettyTransport transport) {
		if (this.reading == transport) {
			this.reading = null;
		}
	}

	int add(DeadlineHandler handler) {
		return this.deadlines.add(handler);
	}

	void remove(int slot) {
		this.deadlines.remove(slot);
	}

	void deadline(int slot, long time) {
		this.deadlines.set(slot, time);
		setAlarm();
	}

	private void setAlarm() {
		long now = System.nanoTime();
		long timeout = this.deadlines.timeoutMillis(now);
		if (timeout == 0) {
			return;
		}
		long time = now + timeout * 1_000_000;
		ScheduledFuture<?> earlier = this.alarm;
		if (earlier != null && time - this.alarmTime >= -Deadlines.GRANULARITY_NANOS / 2) {
			return;
		}
		try {
			this.alarmTime = time;
			this.alarm = this.loop.schedule(this::onAlarm, timeout, TimeUnit.MILLISECONDS);
		}
		catch (RejectedExecutionException ex) {
			// The loop has ended, and its channels with it.
		}
		if (earlier != null) {
			earlier.cancel(false);
		}
	}

	private void onAlarm() {
		this.alarm = null;
		turn();
	}

	boolean isClosing() {
		return this.closing;
	}

	/**
	 * Ends all connections, and those that come later. In this context only.
	 */
	void close() {
		this.closing = true;
		this.deadlines.failAll(NettyContext::report);
	}

	private static void runSafely(Runnable task) {
		try {
			task.run();
		}
		catch (Throwable ex) {
			report(ex);
		}
	}

	static void report(Throwable failure) {
		try {
			logger.error("A task of a WebSocket connection failed", failure);
		}
		catch (Throwable ex) {
			// Whatever goes wrong in reporting, the loop goes on.
		}
	}

}
