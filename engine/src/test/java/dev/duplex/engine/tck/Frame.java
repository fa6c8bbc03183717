package dev.duplex.engine.tck;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import dev.duplex.engine.protocol.Opcode;

/**
 * A frame (RFC 6455 section 5.2), built here byte by byte so that the engine is not
 * checked with its own encoder.
 *
 * @param first the first byte: FIN, the reserved bits and the opcode
 * @param payload the payload, unmasked
 */
public record Frame(int first, byte[] payload) {

	private static final int FIN = 0x80;

	/**
	 * The last or only frame of a message, or a control frame.
	 * @param opcode the opcode
	 * @param payload the payload
	 * @return the frame
	 */
	public static Frame of(int opcode, byte[] payload) {
		return new Frame(FIN | opcode, payload);
	}

	/**
	 * A frame that others follow.
	 * @param opcode the opcode
	 * @param payload the payload
	 * @return the frame
	 */
	public static Frame fragment(int opcode, byte[] payload) {
		return new Frame(opcode, payload);
	}

	/**
	 * A text message.
	 * @param text the text
	 * @return the frame
	 */
	public static Frame text(String text) {
		return of(Opcode.TEXT, text.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * A binary message.
	 * @param payload the payload
	 * @return the frame
	 */
	public static Frame binary(byte[] payload) {
		return of(Opcode.BINARY, payload);
	}

	/**
	 * A Ping.
	 * @param payload the payload
	 * @return the frame
	 */
	public static Frame ping(String payload) {
		return of(Opcode.PING, payload.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * A Pong.
	 * @param payload the payload
	 * @return the frame
	 */
	public static Frame pong(String payload) {
		return of(Opcode.PONG, payload.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * A Close frame with a code.
	 * @param code the close code
	 * @return the frame
	 */
	public static Frame close(int code) {
		return close(code, "");
	}

	/**
	 * A Close frame with a code and a reason.
	 * @param code the close code
	 * @param reason the reason
	 * @return the frame
	 */
	public static Frame close(int code, String reason) {
		byte[] utf8 = reason.getBytes(StandardCharsets.UTF_8);
		return of(Opcode.CLOSE, ByteBuffer.allocate(2 + utf8.length).putShort((short) code).put(utf8).array());
	}

	/**
	 * The opcode.
	 * @return four bits
	 */
	public int opcode() {
		return this.first & 0xF;
	}

	/**
	 * Whether this is a Close frame.
	 * @return whether it is
	 */
	public boolean isClose() {
		return opcode() == Opcode.CLOSE;
	}

	/**
	 * The code of a Close frame.
	 * @return the code, 1005 if the frame has none
	 */
	public int closeCode() {
		return (this.payload.length == 0) ? 1005 : ByteBuffer.wrap(this.payload).getShort() & 0xFFFF;
	}

	/**
	 * The reason of a Close frame.
	 * @return the reason, or empty
	 */
	public String closeReason() {
		return (this.payload.length < 2) ? ""
				: new String(this.payload, 2, this.payload.length - 2, StandardCharsets.UTF_8);
	}

	/**
	 * The payload as text.
	 * @return the text
	 */
	public String text() {
		return new String(this.payload, StandardCharsets.UTF_8);
	}

	/**
	 * As a client sends it, with a key that depends on the payload's length only.
	 * @return the bytes, masked
	 */
	public byte[] masked() {
		return masked(0x9E3779B9 * (this.payload.length + 1));
	}

	/**
	 * As a client sends it.
	 * @param key the masking key, first byte highest
	 * @return the bytes, masked
	 */
	public byte[] masked(int key) {
		ByteBuffer out = header(0x80, 4).putInt(key);
		for (int i = 0; i < this.payload.length; i++) {
			out.put((byte) (this.payload[i] ^ key >>> 24 - 8 * (i & 3)));
		}
		return out.array();
	}

	/**
	 * As a server sends it.
	 * @return the bytes, not masked
	 */
	public byte[] unmasked() {
		return header(0, 0).put(this.payload).array();
	}

	private ByteBuffer header(int maskBit, int keyLength) {
		int length = this.payload.length;
		int extended = (length < 126) ? 0 : (length <= 0xFFFF) ? 2 : 8;
		ByteBuffer out = ByteBuffer.allocate(2 + extended + keyLength + length);
		out.put((byte) this.first);
		switch (extended) {
			case 0 -> out.put((byte) (maskBit | length));
			case 2 -> out.put((byte) (maskBit | 126)).putShort((short) length);
			default -> out.put((byte) (maskBit | 127)).putLong(length);
		}
		return out;
	}

	@Override
	public boolean equals(Object other) {
		return other instanceof Frame frame && frame.first == this.first && Arrays.equals(frame.payload, this.payload);
	}

	@Override
	public int hashCode() {
		return 31 * this.first + Arrays.hashCode(this.payload);
	}

	@Override
	public String toString() {
		return "%02X [%s]".formatted(this.first, Hex.show(this.payload));
	}

}
