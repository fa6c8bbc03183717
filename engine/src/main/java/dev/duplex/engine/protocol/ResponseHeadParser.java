package dev.duplex.engine.protocol;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Reads the head of an HTTP/1.1 response as it arrives (RFC 9112 section 4). Interim
 * responses (1xx but 101) are passed over. Whatever breaks the grammar is refused. Not
 * thread-safe.
 */
public final class ResponseHeadParser {

	private final HeadLines lines = new HeadLines(new Faults());

	private final int maxHeaders;

	private @Nullable String statusLine;

	private int headerCount;

	private final List<Header> headers = new ArrayList<>(8);

	/**
	 * Creates a parser for one response.
	 * @param maxBytes most bytes of the head, and of interim responses before it
	 * @param maxHeaders most header lines of all of them
	 */
	public ResponseHeadParser(int maxBytes, int maxHeaders) {
		this.lines.limit(maxBytes);
		this.maxHeaders = maxHeaders;
	}

	/**
	 * Reads on, up to the end of the head.
	 * @param in the bytes; what follows the head stays in it
	 * @return the response, or {@code null} if there must come more
	 * @throws InvalidResponseException if it is not HTTP/1.1 or passes a limit
	 */
	public @Nullable HandshakeResponse parse(ByteBuffer in) {
		String line;
		while ((line = this.lines.next(in)) != null) {
			String first = this.statusLine;
			if (first == null) {
				checkStatusLine(line);
				this.statusLine = line;
			}
			else if (!line.isEmpty()) {
				if (++this.headerCount > this.maxHeaders) {
					throw new InvalidResponseException("The answer has too many headers.");
				}
				this.headers.add(this.lines.header(line));
			}
			else if (isInterim(status(first))) {
				this.statusLine = null;
				this.headers.clear();
			}
			else {
				return new HandshakeResponse(status(first), first.substring(Math.min(13, first.length())),
						this.headers);
			}
		}
		return null;
	}

	private static boolean isInterim(int status) {
		return status < 200 && status != 101;
	}

	private static int status(String line) {
		return Integer.parseInt(line.substring(9, 12));
	}

	/**
	 * {@code HTTP/1.1 101 Switching Protocols}; the blank behind the code may be missing
	 * with the text.
	 */
	private static void checkStatusLine(String line) {
		boolean valid = line.startsWith("HTTP/1.") && line.length() >= 12 && line.charAt(8) == ' '
				&& (line.length() == 12 || line.charAt(12) == ' ') && line.charAt(9) != '0';
		for (int i : new int[] { 7, 9, 10, 11 }) {
			valid = valid && line.charAt(i) >= '0' && line.charAt(i) <= '9';
		}
		if (!valid) {
			throw new InvalidResponseException("The answer is not HTTP/1.1.");
		}
		if (line.charAt(7) == '0' && status(line) == 101) {
			throw new InvalidResponseException("The answer is HTTP/1.0, which knows no upgrade.");
		}
	}

	private static final class Faults implements HeadLines.Faults {

		@Override
		public RuntimeException tooLong() {
			return new InvalidResponseException("The answer's head is too large.");
		}

		@Override
		public RuntimeException malformed(String what) {
			return new InvalidResponseException("The answer is malformed. " + what);
		}

	}

}
