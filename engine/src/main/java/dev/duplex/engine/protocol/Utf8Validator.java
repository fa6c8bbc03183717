package dev.duplex.engine.protocol;

import java.nio.ByteBuffer;

/**
 * Checks UTF-8 as it arrives: the state after any prefix is one {@code int}, and the
 * first byte that cannot belong to a well-formed text is reported at once (RFC 6455
 * section 8.1).
 * <p>
 * The state holds how many continuation bytes are due, and the range that the next one
 * must be in, which is narrower than 80-BF after E0, ED, F0 and F4 (RFC 3629 section 4).
 */
final class Utf8Validator {

	/** Nothing seen, or a whole number of characters. */
	static final int START = 0;

	/** No continuation can make the text well-formed. */
	static final int INVALID = -1;

	private static final long NON_ASCII = 0x8080_8080_8080_8080L;

	private Utf8Validator() {
	}

	/**
	 * Goes on from a state.
	 * @param state the state after the bytes before; not {@link #INVALID}
	 * @param buffer the bytes
	 * @param from the first byte's index
	 * @param to the index after the last byte
	 * @return the state after them
	 */
	static int validate(int state, ByteBuffer buffer, int from, int to) {
		int index = from;
		int current = state;
		while (index < to) {
			if (current == START) {
				while (index <= to - Long.BYTES && (buffer.getLong(index) & NON_ASCII) == 0) {
					index += Long.BYTES;
				}
				if (index == to) {
					return START;
				}
			}
			current = next(current, buffer.get(index++) & 0xFF);
			if (current == INVALID) {
				return INVALID;
			}
		}
		return current;
	}

	/**
	 * Whether a text may end here.
	 * @param state a state
	 * @return whether it is well-formed and no character is cut
	 */
	static boolean isComplete(int state) {
		return state == START;
	}

	private static int next(int state, int b) {
		if (state == START) {
			return first(b);
		}
		int due = state >>> 16;
		if (b < (state >>> 8 & 0xFF) || b > (state & 0xFF)) {
			return INVALID;
		}
		return due == 1 ? START : state(due - 1, 0x80, 0xBF);
	}

	private static int first(int b) {
		if (b < 0x80) {
			return START;
		}
		if (b < 0xC2 || b > 0xF4) {
			return INVALID;
		}
		if (b < 0xE0) {
			return state(1, 0x80, 0xBF);
		}
		return switch (b) {
			case 0xE0 -> state(2, 0xA0, 0xBF);
			case 0xED -> state(2, 0x80, 0x9F);
			case 0xF0 -> state(3, 0x90, 0xBF);
			case 0xF4 -> state(3, 0x80, 0x8F);
			default -> state((b < 0xF0) ? 2 : 3, 0x80, 0xBF);
		};
	}

	private static int state(int due, int low, int high) {
		return due << 16 | low << 8 | high;
	}

}
