package dev.duplex.engine.nio;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

import javax.net.ssl.SSLSession;

import dev.duplex.engine.transport.DeadlineHandler;
import dev.duplex.engine.transport.Deadlines;
import dev.duplex.engine.transport.TimedContext;
import org.jspecify.annotations.Nullable;

/**
 * One thread that waits for its channels, serves those that are ready, runs tasks, looks
 * at deadlines and then writes what all that brought about: a turn. It never ends by an
 * exception.
 */
final class EventLoop implements TimedContext, Runnable {

	/** Large enough for a full message of default size and the frames around it. */
	static final int BUFFER_SIZE = 128 * 1024;

	/** More than {@link SSLSession#getApplicationBufferSize()} of any JDK. */
	private static final int TLS_BUFFER_SIZE = 36 * 1024;

	/** Tasks in one turn, so that a flood of them cannot starve the channels. */
	private static final int MAX_TASKS = 4_096;

	/** When a lazy task is done at the latest, roughly. */
	private static final long LAZY_NANOS = 50_000_000L;

	private static final VarHandle SLEEPING;

	private static final VarHandle LAZY_TURN_DUE;

	static {
		try {
			MethodHandles.Lookup lookup = MethodHandles.lookup();
			SLEEPING = lookup.findVarHandle(EventLoop.class, "sleeping", boolean.class);
			LAZY_TURN_DUE = lookup.findVarHandle(EventLoop.class, "lazyTurnDue", boolean.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private final Selector selector;

	private final Thread thread;

	private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

	private final ArrayDeque<Runnable> endOfTurn = new ArrayDeque<>();

	private final Deadlines deadlines = new Deadlines();

	private final ByteBuffer readBuffer = ByteBuffer.allocateDirect(BUFFER_SIZE);

	private final ByteBuffer writeBuffer = ByteBuffer.allocateDirect(BUFFER_SIZE);

	/** Allocated by the first TLS connection, as are the next. */
	private @Nullable ByteBuffer tlsPlaintext;

	private @Nullable ByteBuffer tlsCiphertext;

	private final Consumer<SelectionKey> ready = this::serve;

	private volatile boolean sleeping;

	/** Whether there will be a turn that does lazy tasks. */
	private volatile boolean lazyTurnDue;

	private volatile boolean closing;

	private volatile boolean ended;

	/** Whether this turn has served a channel, and so has the time of its selection. */
	private boolean awake;

	private long nanoTime = System.nanoTime();

	EventLoop(String name) {
		try {
			this.selector = Selector.open();
		}
		catch (IOException ex) {
			throw new UncheckedIOException("cannot open a selector", ex);
		}
		this.thread = new Thread(this, name);
		this.thread.setDaemon(true);
	}

	void start() {
		this.thread.start();
	}

	/**
	 * Ends the loop after it has ended its channels. Does not wait.
	 */
	void close() {
		this.closing = true;
		this.selector.wakeup();
	}

	void awaitEnd(int seconds) {
		if (isCurrent()) {
			return;
		}
		try {
			this.thread.join(seconds * 1000L);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public void execute(Runnable task) {
		add(task);
		wakeUp();
	}

	@Override
	public void executeLazily(Runnable task) {
		add(task);
		// A loop that does not sleep looks for tasks before it does.
		if (this.sleeping && !this.lazyTurnDue && LAZY_TURN_DUE.compareAndSet(this, false, true)) {
			executeAt(System.nanoTime() + LAZY_NANOS, () -> this.lazyTurnDue = false);
		}
	}

	private void add(Runnable task) {
		this.tasks.add(task);
		if (this.ended) {
			runTasksOfTheDead();
		}
	}

	/**
	 * The thread has ended, but what is owed to others is done all the same, one at a
	 * time.
	 */
	private void runTasksOfTheDead() {
		if (Thread.holdsLock(this)) {
			// A task of the dead gave another, which the loop below finds.
			return;
		}
		synchronized (this) {
			runAllTasks();
		}
	}

	@Override
	public void wakeUp() {
		if (this.sleeping && SLEEPING.compareAndSet(this, true, false)) {
			this.selector.wakeup();
		}
	}

	@Override
	public void atEndOfTurn(Runnable task) {
		this.endOfTurn.add(task);
	}

	@Override
	public void executeAt(long time, Runnable task) {
		execute(() -> new Timer(task).set(time));
	}

	@Override
	public boolean isCurrent() {
		return Thread.currentThread() == this.thread || this.ended && Thread.holdsLock(this);
	}

	@Override
	public long nanoTime() {
		return this.nanoTime;
	}

	@Override
	public ByteBuffer writeBuffer() {
		return this.writeBuffer;
	}

	/**
	 * Has the selector let go of channels that were closed, which it otherwise does in
	 * its next selection, so that the operating system can. On the loop.
	 */
	void releaseClosedChannels() {
		if (!this.selector.isOpen()) {
			return;
		}
		try {
			this.selector.selectNow();
			// Whatever is ready will be found ready again.
			this.selector.selectedKeys().clear();
		}
		catch (IOException ex) {
			report(ex);
		}
	}

	boolean isClosing() {
		return this.closing;
	}

	/**
	 * Where TLS decrypts: room for the largest record.
	 */
	ByteBuffer tlsPlaintext() {
		ByteBuffer buffer = this.tlsPlaintext;
		if (buffer == null) {
			buffer = ByteBuffer.allocate(TLS_BUFFER_SIZE);
			this.tlsPlaintext = buffer;
		}
		return buffer;
	}

	/**
	 * Where TLS encrypts: room for several records.
	 */
	ByteBuffer tlsCiphertext() {
		ByteBuffer buffer = this.tlsCiphertext;
		if (buffer == null) {
			buffer = ByteBuffer.allocateDirect(BUFFER_SIZE + TLS_BUFFER_SIZE);
			this.tlsCiphertext = buffer;
		}
		return buffer;
	}

	ByteBuffer readBuffer() {
		return this.readBuffer;
	}

	Deadlines deadlines() {
		return this.deadlines;
	}

	SelectionKey register(SelectableChannel channel, int operations, ReadyHandler handler) throws IOException {
		return channel.register(this.selector, operations, handler);
	}

	@Override
	public void run() {
		while (!this.closing) {
			try {
				turn();
			}
			catch (Throwable ex) {
				report(ex);
			}
		}
		try {
			this.deadlines.failAll(this::report);
			runAllTasks();
			this.selector.close();
		}
		catch (Throwable ex) {
			report(ex);
		}
		this.ended = true;
		runTasksOfTheDead();
	}

	private void turn() throws IOException {
		this.awake = false;
		select();
		this.nanoTime = System.nanoTime();
		runTasks();
		this.deadlines.sweep(this.nanoTime);
		runEndOfTurn();
	}

	private void select() throws IOException {
		try {
			if (this.tasks.isEmpty() && this.endOfTurn.isEmpty()) {
				this.sleeping = true;
				// A task added before the flag was seen would wait for the timeout.
				if (this.tasks.isEmpty()) {
					this.selector.select(this.ready, this.deadlines.timeoutMillis(System.nanoTime()));
					return;
				}
			}
			this.selector.selectNow(this.ready);
		}
		catch (ClosedSelectorException ex) {
			this.closing = true;
		}
		finally {
			this.sleeping = false;
		}
	}

	private void serve(SelectionKey key) {
		if (!this.awake) {
			this.awake = true;
			this.sleeping = false;
			this.nanoTime = System.nanoTime();
		}
		ReadyHandler handler = (ReadyHandler) key.attachment();
		try {
			handler.onReady(key);
		}
		catch (Throwable ex) {
			handler.onFailure(ex);
		}
	}

	private void runAllTasks() {
		while (!this.tasks.isEmpty() || !this.endOfTurn.isEmpty()) {
			runTasks();
			runEndOfTurn();
		}
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

	/**
	 * Runs what was there before it; what that brings about has to wait for another turn,
	 * as it may bring about more without end.
	 */
	private void runEndOfTurn() {
		for (int left = this.endOfTurn.size(); left > 0; left--) {
			runSafely(this.endOfTurn.remove());
		}
	}

	private void runSafely(Runnable task) {
		try {
			task.run();
		}
		catch (Throwable ex) {
			report(ex);
		}
	}

	private void report(Throwable failure) {
		try {
			Thread.UncaughtExceptionHandler handler = this.thread.getUncaughtExceptionHandler();
			handler.uncaughtException(this.thread, failure);
		}
		catch (Throwable ex) {
			// Whatever goes wrong in reporting, the loop goes on.
		}
	}

	private final class Timer implements DeadlineHandler {

		private final Runnable task;

		private final int slot = EventLoop.this.deadlines.add(this);

		Timer(Runnable task) {
			this.task = task;
		}

		void set(long time) {
			EventLoop.this.deadlines.set(this.slot, time);
		}

		@Override
		public void onDeadline(long time) {
			EventLoop.this.deadlines.remove(this.slot);
			runSafely(this.task);
		}

		@Override
		public void onFailure(@Nullable Throwable cause) {
			// The loop ends, and the task is forgotten.
		}

	}

}
