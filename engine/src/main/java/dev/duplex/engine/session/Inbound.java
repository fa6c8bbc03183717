package dev.duplex.engine.session;

import java.nio.ByteBuffer;

import dev.duplex.engine.ConnectionOptions;
import dev.duplex.engine.Limit;
import dev.duplex.engine.PartialMessageHandler;
import dev.duplex.engine.Traffic;
import dev.duplex.engine.protocol.FrameDecoder;
import dev.duplex.engine.protocol.FrameHandler;
import dev.duplex.engine.protocol.FrameLimits;
import dev.duplex.engine.protocol.ProtocolException;
import dev.duplex.engine.protocol.TextValidator;
import org.jspecify.annotations.Nullable;

/**
 * What a session receives: frames become messages, which go to the dispatcher whole;
 * control frames are answered. A message that lies in one piece in the read buffer is not
 * copied.
 */
final class Inbound implements FrameHandler {

	private static final long CONTROL_WINDOW_NANOS = 10_000_000_000L;

	private final Session session;

	private final Traffic.Lane traffic;

	private final FrameDecoder decoder;

	private final TextValidator validator = new TextValidator();

	private final MessageAssembler assembler = new MessageAssembler();

	private final @Nullable Compression compression;

	/** Gives messages on in parts, if the handler wants them so. */
	private final @Nullable PartCutter parts;

	private long controlWindowStart;

	private int controlFrames;

	Inbound(Session session, Traffic.Lane traffic, @Nullable Compression compression) {
		this.session = session;
		this.traffic = traffic;
		this.compression = compression;
		ConnectionOptions options = session.options();
		this.parts = (session.handler() instanceof PartialMessageHandler) ? new PartCutter() : null;
		this.decoder = new FrameDecoder(!session.isClient(),
				new FrameLimits(options.maxFrameSize(), options.maxMessageSize(), options.maxFragments()),
				compression != null);
	}

	/**
	 * Takes bytes.
	 * @return whether more may follow; not after a Close frame
	 * @throws ProtocolException if the connection must be failed
	 * @throws LimitException if the connection must be closed for a limit of ours
	 */
	boolean onBytes(ByteBuffer bytes) {
		return this.decoder.decode(bytes, this);
	}

	/**
	 * Lets go of an unfinished message. No bytes may follow.
	 */
	void end() {
		this.assembler.clear();
		if (this.compression != null) {
			this.compression.endInput();
		}
	}

	@Override
	public void onData(boolean text, boolean compressed, ByteBuffer payload, boolean endOfMessage) {
		if (compressed && this.compression != null) {
			this.compression.inflate(payload, endOfMessage, (bytes, end) -> onPlainData(text, bytes, end));
		}
		else {
			onPlainData(text, payload, endOfMessage);
		}
	}

	private void onPlainData(boolean text, ByteBuffer payload, boolean endOfMessage) {
		if (text) {
			this.validator.check(payload, endOfMessage);
		}
		if (this.parts != null) {
			deliverPart(this.parts, text, payload, endOfMessage);
		}
		else if (!endOfMessage) {
			this.assembler.add(payload);
		}
		else if (this.assembler.isEmpty()) {
			deliver(text, payload, false);
		}
		else {
			this.assembler.add(payload);
			deliver(text, this.assembler.take(), true);
		}
	}

	private void deliverPart(PartCutter cutter, boolean text, ByteBuffer payload, boolean last) {
		ByteBuffer part = text ? cutter.cut(payload, last) : payload;
		if (last) {
			this.traffic.received(text, payload.remaining());
		}
		else {
			this.traffic.receivedPart(text, payload.remaining());
		}
		if (last || part.hasRemaining()) {
			this.session.onPart(text, part, last);
		}
	}

	/**
	 * Answers of the messages before may have filled the send queue; a peer that asks
	 * faster than it reads has to wait. So has one whose messages became large when they
	 * were inflated.
	 */
	@Override
	public boolean wantsMore() {
		return this.session.wantsMore();
	}

	private void deliver(boolean text, ByteBuffer message, boolean owned) {
		this.traffic.received(text, message.remaining());
		this.session.onMessage(text, message, owned);
	}

	@Override
	public void onPing(ByteBuffer payload) {
		countControlFrame();
		this.session.onPing(payload);
	}

	@Override
	public void onPong(ByteBuffer payload) {
		countControlFrame();
		this.session.onPong(payload);
	}

	@Override
	public void onClose(int code, String reason) {
		this.session.onPeerClose(code, reason);
	}

	private void countControlFrame() {
		int limit = this.session.options().maxControlFrames();
		if (limit == -1) {
			return;
		}
		long now = this.session.context().nanoTime();
		if (this.controlFrames == 0 || now - this.controlWindowStart > CONTROL_WINDOW_NANOS) {
			this.controlWindowStart = now;
			this.controlFrames = 0;
		}
		if (++this.controlFrames > limit) {
			throw new LimitException(Limit.CONTROL_FRAMES);
		}
	}

	/**
	 * What a {@link ProtocolException} says about our limits.
	 */
	static @Nullable Limit limitOf(ProtocolException failure) {
		return switch (failure.reason()) {
			case VIOLATION -> null;
			case FRAME_SIZE -> Limit.FRAME_SIZE;
			case MESSAGE_SIZE -> Limit.MESSAGE_SIZE;
			case FRAGMENTS -> Limit.FRAGMENTS;
		};
	}

	/**
	 * A limit was passed that is not a matter of frames.
	 */
	static final class LimitException extends RuntimeException {

		private static final long serialVersionUID = 1L;

		private final Limit limit;

		LimitException(Limit limit) {
			super(limit.name(), null, false, false);
			this.limit = limit;
		}

		Limit limit() {
			return this.limit;
		}

	}

}
