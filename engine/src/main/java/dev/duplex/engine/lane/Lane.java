package dev.duplex.engine.lane;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import dev.duplex.engine.transport.Deadlines;
import dev.duplex.engine.transport.SerialContext;
import dev.duplex.engine.transport.TimedContext;
import org.jspecify.annotations.Nullable;

/**
 * Where the callbacks of many connections run one after another, on whichever thread
 * comes by: one that brings bytes {@linkplain #enter enters} the lane and does its work
 * itself if nobody else is in it, and otherwise leaves the work to who is. Nobody ever
 * waits to get in, so a thread may enter with the locks of its container held. What other
 * threads give the lane to do is done by its home, an event loop of ours, so that neither
 * they nor a busy container have a part in it.
 */
public final class Lane implements SerialContext {

	/** As large as an event loop's. */
	private static final int BUFFER_SIZE = 128 * 1024;

	/**
	 * Tasks that a thread does before it leaves the rest to the lane's home: it may have
	 * come with one.
	 */
	private static final int MAX_TASKS = 256;

	private static final long NO_ALARM = Long.MIN_VALUE;

	/** When a lazy task is done at the latest, roughly. */
	private static final long LAZY_NANOS = 50_000_000L;

	private static final VarHandle STATE;

	private static final VarHandle LAZY_TURN_DUE;

	static {
		try {
			MethodHandles.Lookup lookup = MethodHandles.lookup();
			STATE = lookup.findVarHandle(Lane.class, "state", State.class);
			LAZY_TURN_DUE = lookup.findVarHandle(Lane.class, "lazyTurnDue", boolean.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private final TimedContext home;

	private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

	/**
	 * Set to {@link State#EMPTY} before the tasks are looked at for the last time, and
	 * looked at after a task was added, so that no task is left behind.
	 */
	private volatile State state = State.EMPTY;

	/** Whether the home will look after lazy tasks. */
	private volatile boolean lazyTurnDue;

	private volatile @Nullable Thread occupant;

	private volatile boolean closing;

	// The rest belongs to the occupant

	private final ArrayDeque<Runnable> endOfTurn = new ArrayDeque<>();

	private final Deadlines deadlines = new Deadlines();

	private @Nullable ByteBuffer readBuffer;

	private @Nullable ByteBuffer writeBuffer;

	private long nanoTime;

	/** When the home will look after the deadlines. */
	private long alarm = NO_ALARM;

	private enum State {

		/** Nobody is in the lane. */
		EMPTY,

		/** Its home was told to come. */
		AWAITED,

		/** There is somebody in it, who looks for tasks before and after leaving. */
		OCCUPIED

	}

	Lane(TimedContext home) {
		this.home = home;
	}

	/**
	 * Runs a task in this lane: now, in the calling thread, if nobody is in it, together
	 * with what else there is to do. From within the lane, after the task at hand.
	 * @param task the task
	 */
	public void enter(Runnable task) {
		this.tasks.add(task);
		while (!this.tasks.isEmpty()) {
			State seen = this.state;
			if (seen == State.OCCUPIED) {
				return;
			}
			if (STATE.compareAndSet(this, seen, State.OCCUPIED)) {
				occupy();
				if (!this.tasks.isEmpty()) {
					wakeUp();
					return;
				}
			}
		}
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
			this.home.executeAt(System.nanoTime() + LAZY_NANOS, this::lazyTurn);
		}
	}

	private void lazyTurn() {
		// First, so that who adds a task from now on asks for another turn.
		this.lazyTurnDue = false;
		if (!this.tasks.isEmpty()) {
			come();
		}
	}

	@Override
	public void wakeUp() {
		if (this.state == State.EMPTY && STATE.compareAndSet(this, State.EMPTY, State.AWAITED)) {
			this.home.execute(this::come);
		}
	}

	/**
	 * The home comes, after somebody else perhaps.
	 */
	private void come() {
		State seen = this.state;
		if (seen != State.OCCUPIED && STATE.compareAndSet(this, seen, State.OCCUPIED)) {
			occupy();
			if (!this.tasks.isEmpty()) {
				wakeUp();
			}
		}
	}

	private void occupy() {
		this.occupant = Thread.currentThread();
		try {
			turn();
		}
		finally {
			this.occupant = null;
			this.state = State.EMPTY;
		}
	}

	private void turn() {
		this.nanoTime = System.nanoTime();
		runTasks();
		this.deadlines.sweep(this.nanoTime);
		for (int left = this.endOfTurn.size(); left > 0; left--) {
			runSafely(this.endOfTurn.remove());
		}
		if (!this.endOfTurn.isEmpty()) {
			// It comes in another turn, before which others may come in.
			this.tasks.add(() -> {
			});
		}
		setAlarm();
	}

	private void runTasks() {
		for (int count = 0; count < MAX_TASKS; count++) {
			Runnable task = this.tasks.poll();
			if (task == null) {
				return;
			}
			runSafely(task);
		}
	}

	private void setAlarm() {
		long timeout = this.deadlines.timeoutMillis(this.nanoTime);
		if (timeout == 0) {
			return;
		}
		long time = this.nanoTime + timeout * 1_000_000;
		if (this.alarm == NO_ALARM || time - this.alarm < -Deadlines.GRANULARITY_NANOS) {
			this.alarm = time;
			this.home.executeAt(time, () -> enter(() -> {
				// Unless one that comes earlier has taken its place.
				if (this.alarm == time) {
					this.alarm = NO_ALARM;
				}
			}));
		}
	}

	@Override
	public void atEndOfTurn(Runnable task) {
		this.endOfTurn.add(task);
	}

	@Override
	public boolean isCurrent() {
		return this.occupant == Thread.currentThread();
	}

	@Override
	public long nanoTime() {
		return this.nanoTime;
	}

	@Override
	public ByteBuffer writeBuffer() {
		ByteBuffer buffer = this.writeBuffer;
		if (buffer == null) {
			buffer = ByteBuffer.allocateDirect(BUFFER_SIZE);
			this.writeBuffer = buffer;
		}
		return buffer;
	}

	/**
	 * A direct buffer to read into, which belongs to the lane. In this lane only.
	 * @return the buffer, as the last user has left it
	 */
	public ByteBuffer readBuffer() {
		ByteBuffer buffer = this.readBuffer;
		if (buffer == null) {
			buffer = ByteBuffer.allocateDirect(BUFFER_SIZE);
			this.readBuffer = buffer;
		}
		return buffer;
	}

	Deadlines deadlines() {
		return this.deadlines;
	}

	boolean isClosing() {
		return this.closing;
	}

	/**
	 * Ends all connections of this lane, and those that come later. In this lane only.
	 */
	void close() {
		this.closing = true;
		this.deadlines.failAll(Lane::report);
	}

	private static void runSafely(Runnable task) {
		try {
			task.run();
		}
		catch (Throwable ex) {
			report(ex);
		}
	}

	private static void report(Throwable failure) {
		try {
			Thread thread = Thread.currentThread();
			thread.getUncaughtExceptionHandler().uncaughtException(thread, failure);
		}
		catch (Throwable ex) {
			// Whatever goes wrong in reporting, the lane goes on.
		}
	}

}
