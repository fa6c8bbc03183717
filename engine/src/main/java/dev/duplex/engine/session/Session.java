package dev.duplex.engine.session;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;

import dev.duplex.engine.CloseReason;
import dev.duplex.engine.CloseReason.Initiator;
import dev.duplex.engine.CompressionOptions;
import dev.duplex.engine.HandshakeDecision;
import dev.duplex.engine.Limit;
import dev.duplex.engine.OverflowPolicy;
import dev.duplex.engine.SendResult;
import dev.duplex.engine.Traffic;
import dev.duplex.engine.protocol.CloseCode;
import dev.duplex.engine.protocol.HandshakeRequest;
import dev.duplex.engine.protocol.PerMessageDeflate;
import dev.duplex.engine.protocol.ProtocolException;
import dev.duplex.engine.session.Inbound.LimitException;
import dev.duplex.engine.transport.SerialContext;
import dev.duplex.engine.transport.Transport;
import dev.duplex.engine.transport.TransportSink;
import org.jspecify.annotations.Nullable;

/**
 * One connection's life from the accepted handshake to the end of TCP, whichever side it
 * is and whatever transport moves its bytes. All its state belongs to the transport's
 * context; what other threads ask for reaches it as tasks of that context.
 */
public final class Session extends SendingConnection implements TransportSink {

	/** Reads pause as the handler has not finished what was read. */
	static final int HANDLER_BEHIND = 1;

	/** Reads pause as the peer does not take what we send. */
	static final int OUTPUT_BEHIND = 2;

	/**
	 * How long after a failure the peer's bytes are thrown away to let it read our Close.
	 */
	private static final long LINGER_NANOS = 1_000_000_000L;

	/**
	 * How long output of a handler that is still busy may stay in its context's hands.
	 */
	private static final long CORK_NANOS = 100_000_000L;

	/** A deadline noticed this much late says that it was us who did not keep time. */
	private static final long STALL_NANOS = 1_000_000_000L;

	private static final VarHandle OPEN;

	static {
		try {
			OPEN = MethodHandles.lookup().findVarHandle(Session.class, "open", boolean.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	/**
	 * RFC 6455 section 7, as far as it concerns what may still happen.
	 */
	private enum State {

		/** Messages both ways. */
		OPEN,

		/** The peer's Close frame came; ours is due when what came before is handled. */
		ANSWERING,

		/** Our Close frame is queued or sent; the peer's is due. */
		CLOSING,

		/** Nothing more is read or sent: output is flushed, then FIN, then TCP ends. */
		FINISHING,

		/** TCP is gone. */
		CLOSED

	}

	/** Whether data may be sent: no Close frame was asked for or sent. */
	private volatile boolean open = true;

	/** Whether messages that were received already are not to be handled any more. */
	private volatile boolean discarding;

	private volatile @Nullable CloseReason closeReason;

	private final Transport transport;

	private final SerialContext context;

	private final FrameFlusher flusher;

	private final Outbound outbound;

	private final Inbound inbound;

	private final KeepAlive keepAlive;

	private final Dispatcher dispatcher;

	/** Like all that follows: the context's only. */
	private State state = State.OPEN;

	private int readsPausedFor;

	/**
	 * Bytes read that wait for room in the send queue, or for the handler; reads pause
	 * meanwhile.
	 */
	private @Nullable ByteBuffer held;

	private boolean takingHeld;

	private boolean endOfStream;

	private boolean outputEnded;

	private boolean deadlineArmed;

	private long deadline;

	private long closeDeadline;

	/**
	 * Creates the session of an accepted handshake. In the transport's context.
	 * @param host what sessions share
	 * @param role which side this is
	 * @param accepted what was agreed on
	 * @param handshake the request
	 * @param idHigh half of an unpredictable id
	 * @param idLow the other half
	 * @param transport moves the bytes
	 */
	public Session(SessionHost host, Role role, HandshakeDecision.Accept accepted, HandshakeRequest handshake,
			long idHigh, long idLow, Transport transport) {
		super(host, role, accepted, handshake, idHigh, idLow);
		this.transport = transport;
		this.context = transport.context();
		Traffic.Lane traffic = accepted.endpoint().traffic().lane(this.context);
		Compression compression = compression();
		Framing framing = new Framing(compression, isClient() ? host.maskingKeys(this.context) : null);
		this.flusher = new FrameFlusher(this, transport, framing, traffic);
		this.outbound = new Outbound(this, this.context, framing, this.flusher, traffic);
		this.inbound = new Inbound(this, traffic, compression);
		this.keepAlive = new KeepAlive(options(), this.context.nanoTime());
		this.dispatcher = (accepted.endpoint().executor() != null)
				? new HandlerLane(this, accepted.endpoint().executor()) : new InlineDispatcher(this);
	}

	private @Nullable Compression compression() {
		CompressionOptions configured = options().compression();
		PerMessageDeflate agreed = deflate();
		return (configured != null && agreed != null) ? new Compression(agreed, isClient(), configured,
				host().compressors(this.context), options().maxMessageSize()) : null;
	}

	/**
	 * Queues the response of the opening handshake, before anything else is sent.
	 * @param response the response's bytes
	 */
	public void respond(byte[] response) {
		this.flusher.addFirst(response);
	}

	/**
	 * Begins: opens the handler.
	 */
	public void begin() {
		arm(this.keepAlive.nextCheck(this.context.nanoTime()));
		this.flusher.beginBatch();
		try {
			this.dispatcher.open();
		}
		finally {
			this.flusher.endBatch();
		}
	}

	// What the transport tells

	@Override
	public void onOpen(Transport opened) {
		throw new IllegalStateException("a session takes over a transport that is open");
	}

	@Override
	public void onBytes(ByteBuffer bytes) {
		this.flusher.beginBatch();
		this.keepAlive.onBytes(this.context.nanoTime());
		if (this.held != null) {
			hold(bytes);
		}
		else if (this.state == State.OPEN || this.state == State.CLOSING) {
			decode(bytes);
			if (this.state == State.OPEN) {
				if (bytes.hasRemaining()) {
					hold(bytes);
				}
				else if (!hasRoomForAnswers()) {
					// Bytes that come in many small calls, as by TLS, are not held up
					// between messages.
					pauseReading(OUTPUT_BEHIND);
				}
			}
		}
	}

	/**
	 * Keeps what cannot be answered yet. Reads pause, so this is bounded by what one
	 * batch of reads brings.
	 */
	private void hold(ByteBuffer bytes) {
		int before = (this.held != null) ? this.held.remaining() : 0;
		ByteBuffer all = ByteBuffer.allocate(before + bytes.remaining());
		if (this.held != null) {
			all.put(this.held);
		}
		this.held = all.put(bytes).flip();
		pauseReading(OUTPUT_BEHIND);
	}

	/**
	 * There is room in the send queue again.
	 */
	void outputLow() {
		this.dispatcher.outputLow();
		if (this.held == null) {
			if (!isOutputFull()) {
				resumeReading(OUTPUT_BEHIND);
			}
		}
		else if (!this.takingHeld && (this.readsPausedFor & HANDLER_BEHIND) == 0) {
			this.takingHeld = true;
			this.context.execute(this::takeHeld);
		}
	}

	private void takeHeld() {
		this.takingHeld = false;
		ByteBuffer bytes = this.held;
		this.held = null;
		if (bytes != null) {
			onBytes(bytes);
			onReadBatchEnd();
			if (this.held == null) {
				outputLow();
			}
		}
	}

	private void decode(ByteBuffer bytes) {
		try {
			this.inbound.onBytes(bytes);
		}
		catch (ProtocolException ex) {
			Limit limit = Inbound.limitOf(ex);
			if (limit != null) {
				host().listener().onLimit(this, limit, Limits.configured(limit, options()));
			}
			else {
				host().listener().onProtocolError(this, ex.closeCode(), String.valueOf(ex.getMessage()));
			}
			fail(ex.closeCode(), limit != null ? Limits.phrase(limit) : "Protocol error");
		}
		catch (LimitException ex) {
			host().listener().onLimit(this, ex.limit(), Limits.configured(ex.limit(), options()));
			fail(CloseCode.POLICY_VIOLATION, Limits.phrase(ex.limit()));
		}
	}

	@Override
	public void onReadBatchEnd() {
		try {
			this.dispatcher.batchEnd();
		}
		finally {
			this.flusher.endBatch();
		}
		if (this.dispatcher.isBusy()) {
			arm(this.context.nanoTime() + CORK_NANOS);
		}
	}

	@Override
	public void onWritable() {
		this.flusher.onWritable();
	}

	@Override
	public void onEndOfStream() {
		this.endOfStream = true;
		if (this.state == State.ANSWERING || this.state == State.FINISHING && !this.outputEnded) {
			return;
		}
		this.transport.close();
	}

	@Override
	public void onDeadline(long now) {
		this.deadlineArmed = false;
		if (this.state == State.OPEN) {
			if (now - this.deadline > STALL_NANOS) {
				// This process stood still; what the peer sent meanwhile is still to be
				// read.
				this.keepAlive.excuse(now);
				this.flusher.excuse(now);
			}
			whileOpen(now);
		}
		else if (this.state != State.CLOSED) {
			if (now - this.closeDeadline >= 0) {
				if (this.state == State.ANSWERING) {
					// The handler takes its time, which is no reason to keep the peer
					// waiting.
					this.closeDeadline = now + LINGER_NANOS;
					answerClose();
					return;
				}
				if (this.state == State.CLOSING) {
					host().listener()
						.onLimit(this, Limit.CLOSE_TIMEOUT, Limits.configured(Limit.CLOSE_TIMEOUT, options()));
				}
				this.transport.abort();
				return;
			}
			arm(this.closeDeadline);
			if (this.dispatcher.isBusy()) {
				arm(now + CORK_NANOS);
			}
		}
	}

	private void whileOpen(long now) {
		if (this.flusher.isBlocked() && sendTimeoutNanos() >= 0) {
			if (now - this.flusher.sendDeadline() >= 0) {
				end(Limit.SEND_TIMEOUT);
				return;
			}
			arm(this.flusher.sendDeadline());
		}
		if (this.readsPausedFor != 0) {
			this.keepAlive.excuse(now);
		}
		Limit passed = this.keepAlive.check(now);
		if (passed == Limit.IDLE_TIMEOUT) {
			host().listener().onLimit(this, passed, Limits.configured(passed, options()));
			fail(CloseCode.GOING_AWAY, Limits.phrase(passed));
			return;
		}
		if (passed != null) {
			end(passed);
			return;
		}
		if (this.keepAlive.isPingDue(now)) {
			if (this.flusher.isBlocked()) {
				this.keepAlive.skipPing(now);
			}
			else {
				this.outbound.ping(this.keepAlive.ping(now));
			}
		}
		arm(this.keepAlive.nextCheck(now));
		if (this.dispatcher.isBusy()) {
			arm(now + CORK_NANOS);
		}
	}

	/**
	 * Ends TCP for a peer that is not there.
	 */
	private void end(Limit limit) {
		host().listener().onLimit(this, limit, Limits.configured(limit, options()));
		this.transport.abort();
	}

	@Override
	public void onClosed(@Nullable Throwable cause) {
		this.open = false;
		if (this.state == State.CLOSED) {
			return;
		}
		this.state = State.CLOSED;
		CloseReason reason = this.closeReason;
		if (reason == null) {
			reason = new CloseReason(CloseCode.ABNORMAL, "", Initiator.NETWORK);
			this.closeReason = reason;
		}
		this.inbound.end();
		this.outbound.end();
		endSubscriptions();
		try {
			this.dispatcher.closed(reason);
		}
		finally {
			host().ended(this);
		}
	}

	// What the peer sends

	void onMessage(boolean text, ByteBuffer message, boolean owned) {
		if (this.state == State.OPEN) {
			this.dispatcher.message(text, message, owned);
		}
	}

	void onPart(boolean text, ByteBuffer part, boolean last) {
		if (this.state == State.OPEN) {
			this.dispatcher.part(text, part, last);
		}
	}

	void onPing(ByteBuffer payload) {
		this.outbound.pong(payload);
	}

	void onPong(ByteBuffer payload) {
		if (this.state == State.OPEN && !this.keepAlive.isAnswer(payload)) {
			this.dispatcher.pong(payload);
		}
	}

	void onPeerClose(int code, String reason) {
		if (this.state != State.OPEN) {
			finish();
			return;
		}
		this.state = State.ANSWERING;
		this.held = null;
		this.inbound.end();
		this.closeReason = new CloseReason(code, reason, Initiator.REMOTE);
		this.closeDeadline = this.context.nanoTime() + options().closeTimeout().toNanos();
		arm(this.closeDeadline);
		this.dispatcher.peerClose();
	}

	/**
	 * Answers the peer's Close frame (RFC 6455 section 5.5.1).
	 */
	void answerClose() {
		CloseReason reason = this.closeReason;
		if (this.state != State.ANSWERING || reason == null) {
			return;
		}
		this.open = false;
		boolean echo = isClient() || reason.code() == CloseCode.NO_STATUS || CloseCode.isValidFromServer(reason.code());
		this.outbound.close(echo ? reason.code() : CloseCode.NORMAL, "");
		finish();
	}

	// How it ends

	/**
	 * Fails the connection (RFC 6455 section 7.1.7): a Close frame, then nothing the peer
	 * sends is looked at. In the context.
	 */
	private void fail(int code, String reason) {
		this.open = false;
		if (this.state == State.CLOSED || this.state == State.FINISHING) {
			return;
		}
		if (this.state == State.OPEN) {
			this.closeReason = new CloseReason(code, reason, Initiator.LOCAL);
		}
		if (this.state == State.OPEN || this.state == State.ANSWERING) {
			this.outbound.close(code, reason);
		}
		this.closeDeadline = this.context.nanoTime() + Math.min(LINGER_NANOS, options().closeTimeout().toNanos());
		finish();
	}

	/**
	 * Flushes, then sends FIN, then waits for the peer's, throwing away what it still
	 * sends: closing with unread bytes would make the kernel reset the connection, and
	 * the peer might never see our Close frame. A client leaves it to the server to end
	 * TCP first (RFC 6455 section 7.1.1).
	 */
	private void finish() {
		this.state = State.FINISHING;
		this.inbound.end();
		this.held = null;
		this.readsPausedFor = 0;
		this.transport.resumeReading();
		arm(this.closeDeadline);
	}

	void outputEmpty() {
		if (this.state == State.FINISHING && !this.outputEnded) {
			this.outputEnded = true;
			if (this.endOfStream) {
				this.transport.close();
			}
			else if (!isClient()) {
				this.transport.shutdownOutput();
			}
		}
	}

	@Override
	public void close(int code, String reason) {
		CloseCode.requireSendable(code, reason, isClient());
		if (OPEN.compareAndSet(this, true, false)) {
			this.discarding = true;
			this.context.execute(() -> startClosing(new CloseReason(code, reason, Initiator.LOCAL)));
		}
	}

	private void startClosing(CloseReason reason) {
		if (this.state == State.ANSWERING) {
			answerClose();
			return;
		}
		if (this.state != State.OPEN) {
			return;
		}
		this.state = State.CLOSING;
		this.closeReason = reason;
		this.outbound.close(reason.code(), reason.reason());
		this.readsPausedFor = 0;
		this.transport.resumeReading();
		this.closeDeadline = this.context.nanoTime() + options().closeTimeout().toNanos();
		arm(this.closeDeadline);
		takeHeld();
	}

	/**
	 * The handler failed, on whatever thread.
	 */
	void handlerFailed() {
		close(CloseCode.INTERNAL_ERROR, "Internal error");
		this.discarding = true;
	}

	@Override
	void messageFailed(Throwable failure) {
		host().listener().onHandlerFailure(this, failure);
		handlerFailed();
	}

	/**
	 * The handler's executor takes no more work.
	 */
	void rejected(Throwable why) {
		if (this.open) {
			host().listener().onHandlerFailure(this, why);
		}
		close(CloseCode.TRY_AGAIN_LATER, "Try again later");
		this.discarding = true;
	}

	/**
	 * The send queue is full, noticed on whatever thread.
	 */
	void overflow(Limit limit) {
		if (OPEN.compareAndSet(this, true, false)) {
			this.context.execute(() -> endForOverflow(limit));
		}
	}

	private void endForOverflow(Limit limit) {
		if (this.state == State.OPEN || this.state == State.ANSWERING) {
			host().listener().onLimit(this, limit, Limits.configured(limit, options()));
			this.outbound.dropUnstarted(SendResult.OVERFLOW);
			fail(CloseCode.TRY_AGAIN_LATER, Limits.phrase(limit));
		}
	}

	/**
	 * Messages are dropped, for the first time. In the context.
	 */
	void dropping(OverflowPolicy policy, Limit limit) {
		host().listener().onDrop(this, policy, limit, Limits.configured(limit, options()));
	}

	// Reading and time

	void pauseReading(int why) {
		if (this.state == State.OPEN) {
			this.readsPausedFor |= why;
			this.transport.pauseReading();
		}
	}

	void resumeReading(int why) {
		if (this.state == State.OPEN && (this.readsPausedFor & why) != 0) {
			this.readsPausedFor &= ~why;
			if (this.readsPausedFor == 0) {
				this.keepAlive.excuse(this.context.nanoTime());
				this.transport.resumeReading();
			}
			else if (this.held != null && hasRoomForAnswers()) {
				outputLow();
			}
		}
	}

	/**
	 * Makes sure that the clock is looked at by then.
	 */
	void arm(long nanoTime) {
		if (!this.deadlineArmed || nanoTime - this.deadline < 0) {
			this.deadlineArmed = true;
			this.deadline = nanoTime;
			this.transport.deadline(nanoTime);
		}
	}

	long sendTimeoutNanos() {
		return KeepAlive.nanos(options().sendTimeout());
	}

	// What the parts of a session ask

	@Override
	boolean isEnding() {
		return !this.open && this.closeReason != null;
	}

	@Override
	Outbound outbound() {
		return this.outbound;
	}

	@Override
	FragmentedMessage fragmented(boolean text) {
		return new FragmentedMessage(this.outbound, this.context, text);
	}

	@Override
	Subscription subscribeTo(String topic, boolean pattern) {
		TopicDirectory topics = host().topics();
		return pattern ? topics.subscribeMatching(topic, this) : topics.subscribe(topic, this);
	}

	/**
	 * Whether another message of the peer's may be handled. In the context.
	 */
	boolean hasRoomForAnswers() {
		return this.state != State.OPEN && this.state != State.ANSWERING || this.flusher.hasRoom();
	}

	/**
	 * Whether another message may be decoded before the end of the read. In the context.
	 */
	boolean wantsMore() {
		return hasRoomForAnswers() && (this.state != State.OPEN || this.dispatcher.hasRoom());
	}

	/**
	 * Whether there is room in the send queue, for any thread.
	 */
	boolean isOutputFull() {
		return this.open && this.flusher.isFull();
	}

	boolean isDiscarding() {
		return this.discarding;
	}

	boolean isMoreToCome() {
		return this.dispatcher.isMoreToCome();
	}

	/**
	 * Why the session ended, once it has.
	 * @return the reason
	 */
	public CloseReason closeReason() {
		CloseReason reason = this.closeReason;
		return (reason != null) ? reason : new CloseReason(CloseCode.ABNORMAL, "", Initiator.NETWORK);
	}

	/**
	 * Ends TCP without a closing handshake. Safe from any thread.
	 */
	public void abort() {
		this.context.execute(this.transport::abort);
	}

	/**
	 * Where this session's state may be touched.
	 * @return the context, always the same
	 */
	public SerialContext context() {
		return this.context;
	}

	/**
	 * Sends a published message. In the context; calls nobody back before it returns.
	 * @param message the message, shared with other sessions
	 */
	public void deliver(PublishedMessage message) {
		this.outbound.deliver(message);
	}

	/**
	 * Whether it should get a published message could not be said.
	 * @param failure what was thrown
	 */
	public void conditionFailed(Throwable failure) {
		host().listener().onConditionFailure(this, failure);
	}

	/**
	 * As {@link #deliver}, but does nothing when called again for the same publication.
	 * All calls for one come before those for the next.
	 * @param message the message
	 * @param publication its number
	 */
	public void deliverOnce(PublishedMessage message, long publication) {
		if (isNew(publication)) {
			this.outbound.deliver(message);
		}
	}

	/**
	 * Whether a close was asked for that has not begun: what was published before it is
	 * still to be sent. In the context.
	 */
	boolean isCloseComing() {
		return this.discarding && (this.state == State.OPEN || this.state == State.ANSWERING);
	}

	// What applications ask

	@Override
	public boolean isOpen() {
		return this.open;
	}

	@Override
	public long queuedBytes() {
		return this.flusher.queuedBytes();
	}

}
