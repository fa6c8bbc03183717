package dev.duplex.engine.session;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

import dev.duplex.engine.Limit;
import dev.duplex.engine.MessageNotSentException;
import dev.duplex.engine.OverflowPolicy;
import dev.duplex.engine.SendOptions;
import dev.duplex.engine.SendResult;
import dev.duplex.engine.Traffic;
import dev.duplex.engine.protocol.FrameEncoder;
import dev.duplex.engine.protocol.Opcode;
import dev.duplex.engine.session.OutboundQueue.SheddableMessage;
import dev.duplex.engine.transport.SerialContext;
import org.jspecify.annotations.Nullable;

/**
 * What a session sends. Any thread may send; frames become bytes in the sender's thread,
 * and reach the queue as tasks of the session's context, in order. What the context
 * itself sends while it handles a read goes straight into the context's buffer and
 * leaves, with the rest of the batch, in one write. While a message is sent in fragments,
 * others wait for its end (RFC 6455 section 5.4).
 */
final class Outbound {

	private final Session session;

	private final SerialContext context;

	private final Framing framing;

	private final FrameFlusher flusher;

	private final Traffic.Lane traffic;

	/**
	 * The message that is being sent in fragments. Like all that follows: context only.
	 */
	private @Nullable FragmentedMessage unfinished;

	/** What waits for the end of {@link #unfinished}. */
	private @Nullable ArrayDeque<Entry> heldBack;

	/** Who must hear that no frame may follow. */
	private @Nullable Set<Runnable> watching;

	/** No frame may follow: the Close frame is in the queue, or TCP is gone. */
	private boolean sealed;

	Outbound(Session session, SerialContext context, Framing framing, FrameFlusher flusher, Traffic.Lane traffic) {
		this.session = session;
		this.context = context;
		this.framing = framing;
		this.flusher = flusher;
		this.traffic = traffic;
	}

	/**
	 * A frame that was accepted and has no place in the queue yet.
	 *
	 * @param frame the frame, not sealed unless it is shared
	 * @param opcode its opcode, perhaps with {@link FrameEncoder#MORE}
	 * @param shared whether the frame is shared with other sessions
	 * @param receipt tells the sender when it left
	 * @param message what it is a fragment of
	 * @param shedding what may become of it
	 */
	private record Entry(byte[] frame, int opcode, int payloadBytes, boolean shared,
			@Nullable CompletableFuture<@Nullable Void> receipt, @Nullable FragmentedMessage message,
			@Nullable Shedding shedding) {
	}

	/**
	 * Sends a message or a Ping, from any thread.
	 */
	SendResult send(int opcode, ByteBuffer payload, SendOptions options) {
		if (!this.session.isOpen()) {
			return SendResult.CLOSED;
		}
		boolean current = this.context.isCurrent();
		if (current) {
			this.flusher.relieve();
			if ((this.unfinished == null || Opcode.isControl(opcode)) && this.flusher.putDirectly(opcode, payload)) {
				count(opcode, payload.remaining());
				return SendResult.ACCEPTED;
			}
		}
		return offer(this.framing.frame(opcode, payload), opcode, payload.remaining(), false, null, null,
				shedding(opcode, options), current);
	}

	/**
	 * As {@link #sendTracked}, and waits for the receipt.
	 */
	void sendAndAwait(int opcode, ByteBuffer payload) throws InterruptedException {
		if (this.context.isCurrent()) {
			throw new IllegalStateException("an event loop must not block: use sendTextAsync or sendBinaryAsync");
		}
		CompletableFuture<@Nullable Void> receipt = sendTracked(opcode, payload, SendOptions.defaults());
		// What a handler sends may be in no hurry, but this handler waits.
		this.context.wakeUp();
		try {
			receipt.get();
		}
		catch (ExecutionException ex) {
			throw new MessageNotSentException(((MessageNotSentException) ex.getCause()).result());
		}
	}

	/**
	 * As {@link #send}, with a receipt.
	 */
	CompletableFuture<@Nullable Void> sendTracked(int opcode, ByteBuffer payload, SendOptions options) {
		return track(null, opcode, payload, shedding(opcode, options));
	}

	/**
	 * Sends a fragment, from any thread.
	 * @param message what it is a fragment of
	 * @param opcode {@link Opcode#CONTINUATION} but for the first, with
	 * {@link FrameEncoder#MORE} but for the last
	 * @return its receipt
	 */
	CompletableFuture<@Nullable Void> sendFragment(FragmentedMessage message, int opcode, ByteBuffer payload) {
		return track(message, opcode, payload, null);
	}

	private CompletableFuture<@Nullable Void> track(@Nullable FragmentedMessage message, int opcode, ByteBuffer payload,
			@Nullable Shedding shedding) {
		CompletableFuture<@Nullable Void> receipt = new CompletableFuture<>();
		SendResult result = this.session.isOpen() ? offer(this.framing.frame(opcode, payload), opcode,
				payload.remaining(), false, receipt, message, shedding, this.context.isCurrent()) : SendResult.CLOSED;
		if (result != SendResult.ACCEPTED) {
			receipt.completeExceptionally(new MessageNotSentException(result));
		}
		return receipt;
	}

	/**
	 * Sends a published message. Context only.
	 */
	void deliver(PublishedMessage message) {
		if (!this.session.isOpen() && !this.session.isCloseComing()) {
			return;
		}
		boolean shared = !this.framing.isMasking();
		byte[] frame = shared ? this.framing.shared(message) : this.framing.frame(message.opcode(), message.payload());
		offer(frame, message.opcode(), message.payloadBytes(), shared, null, null,
				message.shedding(this.session.options().overflow()), true);
	}

	private SendResult offer(byte[] frame, int opcode, int payloadBytes, boolean shared,
			@Nullable CompletableFuture<@Nullable Void> receipt, @Nullable FragmentedMessage message,
			@Nullable Shedding shedding, boolean current) {
		long before = this.flusher.accept(frame.length, shedding);
		if (before < 0) {
			return refuse(opcode, Objects.requireNonNull(this.flusher.exceeded(~before)), shedding);
		}
		if (current && this.flusher.isNext(before) && !this.sealed) {
			place(frame, opcode, payloadBytes, shared, receipt, message, shedding);
			return SendResult.ACCEPTED;
		}
		// Behind what other threads have handed over already; the usual task is smaller.
		Runnable task = (shedding == null) ? () -> place(frame, opcode, payloadBytes, shared, receipt, message, null)
				: () -> place(frame, opcode, payloadBytes, shared, receipt, message, shedding);
		if (this.session.isMoreToCome()) {
			this.context.executeLazily(task);
		}
		else {
			this.context.execute(task);
		}
		return SendResult.ACCEPTED;
	}

	private @Nullable Shedding shedding(int opcode, SendOptions options) {
		return Opcode.isControl(opcode) ? null
				: Shedding.of(options, Shedding.expiry(options), this.session.options().overflow());
	}

	private SendResult refuse(int opcode, Limit limit, @Nullable Shedding shedding) {
		OverflowPolicy policy = (shedding != null) ? shedding.policy() : OverflowPolicy.CLOSE;
		if (!Opcode.isControl(opcode & 0xF)) {
			this.session.traffic().dropped(FrameFlusher.reason(policy));
		}
		if (shedding == null || policy == OverflowPolicy.CLOSE) {
			this.session.overflow(limit);
			return SendResult.OVERFLOW;
		}
		this.flusher.reportDrop(policy, limit);
		return shedding.refusal();
	}

	private void place(byte[] frame, int opcode, int payloadBytes, boolean shared,
			@Nullable CompletableFuture<@Nullable Void> receipt, @Nullable FragmentedMessage message,
			@Nullable Shedding shedding) {
		if (this.sealed) {
			this.flusher.giveUp(frame.length, receipt, SendResult.CLOSED);
		}
		else if (this.unfinished != null && this.unfinished != message && !Opcode.isControl(opcode & 0xF)) {
			ArrayDeque<Entry> waiting = this.heldBack;
			if (waiting == null) {
				waiting = new ArrayDeque<>();
				this.heldBack = waiting;
			}
			this.flusher.holdBack(frame.length);
			waiting.add(new Entry(frame, opcode, payloadBytes, shared, receipt, message, shedding));
		}
		else {
			enqueue(frame, opcode, payloadBytes, shared, receipt, message, shedding);
			if (message != null) {
				fragmentPlaced(message, (opcode & FrameEncoder.MORE) == 0);
			}
		}
	}

	private void enqueue(byte[] frame, int opcode, int payloadBytes, boolean shared,
			@Nullable CompletableFuture<@Nullable Void> receipt, @Nullable FragmentedMessage message,
			@Nullable Shedding shedding) {
		byte[] finished = frame;
		if (shared) {
			this.framing.sealShared(frame);
		}
		if (shedding != null && shedding.isForQueue()) {
			if (!shared) {
				finished = this.framing.sealAlone(frame, opcode, payloadBytes);
			}
			this.flusher.add(frame.length,
					new SheddableMessage(finished, opcode == Opcode.TEXT, payloadBytes, receipt, shedding));
			return;
		}
		if (!shared) {
			finished = this.framing.seal(frame, opcode, payloadBytes);
		}
		this.flusher.add(frame.length, finished, receipt);
		if (message == null) {
			count(opcode, payloadBytes);
		}
		else if ((opcode & FrameEncoder.MORE) != 0) {
			this.traffic.sentPart(message.isText(), payloadBytes);
		}
		else {
			this.traffic.sent(message.isText(), payloadBytes);
		}
	}

	private void fragmentPlaced(FragmentedMessage message, boolean last) {
		this.unfinished = last ? null : message;
		ArrayDeque<Entry> waiting = this.heldBack;
		if (last && waiting != null) {
			this.heldBack = null;
			// The next message in fragments may hold the rest back again.
			waiting.forEach((entry) -> {
				this.flusher.letGo(entry.frame().length);
				place(entry.frame(), entry.opcode(), entry.payloadBytes(), entry.shared(), entry.receipt(),
						entry.message(), entry.shedding());
			});
		}
	}

	private void count(int opcode, int payloadBytes) {
		if (!Opcode.isControl(opcode)) {
			this.traffic.sent(opcode == Opcode.TEXT, payloadBytes);
		}
	}

	/**
	 * Has a callback run, in the context, as soon as no frame may follow. From any
	 * thread.
	 */
	void watch(Runnable callback) {
		this.context.executeLazily(() -> {
			if (this.sealed) {
				callback.run();
				return;
			}
			Set<Runnable> known = this.watching;
			if (known == null) {
				known = new HashSet<>(2);
				this.watching = known;
			}
			known.add(callback);
		});
	}

	/**
	 * Takes back a {@link #watch}.
	 */
	void unwatch(Runnable callback) {
		this.context.executeLazily(() -> {
			if (this.watching != null) {
				this.watching.remove(callback);
			}
		});
	}

	private void seal() {
		this.sealed = true;
		dropHeldBack(SendResult.CLOSED);
		Set<Runnable> known = this.watching;
		this.watching = null;
		if (known != null) {
			known.forEach(Runnable::run);
		}
	}

	/**
	 * Answers a Ping. Context only, as are all that follow.
	 */
	void pong(ByteBuffer payload) {
		if (!this.sealed && !this.flusher.putDirectly(Opcode.PONG, payload)) {
			this.flusher.pong(this.framing.frame(Opcode.PONG, payload));
		}
	}

	/**
	 * Sends a heartbeat Ping, behind what is queued.
	 */
	void ping(ByteBuffer payload) {
		this.flusher.addUncounted(control(Opcode.PING, payload));
	}

	/**
	 * Queues the Close frame; nothing can follow it.
	 */
	void close(int code, String reason) {
		this.flusher.dropPong();
		this.flusher.addUncounted(control(Opcode.CLOSE, ByteBuffer.wrap(FrameEncoder.closePayload(code, reason))));
		seal();
	}

	private byte[] control(int opcode, ByteBuffer payload) {
		return this.framing.seal(this.framing.frame(opcode, payload), opcode, payload.remaining());
	}

	/**
	 * Throws away what has not begun to leave.
	 */
	void dropUnstarted(SendResult why) {
		dropHeldBack(why);
		this.flusher.dropUnstarted(why);
	}

	private void dropHeldBack(SendResult why) {
		ArrayDeque<Entry> waiting = this.heldBack;
		this.heldBack = null;
		if (waiting != null) {
			waiting.forEach((entry) -> {
				this.flusher.letGo(entry.frame().length);
				this.flusher.giveUp(entry.frame().length, entry.receipt(), why);
			});
		}
	}

	/**
	 * Throws everything away, for good.
	 */
	void end() {
		this.framing.end();
		seal();
		this.flusher.end();
	}

}
