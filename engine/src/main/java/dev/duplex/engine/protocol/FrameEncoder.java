package dev.duplex.engine.protocol;

import java.nio.ByteBuffer;

/**
 * Writes unmasked frames, as a server sends them (RFC 6455 section 5.2), always
 * unfragmented and with the shortest length encoding.
 */
public final class FrameEncoder {

	/** Added to an opcode: the message is compressed (RFC 7692 section 6). */
	public static final int COMPRESSED = 0x40;

	/** Most bytes before the payload. */
	public static final int MAX_HEADER = 10;

	private static final int FIN = 0x80;

	private static final int MAX_CONTROL_PAYLOAD = 125;

	private FrameEncoder() {
	}

	/**
	 * How many bytes come before a payload.
	 * @param payloadLength the payload's length
	 * @return 2, 4 or 10
	 */
	public static int headerLength(int payloadLength) {
		return (payloadLength < 126) ? 2 : (payloadLength <= 0xFFFF) ? 4 : 10;
	}

	/**
	 * Writes a frame's header at the position.
	 * @param out a big-endian buffer with room for it
	 * @param opcode the opcode, perhaps with {@link #COMPRESSED}
	 * @param payloadLength the payload's length
	 */
	public static void putHeader(ByteBuffer out, int opcode, int payloadLength) {
		out.put((byte) (FIN | opcode));
		if (payloadLength < 126) {
			out.put((byte) payloadLength);
		}
		else if (payloadLength <= 0xFFFF) {
			out.put((byte) 126).putShort((short) payloadLength);
		}
		else {
			out.put((byte) 127).putLong(payloadLength);
		}
	}

	/**
	 * Makes a whole frame.
	 * @param opcode the opcode, perhaps with {@link #COMPRESSED}
	 * @param payload the payload, from position to limit, which stay as they are
	 * @return header and payload in a new array
	 */
	public static byte[] frame(int opcode, ByteBuffer payload) {
		int length = payload.remaining();
		byte[] frame = new byte[headerLength(length) + length];
		ByteBuffer out = ByteBuffer.wrap(frame);
		putHeader(out, opcode, length);
		payload.get(payload.position(), frame, out.position(), length);
		return frame;
	}

	/**
	 * Makes a whole frame.
	 * @param opcode the opcode, perhaps with {@link #COMPRESSED}
	 * @param payload the payload
	 * @return header and payload in a new array
	 */
	public static byte[] frame(int opcode, byte[] payload) {
		return frame(opcode, ByteBuffer.wrap(payload));
	}

	/**
	 * Makes a Close frame (section 5.5.1).
	 * @param code the close code; 1005 for a frame without code and reason
	 * @param reason the reason
	 * @return the frame in a new array
	 * @throws IllegalArgumentException if the reason is longer than 123 bytes in UTF-8 or
	 * has an unpaired surrogate
	 */
	public static byte[] close(int code, String reason) {
		if (code == CloseCode.NO_STATUS) {
			return frame(Opcode.CLOSE, new byte[0]);
		}
		byte[] utf8 = reason.isEmpty() ? new byte[0] : Utf8.encode(reason);
		if (utf8.length > MAX_CONTROL_PAYLOAD - 2) {
			throw new IllegalArgumentException("close reason is longer than 123 bytes in UTF-8");
		}
		byte[] payload = new byte[2 + utf8.length];
		ByteBuffer.wrap(payload).putShort((short) code).put(utf8);
		return frame(Opcode.CLOSE, payload);
	}

	/**
	 * Checks a control frame's payload.
	 * @param payload the payload
	 * @throws IllegalArgumentException if it is longer than 125 bytes (section 5.5)
	 */
	public static void requireControlPayload(ByteBuffer payload) {
		if (payload.remaining() > MAX_CONTROL_PAYLOAD) {
			throw new IllegalArgumentException("control frame payload is longer than 125 bytes");
		}
	}

}
