package dev.duplex.engine.protocol;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Text to bytes and back (RFC 6455 sections 5.6 and 8.1, RFC 3629).
 */
public final class Utf8 {

	private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

	private static final long QUESTION_MARKS = 0x3F3F_3F3F_3F3F_3F3FL;

	private static final long ONES = 0x0101_0101_0101_0101L;

	private static final long HIGH_BITS = 0x8080_8080_8080_8080L;

	private Utf8() {
	}

	/**
	 * Encodes text.
	 * @param text the text
	 * @return its bytes, in a new array
	 * @throws IllegalArgumentException if the text has an unpaired surrogate
	 */
	public static byte[] encode(String text) {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		// The JDK's intrinsic encoder writes '?' for an unpaired surrogate, so only text
		// whose bytes hold a '?' has to be looked at char by char.
		if (containsQuestionMark(bytes)) {
			requirePairedSurrogates(text);
		}
		return bytes;
	}

	/**
	 * Decodes bytes that are known to be well-formed.
	 * @param utf8 the bytes, from position to limit, which stay as they are
	 * @return the text
	 */
	public static String decode(ByteBuffer utf8) {
		int length = utf8.remaining();
		if (utf8.hasArray()) {
			return new String(utf8.array(), utf8.arrayOffset() + utf8.position(), length, StandardCharsets.UTF_8);
		}
		byte[] bytes = new byte[length];
		utf8.get(utf8.position(), bytes);
		return new String(bytes, StandardCharsets.UTF_8);
	}

	/**
	 * Whether bytes are one well-formed text.
	 * @param utf8 the bytes, from position to limit, which stay as they are
	 * @return whether they are well-formed and complete
	 */
	public static boolean isWellFormed(ByteBuffer utf8) {
		return Utf8Validator
			.isComplete(Utf8Validator.validate(Utf8Validator.START, utf8, utf8.position(), utf8.limit()));
	}

	private static boolean containsQuestionMark(byte[] bytes) {
		int index = 0;
		for (; index <= bytes.length - Long.BYTES; index += Long.BYTES) {
			long difference = (long) LONGS.get(bytes, index) ^ QUESTION_MARKS;
			if ((difference - ONES & ~difference & HIGH_BITS) != 0) {
				return true;
			}
		}
		for (; index < bytes.length; index++) {
			if (bytes[index] == '?') {
				return true;
			}
		}
		return false;
	}

	private static void requirePairedSurrogates(String text) {
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			if (!Character.isSurrogate(c)) {
				continue;
			}
			if (Character.isLowSurrogate(c) || i + 1 == text.length()
					|| !Character.isLowSurrogate(text.charAt(i + 1))) {
				throw new IllegalArgumentException("text has an unpaired surrogate at index " + i);
			}
			i++;
		}
	}

	/**
	 * How many bytes at the end belong to a character that is not there whole.
	 * @param text the beginning of a well-formed text, from position to limit, which stay
	 * as they are
	 * @return 0 to 3
	 */
	public static int incompleteTail(ByteBuffer text) {
		int end = text.limit();
		for (int count = 1; count <= 3 && count <= text.remaining(); count++) {
			int b = text.get(end - count) & 0xFF;
			if (b < 0x80) {
				return 0;
			}
			if (b >= 0xC0) {
				int size = (b < 0xE0) ? 2 : (b < 0xF0) ? 3 : 4;
				return (size > count) ? count : 0;
			}
		}
		return 0;
	}

}
