package dev.duplex.engine.protocol;

import java.nio.ByteBuffer;

import org.jspecify.annotations.Nullable;

/**
 * Cuts a stream of bytes into frames and checks them (RFC 6455 sections 5.2 to 5.5). Says
 * the same whatever pieces the bytes come in, and keeps nothing of a data frame's
 * payload.
 * <p>
 * The checks come in an order that attacks cannot profit from: reserved bits, mask bit,
 * control-frame rules, opcode, fragmentation, length encoding, limits; only then payload.
 * Not thread-safe.
 */
public final class FrameDecoder {

	private static final int MAX_HEADER = 14;

	private static final int MAX_CONTROL_PAYLOAD = 125;

	private static final int NO_MESSAGE = -1;

	private static final int RSV1 = 0x40;

	private static final int OTHER_RESERVED = 0x30;

	private static final int ALL_RESERVED = RSV1 | OTHER_RESERVED;

	private final boolean fromClient;

	private final FrameLimits limits;

	private final boolean deflateAgreed;

	/**
	 * Bytes of a header or a control payload that arrived in pieces; null when there are
	 * none.
	 */
	private @Nullable ByteBuffer carry;

	private boolean inPayload;

	private boolean fin;

	private int opcode;

	private int maskingKey;

	private long payloadLength;

	private long payloadSeen;

	private int messageOpcode = NO_MESSAGE;

	private boolean messageCompressed;

	private long messageLength;

	private int fragments;

	/**
	 * Creates a decoder.
	 * @param fromClient whether the bytes come from a client, whose frames are masked;
	 * else from a server, whose frames are not (section 5.1)
	 * @param limits what to refuse
	 * @param deflateAgreed whether the first frame of a message may have the bit RSV1,
	 * which says that the message is compressed (RFC 7692 section 6)
	 */
	public FrameDecoder(boolean fromClient, FrameLimits limits, boolean deflateAgreed) {
		this.fromClient = fromClient;
		this.limits = limits;
		this.deflateAgreed = deflateAgreed;
	}

	/**
	 * Whether a message has begun and not ended.
	 * @return whether a fragment or the rest of a frame is due
	 */
	public boolean isInsideMessage() {
		return this.messageOpcode != NO_MESSAGE || this.inPayload;
	}

	/**
	 * Decodes bytes up to the buffer's limit, up to a Close frame, or up to the end of a
	 * message after which the handler wants no more.
	 * @param in a writable big-endian buffer; payload is unmasked in place
	 * @param handler takes the frames; if it throws, the decoder must not be used again
	 * @return {@code true} to go on; {@code false} after a Close frame, when all that
	 * follows must be ignored
	 * @throws ProtocolException if the connection must be failed; then the decoder must
	 * not be used again
	 */
	public boolean decode(ByteBuffer in, FrameHandler handler) {
		while (true) {
			if (!this.inPayload && !readHeader(in)) {
				return true;
			}
			if (Opcode.isControl(this.opcode)) {
				ByteBuffer payload = readControlPayload(in);
				if (payload == null) {
					return true;
				}
				this.inPayload = false;
				if (!deliverControl(payload, handler)) {
					return false;
				}
			}
			else if (!readData(in, handler) || this.messageOpcode == NO_MESSAGE && !handler.wantsMore()) {
				return true;
			}
		}
	}

	private boolean readHeader(ByteBuffer in) {
		int available = in.remaining();
		if (this.carry == null) {
			int length = parseHeader(in, in.position(), available);
			if (length > 0) {
				in.position(in.position() + length);
				return true;
			}
			if (available > 0) {
				this.carry = ByteBuffer.allocate(MAX_HEADER);
				this.carry.put(in);
			}
			return false;
		}
		int before = this.carry.position();
		int copied = Math.min(available, MAX_HEADER - before);
		this.carry.put(before, in, in.position(), copied);
		int length = parseHeader(this.carry, 0, before + copied);
		if (length > 0) {
			this.carry = null;
			in.position(in.position() + length - before);
			return true;
		}
		this.carry.position(before + copied);
		in.position(in.position() + copied);
		return false;
	}

	/**
	 * Reads and checks as much of a header as there is.
	 * @return the header's length, or 0 if more bytes are needed
	 */
	private int parseHeader(ByteBuffer in, int at, int available) {
		if (available < 2) {
			return 0;
		}
		int first = in.get(at) & 0xFF;
		int second = in.get(at + 1) & 0xFF;
		int length7 = second & 0x7F;
		checkFirstBytes(first, second, length7);
		int extended = (length7 < 126) ? 0 : (length7 == 126) ? 2 : 8;
		if (available < 2 + extended) {
			return 0;
		}
		long length = switch (extended) {
			case 0 -> length7;
			case 2 -> in.getShort(at + 2) & 0xFFFF;
			default -> in.getLong(at + 2);
		};
		checkLength(length, extended);
		int total = 2 + extended + (this.fromClient ? 4 : 0);
		if (!Opcode.isControl(first & 0xF)) {
			checkLimits(first, length);
		}
		if (available < total) {
			return 0;
		}
		beginFrame(first, length, this.fromClient ? in.getInt(at + 2 + extended) : 0);
		return total;
	}

	private void checkFirstBytes(int first, int second, int length7) {
		int code = first & 0xF;
		boolean last = (first & 0x80) != 0;
		boolean begins = code == Opcode.TEXT || code == Opcode.BINARY;
		if ((first & (this.deflateAgreed && begins ? OTHER_RESERVED : ALL_RESERVED)) != 0) {
			throw violation("5.2", "reserved bit set");
		}
		if ((second & 0x80) != 0 != this.fromClient) {
			throw violation("5.1", this.fromClient ? "unmasked frame" : "masked frame");
		}
		if (Opcode.isControl(code) && (!last || length7 > MAX_CONTROL_PAYLOAD)) {
			throw violation("5.5", last ? "control frame too long" : "fragmented control frame");
		}
		if (!Opcode.isKnown(code)) {
			throw violation("5.2", "unknown opcode");
		}
		if (code == Opcode.CONTINUATION && this.messageOpcode == NO_MESSAGE) {
			throw violation("5.4", "continuation without a message");
		}
		if (begins && this.messageOpcode != NO_MESSAGE) {
			throw violation("5.4", "new message inside a message");
		}
	}

	private static void checkLength(long length, int extended) {
		if (length < 0) {
			throw violation("5.2", "payload length with the highest bit set");
		}
		if (extended == 2 && length < 126 || extended == 8 && length <= 0xFFFF) {
			throw violation("5.2", "payload length not minimal");
		}
	}

	private void checkLimits(int first, long length) {
		boolean begins = (first & 0xF) != Opcode.CONTINUATION;
		boolean compressed = begins ? (first & RSV1) != 0 : this.messageCompressed;
		int maxFrame = this.limits.maxFrameSize();
		long before = begins ? 0 : this.messageLength;
		int count = begins ? 1 : this.fragments + 1;
		int maxMessage = this.limits.maxMessageSize();
		if (maxMessage != -1 && length > largest(maxMessage, compressed) - before) {
			throw ProtocolException.limit(CloseCode.TOO_BIG, ProtocolException.Cause.MESSAGE_SIZE, "message too big");
		}
		if (maxFrame != -1 && length > largest(maxFrame, compressed)) {
			throw ProtocolException.limit(CloseCode.TOO_BIG, ProtocolException.Cause.FRAME_SIZE, "frame too big");
		}
		if (this.limits.maxFragments() != -1 && count > this.limits.maxFragments()) {
			throw ProtocolException.limit(CloseCode.POLICY_VIOLATION, ProtocolException.Cause.FRAGMENTS,
					"too many fragments");
		}
	}

	/**
	 * Bytes that cannot be compressed become a little more by it.
	 */
	private static long largest(int limit, boolean compressed) {
		return compressed ? MessageDeflater.bound(limit) : limit;
	}

	private void beginFrame(int first, long length, int key) {
		this.fin = (first & 0x80) != 0;
		this.opcode = first & 0xF;
		this.maskingKey = key;
		this.payloadLength = length;
		this.payloadSeen = 0;
		this.inPayload = true;
		if (Opcode.isControl(this.opcode)) {
			return;
		}
		if (this.opcode != Opcode.CONTINUATION) {
			this.messageOpcode = this.opcode;
			this.messageCompressed = (first & RSV1) != 0;
			this.messageLength = 0;
			this.fragments = 0;
		}
		this.messageLength += length;
		this.fragments++;
	}

	private boolean readData(ByteBuffer in, FrameHandler handler) {
		int position = in.position();
		int limit = in.limit();
		int length = (int) Math.min(this.payloadLength - this.payloadSeen, limit - position);
		boolean frameEnds = this.payloadSeen + length == this.payloadLength;
		if (length == 0 && !frameEnds) {
			return false;
		}
		int end = position + length;
		Masking.apply(in, position, end, this.maskingKey, (int) this.payloadSeen);
		this.payloadSeen += length;
		boolean text = this.messageOpcode == Opcode.TEXT;
		boolean messageEnds = frameEnds && this.fin;
		if (frameEnds) {
			this.inPayload = false;
		}
		if (messageEnds) {
			this.messageOpcode = NO_MESSAGE;
		}
		in.limit(end);
		handler.onData(text, this.messageCompressed, in, messageEnds);
		in.limit(limit).position(end);
		return frameEnds;
	}

	private @Nullable ByteBuffer readControlPayload(ByteBuffer in) {
		int length = (int) this.payloadLength;
		ByteBuffer payload;
		if (this.carry == null && in.remaining() >= length) {
			payload = in.slice(in.position(), length);
			in.position(in.position() + length);
		}
		else {
			if (this.carry == null) {
				this.carry = ByteBuffer.allocate(length);
			}
			int copied = Math.min(in.remaining(), this.carry.remaining());
			this.carry.put(this.carry.position(), in, in.position(), copied);
			this.carry.position(this.carry.position() + copied);
			in.position(in.position() + copied);
			if (this.carry.hasRemaining()) {
				return null;
			}
			payload = this.carry.flip();
			this.carry = null;
		}
		Masking.apply(payload, 0, length, this.maskingKey, 0);
		return payload;
	}

	private boolean deliverControl(ByteBuffer payload, FrameHandler handler) {
		switch (this.opcode) {
			case Opcode.PING -> handler.onPing(payload);
			case Opcode.PONG -> handler.onPong(payload);
			default -> {
				deliverClose(payload, handler);
				return false;
			}
		}
		return true;
	}

	private static void deliverClose(ByteBuffer payload, FrameHandler handler) {
		if (!payload.hasRemaining()) {
			handler.onClose(CloseCode.NO_STATUS, "");
			return;
		}
		if (payload.remaining() == 1) {
			throw violation("5.5.1", "close frame with one byte");
		}
		int code = payload.getShort() & 0xFFFF;
		if (!CloseCode.isValidOnWire(code)) {
			throw violation("7.4", "close code not allowed");
		}
		if (!Utf8.isWellFormed(payload)) {
			throw new ProtocolException(CloseCode.INVALID_PAYLOAD, "5.5.1", "close reason is not UTF-8");
		}
		handler.onClose(code, Utf8.decode(payload));
	}

	private static ProtocolException violation(String section, String message) {
		return new ProtocolException(CloseCode.PROTOCOL_ERROR, section, message);
	}

}
