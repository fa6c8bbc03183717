package dev.duplex.engine.protocol;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Masking of payload (RFC 6455 section 5.3): the same operation both ways.
 */
public final class Masking {

	private Masking() {
	}

	/**
	 * Masks or unmasks bytes in place, eight at a time. Position and limit stay.
	 * @param buffer a writable big-endian buffer
	 * @param from the first byte's index
	 * @param to the index after the last byte
	 * @param key the masking key, first byte highest
	 * @param phase how many bytes of the payload came before {@code from}; only its two
	 * low bits count
	 */
	public static void apply(ByteBuffer buffer, int from, int to, int key, int phase) {
		if (key == 0) {
			return;
		}
		assert buffer.order() == ByteOrder.BIG_ENDIAN;
		int rotated = Integer.rotateLeft(key, (phase & 3) << 3);
		long wide = (long) rotated << 32 | rotated & 0xFFFF_FFFFL;
		int index = from;
		for (; index <= to - Long.BYTES; index += Long.BYTES) {
			buffer.putLong(index, buffer.getLong(index) ^ wide);
		}
		for (int shift = 24; index < to; index++, shift -= 8) {
			buffer.put(index, (byte) (buffer.get(index) ^ rotated >>> (shift & 0x1F)));
		}
	}

}
