package dev.duplex.engine.protocol;

import java.nio.ByteBuffer;

/**
 * Writes frames (RFC 6455 section 5.2), with the shortest length encoding: unmasked, as a
 * server sends them, or masked, as a client does.
 */
public final class FrameEncoder {

	/** Added to an opcode: the message is compressed (RFC 7692 section 6). */
	public static final int COMPRESSED = 0x40;

	/** Added to an opcode: more fragments of the message follow (section 5.4). */
	public static final int MORE = 0x80;

	/** Most bytes before the payload. */
	public static final int MAX_HEADER = 14;

	private static final int MASKED = 0x80;

	private static final int KEY_LENGTH = 4;

	private static final int FIN = 0x80;

	private static final int MAX_CONTROL_PAYLOAD = 125;

	private FrameEncoder() {
	}

	/**
	 * How many bytes come before a payload that is not masked.
	 * @param payloadLength the payload's length
	 * @return 2, 4 or 10
	 */
	public static int headerLength(int payloadLength) {
		return (payloadLength < 126) ? 2 : (payloadLength <= 0xFFFF) ? 4 : 10;
	}

	/**
	 * Writes the header of an unmasked frame at the position.
	 * @param out a big-endian buffer with room for it
	 * @param opcode the opcode, perhaps with {@link #COMPRESSED} and {@link #MORE}
	 * @param payloadLength the payload's length
	 */
	public static void putHeader(ByteBuffer out, int opcode, int payloadLength) {
		putHeader(out, opcode, payloadLength, 0);
	}

	/**
	 * Writes the header of a masked frame at the position.
	 * @param out a big-endian buffer with room for it
	 * @param opcode the opcode, perhaps with {@link #COMPRESSED} and {@link #MORE}
	 * @param payloadLength the payload's length
	 * @param maskingKey the key that the payload will be masked with
	 */
	public static void putMaskedHeader(ByteBuffer out, int opcode, int payloadLength, int maskingKey) {
		putHeader(out, opcode, payloadLength, MASKED);
		out.putInt(maskingKey);
	}

	private static void putHeader(ByteBuffer out, int opcode, int payloadLength, int maskBit) {
		// MORE stands where FIN does, so that the opcode of a whole message is plain.
		out.put((byte) (FIN ^ opcode));
		if (payloadLength < 126) {
			out.put((byte) (maskBit | payloadLength));
		}
		else if (payloadLength <= 0xFFFF) {
			out.put((byte) (maskBit | 126)).putShort((short) payloadLength);
		}
		else {
			out.put((byte) (maskBit | 127)).putLong(payloadLength);
		}
	}

	/**
	 * Makes an unmasked frame.
	 * @param opcode the opcode, perhaps with {@link #COMPRESSED} and {@link #MORE}
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
	 * Makes a frame that is still to be masked by {@link #mask}.
	 * @param opcode the opcode, perhaps with {@link #COMPRESSED} and {@link #MORE}
	 * @param payload the payload, from position to limit, which stay as they are
	 * @return header, a key of zeros and the payload as it is, in a new array
	 */
	public static byte[] maskableFrame(int opcode, ByteBuffer payload) {
		int length = payload.remaining();
		byte[] frame = new byte[headerLength(length) + KEY_LENGTH + length];
		ByteBuffer out = ByteBuffer.wrap(frame);
		putMaskedHeader(out, opcode, length, 0);
		payload.get(payload.position(), frame, out.position(), length);
		return frame;
	}

	/**
	 * Masks a frame in place (section 5.3).
	 * @param frame what {@link #maskableFrame} made
	 * @param maskingKey an unpredictable key
	 */
	public static void mask(byte[] frame, int maskingKey) {
		int length7 = frame[1] & 0x7F;
		int header = ((length7 < 126) ? 2 : (length7 == 126) ? 4 : 10) + KEY_LENGTH;
		ByteBuffer buffer = ByteBuffer.wrap(frame).putInt(header - KEY_LENGTH, maskingKey);
		Masking.apply(buffer, header, frame.length, maskingKey, 0);
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
	 * Makes the payload of a Close frame (section 5.5.1).
	 * @param code the close code; 1005 for a frame without code and reason
	 * @param reason the reason
	 * @return the payload in a new array
	 * @throws IllegalArgumentException if the reason is longer than 123 bytes in UTF-8 or
	 * has an unpaired surrogate
	 */
	public static byte[] closePayload(int code, String reason) {
		if (code == CloseCode.NO_STATUS) {
			return new byte[0];
		}
		byte[] utf8 = reason.isEmpty() ? new byte[0] : Utf8.encode(reason);
		if (utf8.length > MAX_CONTROL_PAYLOAD - 2) {
			throw new IllegalArgumentException("close reason is longer than 123 bytes in UTF-8");
		}
		byte[] payload = new byte[2 + utf8.length];
		ByteBuffer.wrap(payload).putShort((short) code).put(utf8);
		return payload;
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
