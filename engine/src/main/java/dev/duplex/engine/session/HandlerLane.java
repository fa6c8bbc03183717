package dev.duplex.engine.session;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;

import dev.duplex.engine.CloseReason;
import dev.duplex.engine.session.EventBatch.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Runs the handler on an executor, one event after another. What one read brought crosses
 * to the executor once. When more is under way than allowed, reads pause until the
 * handler has caught up.
 */
final class HandlerLane implements Dispatcher, Runnable {

	/** Batches in one run, so that busy connections take turns on a small pool. */
	private static final int MAX_BATCHES = 8;

	/** Bytes under way after which reads pause, where messages have no limit. */
	private static final int MAX_BYTES_OF_UNLIMITED = 64 * 1024;

	/**
	 * Bytes in one batch after which the rest of what was read has to wait: more than one
	 * batch of reads brings, unless it was compressed, which can make a thousand of one.
	 */
	private static final int MAX_BATCH_BYTES = 1024 * 1024;

	private static final long ONE_EVENT = 1L << 40;

	private static final long BYTES = ONE_EVENT - 1;

	private static final VarHandle UNDER_WAY;

	private static final VarHandle PARKED;

	static {
		try {
			UNDER_WAY = MethodHandles.lookup().findVarHandle(HandlerLane.class, "underWay", long.class);
			PARKED = MethodHandles.lookup().findVarHandle(HandlerLane.class, "parked", boolean.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private final Session session;

	private final Executor executor;

	/** What the current read has brought so far. The session's context only. */
	private @Nullable EventBatch filling;

	/** Guarded by this lane, as is {@link #running}. */
	private final ArrayDeque<EventBatch> handedOver = new ArrayDeque<>(2);

	private boolean running;

	/** Events handed over and not finished: how many, and their bytes. */
	@SuppressWarnings("unused")
	private volatile long underWay;

	private volatile boolean readsPaused;

	/**
	 * Whether the rest of {@link #current} waits for room in the send queue. Whoever
	 * takes it back goes on with it.
	 */
	private volatile boolean parked;

	/** The batch that is being handled, and its next event; the running thread's. */
	private @Nullable EventBatch current;

	private int next;

	/**
	 * The thread that runs the handler while it has another event to handle. Compared
	 * with the reader's own thread only, which always sees what it wrote itself.
	 */
	private @Nullable Thread corked;

	private boolean corkedSends;

	HandlerLane(Session session, Executor executor) {
		this.session = session;
		this.executor = executor;
	}

	@Override
	public void open() {
		filling().add(Kind.OPEN);
		batchEnd();
	}

	@Override
	public void message(boolean text, ByteBuffer payload, boolean owned) {
		filling().add(text ? Kind.TEXT : Kind.BINARY, payload, owned);
	}

	@Override
	public void part(boolean text, ByteBuffer payload, boolean last) {
		Kind kind = last ? (text ? Kind.TEXT_END : Kind.BINARY_END) : text ? Kind.TEXT_PART : Kind.BINARY_PART;
		filling().add(kind, payload, false);
	}

	@Override
	public void pong(ByteBuffer payload) {
		filling().add(Kind.PONG, payload, false);
	}

	@Override
	public void peerClose() {
		filling().add(Kind.PEER_CLOSE);
	}

	@Override
	public void closed(CloseReason reason) {
		filling().add(Kind.CLOSE);
		batchEnd();
		unpark();
	}

	private EventBatch filling() {
		EventBatch batch = this.filling;
		if (batch == null) {
			batch = new EventBatch();
			this.filling = batch;
		}
		return batch;
	}

	@Override
	public boolean hasRoom() {
		EventBatch batch = this.filling;
		return batch == null || batch.length() <= Math.max(MAX_BATCH_BYTES, this.session.options().maxMessageSize());
	}

	@Override
	public void batchEnd() {
		EventBatch batch = this.filling;
		if (batch == null) {
			return;
		}
		this.filling = null;
		long now = batch.count() * ONE_EVENT + batch.length();
		now += (long) UNDER_WAY.getAndAdd(this, now);
		if (isTooMuch(now)) {
			this.readsPaused = true;
			this.session.pauseReading(Session.HANDLER_BEHIND);
		}
		boolean start;
		synchronized (this) {
			this.handedOver.add(batch);
			start = !this.running;
			this.running = true;
		}
		if (start) {
			submit();
		}
	}

	private boolean isTooMuch(long value) {
		int maxMessageSize = this.session.options().maxMessageSize();
		return value / ONE_EVENT > this.session.options().maxPendingMessages()
				|| (value & BYTES) > ((maxMessageSize != -1) ? maxMessageSize : MAX_BYTES_OF_UNLIMITED);
	}

	private void submit() {
		try {
			this.executor.execute(this);
		}
		catch (Throwable ex) {
			// The executor is full, shut down, or out of threads. What was received
			// cannot be
			// handled, but onClose is owed to the handler all the same.
			this.session.rejected(ex);
			this.session.host().lastResort().execute(this);
		}
	}

	@Override
	public void run() {
		for (int batches = 0; batches < MAX_BATCHES; batches++) {
			EventBatch batch = this.current;
			if (batch == null) {
				synchronized (this) {
					batch = this.handedOver.poll();
					if (batch == null) {
						this.running = false;
						return;
					}
				}
				this.current = batch;
				this.next = 0;
			}
			if (!runBatch(batch)) {
				this.corked = null;
				park();
				return;
			}
			this.current = null;
		}
		submit();
	}

	/**
	 * Leaves the rest of the batch for when the peer has read what it was sent: what
	 * answers its own messages must not overflow the queue.
	 */
	private void park() {
		this.parked = true;
		this.session.context().execute(() -> {
			if (this.session.hasRoomForAnswers()) {
				unpark();
			}
		});
		if (!this.session.isOpen()) {
			// The context may have ended, and would not run the task.
			unpark();
		}
	}

	@Override
	public void outputLow() {
		if (this.parked) {
			// Not at once, as an executor may run the handler in this thread.
			this.session.context().execute(this::unpark);
		}
	}

	private void unpark() {
		if (this.parked && PARKED.compareAndSet(this, true, false)) {
			submit();
		}
	}

	/**
	 * Handles the events of a batch.
	 * @return whether all are handled
	 */
	private boolean runBatch(EventBatch batch) {
		Thread thread = Thread.currentThread();
		int last = batch.count() - 1;
		for (int i = this.next; i <= last; i++) {
			if (this.session.isOutputFull()) {
				this.next = i;
				return false;
			}
			this.corked = (i < last) ? thread : null;
			ByteBuffer payload = batch.payload(i);
			int size = payload.remaining();
			handle(batch.kind(i), payload);
			long left = (long) UNDER_WAY.getAndAdd(this, -(ONE_EVENT + size)) - (ONE_EVENT + size);
			if (this.readsPaused && !isTooMuch(left)) {
				this.readsPaused = false;
				this.session.context().execute(this::resumeReading);
			}
		}
		if (this.corkedSends) {
			this.corkedSends = false;
			this.session.context().wakeUp();
		}
		return true;
	}

	private void resumeReading() {
		// Reads may have paused again meanwhile; the flag tells, as it is set here only.
		if (!this.readsPaused) {
			this.session.resumeReading(Session.HANDLER_BEHIND);
		}
	}

	private void handle(Kind kind, ByteBuffer payload) {
		switch (kind) {
			case OPEN -> Callbacks.open(this.session);
			case TEXT, BINARY -> Callbacks.message(this.session, kind == Kind.TEXT, payload);
			case TEXT_PART, TEXT_END -> Callbacks.part(this.session, true, payload, kind == Kind.TEXT_END);
			case BINARY_PART, BINARY_END -> Callbacks.part(this.session, false, payload, kind == Kind.BINARY_END);
			case PONG -> Callbacks.pong(this.session, payload);
			case PEER_CLOSE -> this.session.context().execute(this.session::answerClose);
			case CLOSE -> Callbacks.closed(this.session, this.session.closeReason());
		}
	}

	@Override
	public boolean isMoreToCome() {
		if (this.corked != Thread.currentThread()) {
			return false;
		}
		this.corkedSends = true;
		return true;
	}

	@Override
	public boolean isBusy() {
		return this.underWay != 0;
	}

}
