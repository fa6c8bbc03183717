package dev.duplex.engine.tck;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Bytes as RFC 6455 shows them: pairs of hexadecimal digits between blanks. {@code K} is
 * the masking key 00 00 00 00, with which payload shows as it is; {@code 61*125} is a
 * byte so many times.
 */
public final class Hex {

	private Hex() {
	}

	/**
	 * Reads the notation.
	 * @param text bytes in the notation
	 * @return the bytes
	 */
	public static byte[] bytes(String text) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		for (String token : text.trim().split(" +")) {
			if (token.equals("K")) {
				bytes.writeBytes(new byte[4]);
				continue;
			}
			int star = token.indexOf('*');
			int times = (star < 0) ? 1 : Integer.parseInt(token, star + 1, token.length(), 10);
			byte[] pair = HexFormat.of().parseHex((star < 0) ? token : token.substring(0, star));
			for (int i = 0; i < times; i++) {
				bytes.writeBytes(pair);
			}
		}
		return bytes.toByteArray();
	}

	/**
	 * Shows bytes; of more than 64 the first, and a hash of all.
	 * @param bytes the bytes
	 * @return pairs of digits between blanks
	 */
	public static String show(byte[] bytes) {
		HexFormat format = HexFormat.ofDelimiter(" ").withUpperCase();
		return (bytes.length <= 64) ? format.formatHex(bytes) : format.formatHex(bytes, 0, 64)
				+ " ... (%d bytes, hash %08X)".formatted(bytes.length, Arrays.hashCode(bytes));
	}

}
