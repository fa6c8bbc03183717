package dev.duplex.engine.tck;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The head of an HTTP request, line by line, so that any of them can be wrong. Immutable.
 *
 * @param lines the request line and the header lines, without line ends
 */
public record RawRequest(List<String> lines) {

	/** The key of RFC 6455 section 1.3. */
	public static final String SAMPLE_KEY = "dGhlIHNhbXBsZSBub25jZQ==";

	/** The answer to it. */
	public static final String SAMPLE_ACCEPT = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

	/**
	 * A valid opening handshake.
	 * @param path the path
	 * @return the request
	 */
	public static RawRequest handshake(String path) {
		return new RawRequest(List.of("GET " + path + " HTTP/1.1", "Host: localhost", "Upgrade: websocket",
				"Connection: Upgrade", "Sec-WebSocket-Key: " + SAMPLE_KEY, "Sec-WebSocket-Version: 13"));
	}

	/**
	 * With another request line.
	 * @param requestLine the line
	 * @return the request
	 */
	public RawRequest requestLine(String requestLine) {
		List<String> changed = new ArrayList<>(this.lines);
		changed.set(0, requestLine);
		return new RawRequest(changed);
	}

	/**
	 * With one more line at the end.
	 * @param line the line
	 * @return the request
	 */
	public RawRequest with(String line) {
		List<String> changed = new ArrayList<>(this.lines);
		changed.add(line);
		return new RawRequest(changed);
	}

	/**
	 * Without a header.
	 * @param name the header's name
	 * @return the request
	 */
	public RawRequest without(String name) {
		List<String> changed = new ArrayList<>(this.lines);
		String start = name.toLowerCase(Locale.ROOT) + ":";
		changed.removeIf((line) -> line.toLowerCase(Locale.ROOT).startsWith(start));
		return new RawRequest(changed);
	}

	/**
	 * With a line in the place of the header of the same name.
	 * @param line the line
	 * @return the request
	 */
	public RawRequest replace(String line) {
		return without(line.substring(0, line.indexOf(':'))).with(line);
	}

	/**
	 * The bytes.
	 * @return the bytes, in ISO-8859-1
	 */
	public byte[] bytes() {
		return (String.join("\r\n", this.lines) + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1);
	}

}
