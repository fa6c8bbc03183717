package dev.duplex.engine.session;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import dev.duplex.engine.ConnectionOptions;
import dev.duplex.engine.Limit;
import dev.duplex.engine.MessageNotSentException;
import dev.duplex.engine.SendResult;
import dev.duplex.engine.Traffic;
import dev.duplex.engine.protocol.FrameEncoder;
import dev.duplex.engine.protocol.MessageDeflater;
import dev.duplex.engine.protocol.Opcode;
import dev.duplex.engine.transport.SerialContext;
import dev.duplex.engine.transport.Transport;
import org.jspecify.annotations.Nullable;

/**
 * What a session sends. Any thread may send; frames become bytes in the sender's thread,
 * and reach the queue as tasks of the session's context, in order. What the context
 * itself sends while it handles a read goes straight into the context's buffer and
 * leaves, with the rest of the batch, in one write.
 */
final class Outbound implements Runnable {

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

	/** Added to an opcode: the frame is shared, and sent as it is. */
	private static final int ENCODED = 0x100;

	private static final VarHandle QUEUED;

	static {
		try {
			QUEUED = MethodHandles.lookup().findVarHandle(Outbound.class, "queued", long.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private final Session session;

	private final Transport transport;

	private final SerialContext context;

	private final Traffic.Lane traffic;

	private final @Nullable Compression compression;

	/** Messages and bytes that were accepted and not taken by the transport yet. */
	@SuppressWarnings("unused")
	private volatile long queued;

	/** The part of it that has reached the queue. Like all that follows: context only. */
	private long inQueue;

	private @Nullable OutboundQueue queue;

	private byte @Nullable [] pendingPong;

	/** Whether the context's write buffer is ours, as we are handling a read. */
	private boolean corked;

	/** Receipts of messages that left, to be completed when the flush is over. */
	private @Nullable List<CompletableFuture<@Nullable Void>> completed;

	private boolean blocked;

	private boolean flushScheduled;

	/** No frame may follow: the Close frame is in the queue, or TCP is gone. */
	private boolean sealed;

	private long lastProgress;

	Outbound(Session session, Transport transport, Traffic.Lane traffic, @Nullable Compression compression) {
		this.session = session;
		this.transport = transport;
		this.context = transport.context();
		this.traffic = traffic;
		this.compression = compression;
	}

	long queuedBytes() {
		return this.queued & BYTES;
	}

	/**
	 * Sends a message or a Ping, from any thread.
	 */
	SendResult send(int opcode, ByteBuffer payload) {
		if (!this.session.isOpen()) {
			return SendResult.CLOSED;
		}
		boolean current = this.context.isCurrent();
		if (current && this.corked && !this.blocked && isFull()) {
			flush();
		}
		if (current && this.corked && this.queued == 0 && !this.blocked && putDirectly(opcode, payload)) {
			return SendResult.ACCEPTED;
		}
		return offer(FrameEncoder.frame(opcode, payload), opcode, payload.remaining(), null, current);
	}

	/**
	 * As {@link #send}, with a receipt.
	 */
	CompletableFuture<@Nullable Void> sendTracked(int opcode, ByteBuffer payload) {
		CompletableFuture<@Nullable Void> receipt = new CompletableFuture<>();
		SendResult result = this.session.isOpen() ? offer(FrameEncoder.frame(opcode, payload), opcode,
				payload.remaining(), receipt, this.context.isCurrent()) : SendResult.CLOSED;
		if (result != SendResult.ACCEPTED) {
			receipt.completeExceptionally(new MessageNotSentException(result));
		}
		return receipt;
	}

	/**
	 * Sends a published message. Context only.
	 */
	void deliver(PublishedMessage message) {
		if (this.session.isOpen()) {
			Compression compressor = compressor(message.opcode(), message.payloadBytes());
			byte[] frame = (compressor != null) ? compressor.frame(message) : message.plain();
			offer(frame, message.opcode() | ENCODED, message.payloadBytes(), null, true);
		}
	}

	private boolean putDirectly(int opcode, ByteBuffer payload) {
		ByteBuffer out = this.context.writeBuffer();
		int length = payload.remaining();
		Compression compressor = compressor(opcode, length);
		long room = FrameEncoder.MAX_HEADER + ((compressor != null) ? MessageDeflater.bound(length) : length);
		if (out.remaining() < room) {
			writeCorked(out);
			if (this.blocked || out.remaining() < room) {
				return false;
			}
		}
		byte[] compressed = (compressor != null) ? compressor.compress(payload) : null;
		if (compressed != null) {
			FrameEncoder.putHeader(out, opcode | FrameEncoder.COMPRESSED, compressed.length);
			out.put(compressed);
		}
		else {
			FrameEncoder.putHeader(out, opcode, length);
			out.put(out.position(), payload, payload.position(), length);
			out.position(out.position() + length);
		}
		count(opcode, length);
		return true;
	}

	private @Nullable Compression compressor(int opcode, int payloadBytes) {
		Compression agreed = this.compression;
		return (agreed != null && agreed.isFor(opcode, payloadBytes)) ? agreed : null;
	}

	private SendResult offer(byte[] frame, int opcode, int payloadBytes,
			@Nullable CompletableFuture<@Nullable Void> receipt, boolean current) {
		long entry = ONE_MESSAGE + frame.length;
		long before = (long) QUEUED.getAndAdd(this, entry);
		Limit limit = exceeded(before);
		if (limit != null) {
			QUEUED.getAndAdd(this, -entry);
			this.session.overflow(limit);
			return SendResult.OVERFLOW;
		}
		if (current && before == this.inQueue && !this.sealed) {
			enqueue(frame, opcode, payloadBytes, receipt);
		}
		else {
			// Behind what other threads have handed over already.
			Runnable task = () -> accept(frame, opcode, payloadBytes, receipt);
			if (this.session.isMoreToCome()) {
				this.context.executeLazily(task);
			}
			else {
				this.context.execute(task);
			}
		}
		return SendResult.ACCEPTED;
	}

	private @Nullable Limit exceeded(long before) {
		ConnectionOptions options = this.session.options();
		if (options.sendQueueBytes() != -1 && (before & BYTES) >= options.sendQueueBytes()) {
			return Limit.SEND_QUEUE_BYTES;
		}
		if (options.sendQueueMessages() != -1 && before / ONE_MESSAGE >= options.sendQueueMessages()) {
			return Limit.SEND_QUEUE_MESSAGES;
		}
		return null;
	}

	private void accept(byte[] frame, int opcode, int payloadBytes,
			@Nullable CompletableFuture<@Nullable Void> receipt) {
		if (!this.sealed) {
			enqueue(frame, opcode, payloadBytes, receipt);
			return;
		}
		QUEUED.getAndAdd(this, -(ONE_MESSAGE + frame.length));
		if (receipt != null) {
			receipt.completeExceptionally(new MessageNotSentException(SendResult.CLOSED));
		}
	}

	private void enqueue(byte[] frame, int opcode, int payloadBytes,
			@Nullable CompletableFuture<@Nullable Void> receipt) {
		byte[] encoded = encode(frame, opcode, payloadBytes);
		queue().add(encoded, receipt);
		if (encoded.length != frame.length) {
			QUEUED.getAndAdd(this, (long) encoded.length - frame.length);
		}
		this.inQueue += ONE_MESSAGE + encoded.length;
		count(opcode & ~ENCODED, payloadBytes);
		scheduleFlush();
	}

	/**
	 * Compresses a frame that is worth it. Not before it takes its place in the queue, as
	 * the peer must see messages in the order in which they went through the compressor.
	 */
	private byte[] encode(byte[] frame, int opcode, int payloadBytes) {
		Compression agreed = this.compression;
		if (agreed == null) {
			return frame;
		}
		if ((opcode & ENCODED) != 0) {
			if ((frame[0] & FrameEncoder.COMPRESSED) != 0) {
				agreed.sharedFrameQueued();
			}
			return frame;
		}
		if (!agreed.isFor(opcode, payloadBytes)) {
			return frame;
		}
		byte[] compressed = agreed.compress(ByteBuffer.wrap(frame, frame.length - payloadBytes, payloadBytes));
		return (compressed != null) ? FrameEncoder.frame(opcode | FrameEncoder.COMPRESSED, compressed) : frame;
	}

	private void count(int opcode, int payloadBytes) {
		if (!Opcode.isControl(opcode)) {
			this.traffic.sent(opcode == Opcode.TEXT, payloadBytes);
		}
	}

	private OutboundQueue queue() {
		OutboundQueue existing = this.queue;
		if (existing == null) {
			existing = new OutboundQueue();
			this.queue = existing;
		}
		return existing;
	}

	/**
	 * Sends bytes that are no message, such as the response of the opening handshake,
	 * behind what is queued. No limit applies.
	 */
	void addUncounted(byte[] bytes) {
		queue().addUncounted(bytes);
		account(bytes);
		scheduleFlush();
	}

	/**
	 * Sends the handshake's response, before everything and whatever happens.
	 */
	void addResponse(byte[] response) {
		queue().addRest(response);
		account(response);
		scheduleFlush();
	}

	/**
	 * Queues the Close frame; nothing can follow it.
	 */
	void addClose(byte[] frame) {
		this.pendingPong = null;
		addUncounted(frame);
		this.sealed = true;
	}

	private void account(byte[] bytes) {
		this.inQueue += bytes.length;
		QUEUED.getAndAdd(this, bytes.length);
	}

	/**
	 * Answers a Ping. While output is blocked, only the latest is kept (RFC 6455 section
	 * 5.5.3).
	 */
	void pong(ByteBuffer payload) {
		if (this.sealed) {
			return;
		}
		if (this.corked && this.queued == 0 && !this.blocked && putDirectly(Opcode.PONG, payload)) {
			return;
		}
		byte[] frame = FrameEncoder.frame(Opcode.PONG, payload);
		if (this.blocked) {
			this.pendingPong = frame;
		}
		else {
			addUncounted(frame);
		}
	}

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
			queue().addUrgent(this.pendingPong);
			account(this.pendingPong);
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
		waiting.copyTo(out.clear());
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
		else if ((this.queued & BYTES) <= LOW_WATER) {
			this.session.outputLow();
		}
	}

	/**
	 * Whether so much is waiting that nothing should be done that brings forth more. Well
	 * below the limits, which are for what nobody can hold back. Any thread may ask.
	 */
	boolean isFull() {
		long waiting = this.queued;
		ConnectionOptions options = this.session.options();
		long bytes = (options.sendQueueBytes() != -1) ? Math.min(HIGH_WATER, options.sendQueueBytes() / 2) : HIGH_WATER;
		return (waiting & BYTES) > bytes || options.sendQueueMessages() != -1
				&& waiting / ONE_MESSAGE > Math.min(HIGH_WATER_MESSAGES, options.sendQueueMessages() / 2);
	}

	/**
	 * Whether a further message of the peer's can be answered. Context only.
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
		this.sealed = true;
		this.pendingPong = null;
		if (this.compression != null) {
			this.compression.endOutput();
		}
		if (this.queue != null) {
			this.queue.dropAll((entry) -> drop(entry, SendResult.CLOSED));
			this.queue = null;
		}
	}

}
