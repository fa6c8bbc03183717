package dev.duplex.benchmarks.client;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A message to send over and over: masked once, and the answer to compare with laid out
 * once (RFC 6455 section 5.2).
 */
final class Message {

	private static final String WORDS = "{\"id\":123456,\"name\":\"a plain sort of message\",\"tags\":[\"x\",\"y\"],"
			+ "\"value\":3.14159,\"text\":\"the quick brown fox jumps over the lazy dog\"} ";

	private static final byte[] MASKING_KEY = { 0x5a, (byte) 0xc3, 0x17, (byte) 0xe9 };

	private static final int LARGEST_BURST = 64 * 1024;

	private final int opcode;

	private final byte[] payload;

	private final int burst;

	private final ByteBuffer frames;

	private final int frameLength;

	private final ByteBuffer answers;

	private final int answerLength;

	private Message(int opcode, byte[] payload) {
		this.opcode = opcode;
		this.payload = payload;
		byte[] frame = frame(opcode, payload, true);
		byte[] answer = frame(opcode, payload, false);
		this.burst = Math.max(1, LARGEST_BURST / frame.length);
		this.frames = repeat(frame, this.burst);
		this.frameLength = frame.length;
		this.answers = repeat(answer, this.burst);
		this.answerLength = answer.length;
	}

	/**
	 * A text message of ASCII that looks like JSON.
	 * @param size its length in bytes
	 * @return the message
	 */
	static Message text(int size) {
		byte[] words = WORDS.getBytes(StandardCharsets.US_ASCII);
		byte[] payload = new byte[size];
		for (int i = 0; i < size; i++) {
			payload[i] = words[i % words.length];
		}
		return new Message(0x1, payload);
	}

	/**
	 * A binary message.
	 * @param size its length in bytes
	 * @return the message
	 */
	static Message binary(int size) {
		byte[] payload = new byte[size];
		for (int i = 0; i < size; i++) {
			payload[i] = (byte) (i * 131 + 7);
		}
		return new Message(0x2, payload);
	}

	int opcode() {
		return this.opcode;
	}

	byte[] payload() {
		return this.payload;
	}

	/**
	 * How many messages {@link #frames()} and {@link #answers()} hold.
	 */
	int burst() {
		return this.burst;
	}

	/**
	 * The message as the client sends it, many times over. Position and limit are
	 * anybody's.
	 */
	ByteBuffer frames() {
		return this.frames;
	}

	int frameLength() {
		return this.frameLength;
	}

	/**
	 * The message as a server would answer it in one frame, many times over. Position and
	 * limit are anybody's.
	 */
	ByteBuffer answers() {
		return this.answers;
	}

	int answerLength() {
		return this.answerLength;
	}

	static byte[] frame(int opcode, byte[] payload, boolean masked) {
		ByteBuffer frame = ByteBuffer.allocate(14 + payload.length);
		int mask = masked ? 0x80 : 0;
		frame.put((byte) (0x80 | opcode));
		if (payload.length < 126) {
			frame.put((byte) (mask | payload.length));
		}
		else if (payload.length < 65536) {
			frame.put((byte) (mask | 126)).putShort((short) payload.length);
		}
		else {
			frame.put((byte) (mask | 127)).putLong(payload.length);
		}
		if (masked) {
			frame.put(MASKING_KEY);
		}
		for (int i = 0; i < payload.length; i++) {
			frame.put((byte) (masked ? payload[i] ^ MASKING_KEY[i & 3] : payload[i]));
		}
		byte[] bytes = new byte[frame.position()];
		frame.flip().get(bytes);
		return bytes;
	}

	private static ByteBuffer repeat(byte[] frame, int times) {
		ByteBuffer frames = ByteBuffer.allocateDirect(frame.length * times);
		for (int i = 0; i < times; i++) {
			frames.put(frame);
		}
		return frames;
	}

}
