package dev.duplex.conformance.suite;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Bytes from here and there.
 */
public final class Bytes {

	private Bytes() {
	}

	/**
	 * One after another.
	 * @param parts the parts
	 * @return all of them
	 */
	public static byte[] join(byte[]... parts) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		for (byte[] part : parts) {
			bytes.writeBytes(part);
		}
		return bytes.toByteArray();
	}

	/**
	 * Text of ASCII.
	 * @param text the text
	 * @return its bytes
	 */
	public static byte[] ascii(String text) {
		return text.getBytes(StandardCharsets.US_ASCII);
	}

}
