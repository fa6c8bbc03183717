package dev.duplex.engine.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * Cuts the head of an HTTP/1.1 message into lines as it arrives (RFC 9112 sections 2 to
 * 5), byte by byte and each byte once, so that neither many small pieces nor an endless
 * head costs more than its limit. Not thread-safe.
 */
final class HeadLines {

	private static final int INITIAL_LINE = 128;

	private final Faults faults;

	private byte[] line = new byte[INITIAL_LINE];

	private int lineLength;

	private boolean afterCarriageReturn;

	private int limit;

	private int count;

	/**
	 * Makes the exceptions for a head that must be refused.
	 */
	interface Faults {

		RuntimeException tooLong();

		RuntimeException malformed(String what);

	}

	HeadLines(Faults faults) {
		this.faults = faults;
	}

	/**
	 * Limits all lines from now on, together.
	 * @param bytes most bytes, without those that end lines
	 */
	void limit(int bytes) {
		this.limit = bytes;
		this.count = 0;
	}

	/**
	 * Reads on, up to the end of a line.
	 * @param in the bytes; what follows the line stays in it
	 * @return the line without what ends it, or {@code null} if there must come more
	 */
	@Nullable String next(ByteBuffer in) {
		while (in.hasRemaining()) {
			byte b = in.get();
			if (this.afterCarriageReturn) {
				if (b != '\n') {
					throw this.faults.malformed("Carriage return without line feed.");
				}
				this.afterCarriageReturn = false;
				String text = new String(this.line, 0, this.lineLength, StandardCharsets.ISO_8859_1);
				this.lineLength = 0;
				return text;
			}
			if (b == '\r') {
				this.afterCarriageReturn = true;
			}
			else {
				append(b);
			}
		}
		return null;
	}

	private void append(byte b) {
		if (b >= 0 && b < ' ' && b != '\t' || b == 0x7F) {
			throw this.faults.malformed("Control character in the head.");
		}
		if (++this.count > this.limit) {
			throw this.faults.tooLong();
		}
		if (this.lineLength == this.line.length) {
			this.line = Arrays.copyOf(this.line, this.line.length * 2);
		}
		this.line[this.lineLength++] = b;
	}

	/**
	 * Reads a header line.
	 */
	Header header(String text) {
		int colon = text.indexOf(':');
		String name = (colon <= 0) ? "" : text.substring(0, colon);
		// A blank before the colon or at the start of the line (folding) is not a
		// token's.
		if (!HttpGrammar.isToken(name)) {
			throw this.faults.malformed("Malformed header.");
		}
		return CommonHeaders.share(new Header(name, HttpGrammar.trim(text.substring(colon + 1))));
	}

}
