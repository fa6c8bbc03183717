package dev.duplex.engine.session;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import dev.duplex.engine.ConnectionOptions;
import dev.duplex.engine.DropReason;
import dev.duplex.engine.Limit;
import dev.duplex.engine.MessageNotSentException;
import dev.duplex.engine.OverflowPolicy;
import dev.duplex.engine.SendResult;
import dev.duplex.engine.Traffic;
import dev.duplex.engine.protocol.Opcode;
import dev.duplex.engine.session.OutboundQueue.SheddableMessage;
import dev.duplex.engine.transport.SerialContext;
import dev.duplex.engine.transport.Transport;
import org.jspecify.annotations.Nullable;

/**
 * Brings a session's frames to its transport: those of one turn, or of one read, leave in
 * one write. Keeps what the transport does not take, counts it, and paces reading by it.
 * Context only, but for what is counted.
 */
final class FrameFlusher implements Runnable {

	/**
	 * Queued bytes above which reads pause, so that a peer that does not read cannot ask.
	 */
	private static final long HIGH_WATER = 64 * 1024;

	private static final long HIGH_WATER_MESSAGES = 512;

	/** Most bytes in one flush, roughly. */
	private static final long MAX_FLUSH = 1024 * 1024;

	private static final long LOW_WATER = 16 * 1024;

	private static final long ONE_MESSAGE = 1L << 40;

	private static final long BYTES = ONE_MESSAGE - 1;

	private static final VarHandle QUEUED;

	static {
		try {
			QUEUED = MethodHandles.lookup().findVarHandle(FrameFlusher.class, "queued", long.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private final Session session;

	private final Transport transport;

	private final SerialContext context;

	private final Framing framing;

	private final Traffic.Lane traffic;

	/** Messages and bytes that were accepted and not taken by the transport yet. */
	@SuppressWarnings("unused")
	private volatile long queued;

	/**
	 * The part of it that waits for the end of a message in fragments. Written by the
	 * context only.
	 */
	private volatile long heldBack;

	/** The part of it that has reached the queue. Like all that follows: context only. */
	private long inQueue;

	private @Nullable OutboundQueue queue;

	/** Not sealed, as it may be replaced before it is sent. */
	private byte @Nullable [] pendingPong;

	/** Whether the context's write buffer is ours, as we are handling a read. */
	private boolean corked;

	/** Receipts of messages that left, to be completed when the flush is over. */
	private @Nullable List<CompletableFuture<@Nullable Void>> completed;

	private boolean blocked;

	private boolean flushScheduled;

	/** Whether it was told that messages are dropped; a hint to other threads. */
	private volatile boolean dropReported;

	private long lastProgress;

	FrameFlusher(Session session, Transport transport, Framing framing, Traffic.Lane traffic) {
		this.session = session;
		this.transport = transport;
		this.context = transport.context();
		this.framing = framing;
		this.traffic = traffic;
	}

	// What is accepted, from any thread

	long queuedBytes() {
		return this.queued & BYTES;
	}

	/**
	 * Accepts a message, if the limits allow.
	 * @return what was accepted before, or a negative number for {@link #exceeded}
	 */
	long accept(int frameLength, @Nullable Shedding shedding) {
		long entry = ONE_MESSAGE + frameLength;
		long before = (long) QUEUED.getAndAdd(this, entry);
		// Room is made in the queue, which a message has to reach first.
		if (exceeded(before, (shedding != null && shedding.isForQueue()) ? 2 : 1) != null) {
			QUEUED.getAndAdd(this, -entry);
			return ~before;
		}
		return before;
	}

	/**
	 * The limit that does not allow another message.
	 * @param before what was accepted before
	 */
	@Nullable Limit exceeded(long before) {
		return exceeded(before, 1);
	}

	private @Nullable Limit exceeded(long before, int times) {
		ConnectionOptions options = this.session.options();
		if (options.sendQueueBytes() != -1 && (before & BYTES) >= (long) times * options.sendQueueBytes()) {
			return Limit.SEND_QUEUE_BYTES;
		}
		if (options.sendQueueMessages() != -1 && before / ONE_MESSAGE >= (long) times * options.sendQueueMessages()) {
			return Limit.SEND_QUEUE_MESSAGES;
		}
		return null;
	}

	/**
	 * An accepted message will not be sent.
	 */
	void giveUp(int frameLength, @Nullable CompletableFuture<@Nullable Void> receipt, SendResult why) {
		QUEUED.getAndAdd(this, -(ONE_MESSAGE + frameLength));
		if (why == SendResult.OVERFLOW) {
			this.session.traffic().dropped(DropReason.CLOSE);
		}
		if (receipt != null) {
			receipt.completeExceptionally(new MessageNotSentException(why));
		}
	}

	/**
	 * An accepted message has to wait for the end of one in fragments. Reads may have
	 * paused for it since it was accepted, and no write follows that would let them go
	 * on.
	 */
	void holdBack(int frameLength) {
		this.heldBack += ONE_MESSAGE + frameLength;
		if (!isFull()) {
			this.session.outputLow();
		}
	}

	/**
	 * It need not wait any more.
	 */
	void letGo(int frameLength) {
		this.heldBack -= ONE_MESSAGE + frameLength;
	}

	/**
	 * Whether so much is waiting for the peer that nothing should be done that brings
	 * forth more. Well below the limits, which are for what nobody can hold back. What
	 * waits for a message in fragments does not count: reads that paused for it might
	 * keep from us what ends that message.
	 */
	boolean isFull() {
		long waiting = this.queued - this.heldBack;
		ConnectionOptions options = this.session.options();
		long bytes = (options.sendQueueBytes() != -1) ? Math.min(HIGH_WATER, options.sendQueueBytes() / 2) : HIGH_WATER;
		return (waiting & BYTES) > bytes || options.sendQueueMessages() != -1
				&& waiting / ONE_MESSAGE > Math.min(HIGH_WATER_MESSAGES, options.sendQueueMessages() / 2);
	}

	// What goes into the queue

	/**
	 * Whether all that was accepted before has reached the queue, so that a message may
	 * follow at once.
	 */
	boolean isNext(long before) {
		return before == this.inQueue;
	}

	/**
	 * Adds an accepted message.
	 * @param acceptedLength the length of its frame when it was accepted
	 * @param sealed its frame
	 */
	void add(int acceptedLength, byte[] sealed, @Nullable CompletableFuture<@Nullable Void> receipt) {
		queue().add(sealed, receipt);
		if (sealed.length != acceptedLength) {
			QUEUED.getAndAdd(this, (long) sealed.length - acceptedLength);
		}
		this.inQueue += ONE_MESSAGE + sealed.length;
		scheduleFlush();
	}

	/**
	 * Adds an accepted message that may be dropped, making room for it if it can. It is
	 * counted as sent once it leaves.
	 * @param acceptedLength the length of its frame when it was accepted
	 */
	void add(int acceptedLength, SheddableMessage message) {
		OutboundQueue waiting = queue();
		Shedding shedding = message.shedding();
		QUEUED.getAndAdd(this, (long) message.frame().length - acceptedLength);
		SheddableMessage replaced = (shedding.key() != null) ? waiting.replace(message) : null;
		if (replaced != null) {
			this.inQueue += ONE_MESSAGE + message.frame().length;
			shed(replaced, SendResult.REPLACED, DropReason.REPLACED);
		}
		else if (hasRoomFor(shedding, waiting)) {
			this.inQueue += ONE_MESSAGE + message.frame().length;
			waiting.add(message);
		}
		else {
			giveUp(message.frame().length, message.receipt(), shedding.refusal(), reason(shedding.policy()));
		}
		scheduleFlush();
	}

	private boolean hasRoomFor(Shedding shedding, OutboundQueue waiting) {
		Limit limit = exceeded(this.inQueue);
		if (limit == null) {
			return true;
		}
		waiting.expire(System.nanoTime(), Long.MAX_VALUE / 2, this::expired);
		while ((limit = exceeded(this.inQueue)) != null) {
			if (shedding.policy() == OverflowPolicy.CLOSE) {
				this.session.overflow(limit);
				return false;
			}
			reportDrop(shedding.policy(), limit);
			SheddableMessage oldest = (shedding.policy() == OverflowPolicy.DROP_OLDEST) ? waiting.removeOldest() : null;
			if (oldest == null) {
				return false;
			}
			shed(oldest, SendResult.DROPPED, DropReason.DROP_OLDEST);
		}
		return true;
	}

	static DropReason reason(OverflowPolicy policy) {
		return switch (policy) {
			case CLOSE -> DropReason.CLOSE;
			case DROP_OLDEST -> DropReason.DROP_OLDEST;
			case DROP_NEWEST -> DropReason.DROP_NEWEST;
			case REJECT -> DropReason.REJECT;
		};
	}

	/**
	 * A message is dropped for want of room: tells once, from any thread.
	 */
	void reportDrop(OverflowPolicy policy, Limit limit) {
		if (!this.dropReported) {
			this.context.execute(() -> {
				if (!this.dropReported) {
					this.dropReported = true;
					this.session.dropping(policy, limit);
				}
			});
		}
	}

	private void expired(SheddableMessage message) {
		shed(message, SendResult.EXPIRED, DropReason.EXPIRED);
	}

	private void shed(SheddableMessage message, SendResult why, DropReason reason) {
		this.inQueue -= ONE_MESSAGE + message.frame().length;
		giveUp(message.frame().length, message.receipt(), why, reason);
	}

	/**
	 * An accepted message is dropped.
	 */
	private void giveUp(int frameLength, @Nullable CompletableFuture<@Nullable Void> receipt, SendResult why,
			DropReason reason) {
		QUEUED.getAndAdd(this, -(ONE_MESSAGE + frameLength));
		this.session.traffic().dropped(reason);
		if (receipt != null) {
			// Its sender may send again at once: so not in the middle of this.
			this.context.execute(() -> receipt.completeExceptionally(new MessageNotSentException(why)));
		}
	}

	/**
	 * Adds bytes that are no message, behind what is queued. No limit applies.
	 */
	void addUncounted(byte[] bytes) {
		queue().addUncounted(bytes);
		account(bytes);
		scheduleFlush();
	}

	/**
	 * Adds the handshake's response, before everything and whatever happens.
	 */
	void addFirst(byte[] response) {
		queue().addRest(response);
		account(response);
		scheduleFlush();
	}

	private OutboundQueue queue() {
		OutboundQueue existing = this.queue;
		if (existing == null) {
			existing = new OutboundQueue();
			this.queue = existing;
		}
		return existing;
	}

	private void account(byte[] bytes) {
		this.inQueue += bytes.length;
		QUEUED.getAndAdd(this, bytes.length);
	}

	/**
	 * Answers a Ping. While output is blocked, only the latest is kept (RFC 6455 section
	 * 5.5.3).
	 */
	void pong(byte[] frame) {
		if (this.blocked) {
			this.pendingPong = frame;
		}
		else {
			addUncounted(this.framing.seal(frame, Opcode.PONG, 0));
		}
	}

	/**
	 * Tries to write a frame straight into the context's buffer. Only what needs no place
	 * in the queue: while a read is handled, with nothing waiting.
	 */
	boolean putDirectly(int opcode, ByteBuffer payload) {
		if (!this.corked || this.queued != 0 || this.blocked) {
			return false;
		}
		ByteBuffer out = this.context.writeBuffer();
		long room = this.framing.bound(opcode, payload.remaining());
		if (out.remaining() < room) {
			writeCorked(out);
			if (this.blocked || out.remaining() < room) {
				return false;
			}
		}
		this.framing.put(out, opcode, payload);
		return true;
	}

	// When it leaves

	void beginBatch() {
		if (!this.corked) {
			this.corked = true;
			this.context.writeBuffer().clear();
		}
	}

	void endBatch() {
		try {
			flush();
		}
		finally {
			if (this.corked) {
				// Nothing of ours may stay in a buffer that others use.
				this.corked = false;
				this.context.writeBuffer().clear();
			}
		}
		completeReceipts();
	}

	/**
	 * Makes room before another message of this read's, if it can.
	 */
	void relieve() {
		if (this.corked && !this.blocked && isFull()) {
			flush();
		}
	}

	void onWritable() {
		this.blocked = false;
		flush();
		completeReceipts();
	}

	private void scheduleFlush() {
		if (!this.flushScheduled && !this.corked) {
			this.flushScheduled = true;
			this.context.atEndOfTurn(this);
		}
	}

	/**
	 * The end of a turn.
	 */
	@Override
	public void run() {
		this.flushScheduled = false;
		flush();
		completeReceipts();
	}

	/**
	 * Tells senders, who may send again at once: so not in the middle of a flush.
	 */
	private void completeReceipts() {
		List<CompletableFuture<@Nullable Void>> done = this.completed;
		if (done != null) {
			this.completed = null;
			done.forEach((receipt) -> receipt.complete(null));
		}
	}

	private void flush() {
		ByteBuffer out = this.context.writeBuffer();
		if (this.corked && out.position() > 0) {
			writeCorked(out);
		}
		if (this.pendingPong != null && !this.blocked) {
			byte[] pong = this.framing.seal(this.pendingPong, Opcode.PONG, 0);
			queue().addUrgent(pong);
			account(pong);
			this.pendingPong = null;
		}
		OutboundQueue waiting = this.queue;
		if (waiting != null) {
			long before = this.inQueue & BYTES;
			while (!this.blocked && !waiting.isEmpty()) {
				writeQueued(waiting, out);
				if (before - (this.inQueue & BYTES) > MAX_FLUSH) {
					goOnLater();
					break;
				}
			}
			regulateReading();
		}
		if (this.inQueue == 0 && !this.blocked) {
			this.queue = null;
			this.session.outputEmpty();
		}
	}

	/**
	 * Lets others have their turn, when a peer takes all we have.
	 */
	private void goOnLater() {
		if (!this.flushScheduled) {
			this.flushScheduled = true;
			this.context.execute(this);
		}
	}

	private void writeCorked(ByteBuffer out) {
		boolean free = this.transport.write(out.flip());
		if (out.hasRemaining()) {
			byte[] rest = new byte[out.remaining()];
			out.get(rest);
			queue().addRest(rest);
			account(rest);
		}
		out.clear();
		if (!free) {
			block();
		}
	}

	private void writeQueued(OutboundQueue waiting, ByteBuffer out) {
		// Not the context's time: what was sent during a turn is younger than that.
		waiting.expire(System.nanoTime(), out.clear().remaining(), this::expired);
		if (waiting.isEmpty()) {
			return;
		}
		waiting.copyTo(out);
		boolean free = this.transport.write(out.flip());
		int written = out.position();
		out.clear();
		if (written > 0) {
			this.lastProgress = this.context.nanoTime();
			waiting.remove(written, this::sent);
		}
		if (!free) {
			block();
		}
	}

	private void block() {
		this.blocked = true;
		this.lastProgress = this.context.nanoTime();
		if (this.session.sendTimeoutNanos() >= 0) {
			this.session.arm(sendDeadline());
		}
	}

	/**
	 * The process stood still, so that output did proves nothing.
	 */
	void excuse(long now) {
		this.lastProgress = now;
	}

	private void sent(Object entry) {
		forget(entry);
		SheddableMessage sheddable = OutboundQueue.sheddable(entry);
		if (sheddable != null) {
			this.traffic.sent(sheddable.text(), sheddable.payloadBytes());
		}
		CompletableFuture<@Nullable Void> receipt = OutboundQueue.receipt(entry);
		if (receipt != null) {
			List<CompletableFuture<@Nullable Void>> done = this.completed;
			if (done == null) {
				done = new ArrayList<>(2);
				this.completed = done;
			}
			done.add(receipt);
		}
	}

	private void drop(Object entry, SendResult why) {
		forget(entry);
		if (why == SendResult.OVERFLOW && OutboundQueue.sheddable(entry) != null) {
			this.session.traffic().dropped(DropReason.CLOSE);
		}
		CompletableFuture<@Nullable Void> receipt = OutboundQueue.receipt(entry);
		if (receipt != null) {
			receipt.completeExceptionally(new MessageNotSentException(why));
		}
	}

	private void forget(Object entry) {
		long size = (OutboundQueue.isMessage(entry) ? ONE_MESSAGE : 0) + OutboundQueue.frame(entry).length;
		this.inQueue -= size;
		QUEUED.getAndAdd(this, -size);
	}

	private void regulateReading() {
		if (isFull()) {
			this.session.pauseReading(Session.OUTPUT_BEHIND);
		}
		else if ((this.queued - this.heldBack & BYTES) <= LOW_WATER) {
			this.session.outputLow();
		}
	}

	/**
	 * Whether a further message of the peer's can be answered.
	 */
	boolean hasRoom() {
		if (isFull() && !this.blocked) {
			flush();
		}
		return !isFull();
	}

	boolean isBlocked() {
		return this.blocked;
	}

	/**
	 * When blocked output must have moved.
	 */
	long sendDeadline() {
		return this.lastProgress + this.session.sendTimeoutNanos();
	}

	/**
	 * No Pong may follow any more.
	 */
	void dropPong() {
		this.pendingPong = null;
	}

	/**
	 * Throws away what has not begun to leave.
	 */
	void dropUnstarted(SendResult why) {
		this.pendingPong = null;
		if (this.queue != null) {
			this.queue.dropUnstarted((entry) -> drop(entry, why));
		}
	}

	/**
	 * Throws everything away, for good.
	 */
	void end() {
		this.pendingPong = null;
		if (this.queue != null) {
			this.queue.dropAll((entry) -> drop(entry, SendResult.CLOSED));
			this.queue = null;
		}
	}

}
