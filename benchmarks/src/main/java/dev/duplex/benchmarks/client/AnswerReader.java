package dev.duplex.benchmarks.client;

import java.nio.ByteBuffer;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * Reads what a server sends on one connection, in whatever pieces it comes, and has every
 * message compared with the one expected. Fragments, control frames and a frame in two
 * reads are for this class; whole frames may be compared many at a time.
 */
final class AnswerReader {

	private static final int RSV1 = 0x40;

	private static final int RSV2_AND_RSV3 = 0x30;

	private static final int CONTINUATION = 0x0;

	private static final int CLOSE = 0x8;

	private static final int PING = 0x9;

	private static final int PONG = 0xA;

	private final Answers answers;

	private final byte[] header = new byte[10];

	private int headerLength;

	private boolean inPayload;

	private long payloadLeft;

	private boolean inMessage;

	private byte[] control = {};

	private int controlLength;

	private byte @Nullable [] ping;

	private boolean closed;

	AnswerReader(Answers answers) {
		this.answers = answers;
	}

	/**
	 * Reads on.
	 * @param bytes the bytes, all consumed unless the server's Close frame is among them
	 * @return how many messages are complete now that were not before
	 * @throws UnexpectedAnswerException if a byte is not as it has to be
	 */
	int read(ByteBuffer bytes) {
		int messages = 0;
		while (bytes.hasRemaining() && !this.closed) {
			int whole = (this.headerLength == 0 && !this.inMessage) ? this.answers.takeWhole(bytes) : 0;
			messages += (whole > 0) ? whole : readSome(bytes);
		}
		return messages;
	}

	/**
	 * Whether the server's Close frame was read.
	 */
	boolean isClosed() {
		return this.closed;
	}

	/**
	 * The payload of the last Ping that was read since this was asked last.
	 */
	byte @Nullable [] takePing() {
		byte[] taken = this.ping;
		this.ping = null;
		return taken;
	}

	private int readSome(ByteBuffer bytes) {
		if (!this.inPayload && !readHeader(bytes)) {
			return 0;
		}
		int length = (int) Math.min(this.payloadLeft, bytes.remaining());
		if (isControl()) {
			bytes.get(this.control, this.controlLength, length);
			this.controlLength += length;
		}
		else {
			this.answers.payload(bytes, length);
		}
		this.payloadLeft -= length;
		return (this.payloadLeft == 0) ? endOfFrame() : 0;
	}

	private boolean readHeader(ByteBuffer bytes) {
		while (bytes.hasRemaining()) {
			this.header[this.headerLength++] = bytes.get();
			if (this.headerLength >= 2 && this.headerLength == neededHeader()) {
				startPayload();
				return true;
			}
		}
		return false;
	}

	private int neededHeader() {
		return switch (this.header[1]) {
			case 126 -> 4;
			case 127 -> 10;
			default -> 2;
		};
	}

	private void startPayload() {
		if (this.header[1] < 0) {
			throw new UnexpectedAnswerException("the server masked a frame");
		}
		boolean first = !isControl() && !this.inMessage;
		if ((this.header[0] & (first ? RSV2_AND_RSV3 : RSV1 | RSV2_AND_RSV3)) != 0) {
			throw new UnexpectedAnswerException("a reserved bit is set");
		}
		ByteBuffer fields = ByteBuffer.wrap(this.header);
		this.payloadLeft = switch (this.header[1]) {
			case 126 -> fields.getShort(2) & 0xFFFF;
			case 127 -> fields.getLong(2);
			default -> this.header[1];
		};
		this.inPayload = true;
		if (isControl()) {
			this.control = new byte[(int) this.payloadLeft];
			this.controlLength = 0;
		}
		else if (first) {
			this.answers.begin(opcode(), (this.header[0] & RSV1) != 0);
		}
		else if (opcode() != CONTINUATION) {
			throw new UnexpectedAnswerException("opcode " + opcode());
		}
	}

	private int endOfFrame() {
		this.inPayload = false;
		this.headerLength = 0;
		if (isControl()) {
			endOfControlFrame();
			return 0;
		}
		this.inMessage = this.header[0] >= 0;
		if (this.inMessage) {
			return 0;
		}
		this.answers.end();
		return 1;
	}

	private void endOfControlFrame() {
		switch (opcode()) {
			case PING -> this.ping = Arrays.copyOf(this.control, this.controlLength);
			case CLOSE -> this.closed = true;
			case PONG -> {
			}
			default -> throw new UnexpectedAnswerException("opcode " + opcode());
		}
	}

	private int opcode() {
		return this.header[0] & 0x0F;
	}

	private boolean isControl() {
		return opcode() >= CLOSE;
	}

}
