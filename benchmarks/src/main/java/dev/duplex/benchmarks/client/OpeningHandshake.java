package dev.duplex.benchmarks.client;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * The opening handshake of one connection (RFC 6455 section 4.1).
 */
final class OpeningHandshake {

	// The example of RFC 6455 section 1.3: nothing here depends on the key being random.
	private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

	private static final String ACCEPT = "s3pplmbitxaq9kygzzhzrbk+xoo=";

	private static final String EXTENSIONS = "sec-websocket-extensions:";

	private static final int LARGEST_RESPONSE = 8192;

	private final Script script;

	private final StringBuilder response = new StringBuilder();

	OpeningHandshake(Script script) {
		this.script = script;
	}

	byte[] request(Target target) {
		String offer = this.script.offer();
		return ("GET " + target.path() + " HTTP/1.1\r\nHost: localhost:" + target.port()
				+ "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
				+ KEY + "\r\n" + ((offer != null) ? "Sec-WebSocket-Extensions: " + offer + "\r\n" : "") + "\r\n")
			.getBytes(StandardCharsets.US_ASCII);
	}

	/**
	 * Reads the response, and nothing behind it.
	 * @param input what arrived
	 * @return whether it is whole, and as it has to be
	 */
	boolean read(ByteBuffer input) {
		while (input.hasRemaining()) {
			this.response.append((char) (input.get() & 0xFF));
			int length = this.response.length();
			if (length > LARGEST_RESPONSE) {
				throw new UnexpectedAnswerException("endless handshake response");
			}
			if (length >= 4 && this.response.indexOf("\r\n\r\n", length - 4) >= 0) {
				check(this.response.toString().toLowerCase(Locale.ROOT));
				return true;
			}
		}
		return false;
	}

	private void check(String head) {
		if (!head.startsWith("http/1.1 101 ") || !head.contains("sec-websocket-accept: " + ACCEPT + "\r\n")) {
			throw new UnexpectedAnswerException("handshake response " + head.lines().findFirst().orElse(""));
		}
		this.script.check(extensions(head));
	}

	private static @Nullable String extensions(String head) {
		return head.lines()
			.filter((line) -> line.startsWith(EXTENSIONS))
			.map((line) -> line.substring(EXTENSIONS.length()).strip())
			.findFirst()
			.orElse(null);
	}

}
