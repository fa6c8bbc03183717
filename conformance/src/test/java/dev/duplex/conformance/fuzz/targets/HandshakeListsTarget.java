package dev.duplex.conformance.fuzz.targets;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.duplex.engine.protocol.HandshakeException;
import dev.duplex.engine.protocol.HandshakeRequest;
import dev.duplex.engine.protocol.HandshakeResponse;
import dev.duplex.engine.protocol.Header;
import dev.duplex.engine.protocol.OpeningHandshake;
import dev.duplex.engine.protocol.PerMessageDeflate;
import dev.duplex.engine.tck.HandshakeCase;
import dev.duplex.engine.tck.HandshakeCases;
import dev.duplex.engine.tck.RawRequest;
import org.jspecify.annotations.Nullable;

import static dev.duplex.conformance.fuzz.targets.Splits.require;

/**
 * The lists of extensions and subprotocols in a client's request: taken if and only if
 * they match the grammar, written down here once more as regular expressions. What is
 * answered to an offer of permessage-deflate is what a client may be answered.
 */
public final class HandshakeListsTarget {

	private static final String PROTOCOL = "Sec-WebSocket-Protocol";

	private static final String EXTENSIONS = "Sec-WebSocket-Extensions";

	/** Regular expressions recurse; the engine does not. */
	private static final int MAX_LINE = 1_000;

	private static final String TCHAR = "[!#$%&'*+\\-.^_`|~0-9A-Za-z]";

	private static final String BLANKS = "[ \\t]*+";

	private static final String TOKEN = BLANKS + TCHAR + "++" + BLANKS;

	/** Of a quoted string, what is left without the quotes must be a token, too. */
	private static final String VALUE = "(?:" + TOKEN + "|" + BLANKS + "\"(?:\\\\?" + TCHAR + ")++\"" + BLANKS + ")";

	private static final String EXTENSION = TOKEN + "(?:;" + TOKEN + "(?:=" + VALUE + ")?+)*+";

	/** RFC 6455 section 9.1. */
	private static final Pattern EXTENSION_LIST = Pattern.compile(EXTENSION + "(?:," + EXTENSION + ")*+");

	/** RFC 6455 section 11.3.4. */
	private static final Pattern SUBPROTOCOL_LIST = Pattern.compile(TOKEN + "(?:," + TOKEN + ")*+");

	/** RFC 7692 section 7.1, without the parameter that we never answer. */
	private static final Pattern ANSWER = Pattern.compile("permessage-deflate(?:; server_no_context_takeover)?"
			+ "(?:; client_no_context_takeover)?(?:; server_max_window_bits=(?:[89]|1[0-5]))?");

	private HandshakeListsTarget() {
	}

	/**
	 * Tests one input.
	 * @param input lines in ISO-8859-1: of subprotocols if they begin with {@code p},
	 * else of extensions
	 */
	public static void fuzzerTestOneInput(byte[] input) {
		List<Header> headers = new ArrayList<>(List.of(new Header("Host", "localhost"),
				new Header("Upgrade", "websocket"), new Header("Connection", "Upgrade"),
				new Header("Sec-WebSocket-Key", RawRequest.SAMPLE_KEY), new Header("Sec-WebSocket-Version", "13")));
		for (String line : new String(input, StandardCharsets.ISO_8859_1).split("\n")) {
			if (!line.isEmpty() && line.length() <= MAX_LINE) {
				headers.add(new Header((line.charAt(0) == 'p') ? PROTOCOL : EXTENSIONS, line.substring(1)));
			}
		}
		HandshakeRequest request = new HandshakeRequest("GET", "/", null, headers, false, "localhost", 80,
				new InetSocketAddress(0));
		boolean valid = isValid(request);
		try {
			OpeningHandshake.check(request);
			require(valid, "taken, against the grammar");
			checkAnswer(request, true);
			checkAnswer(request, false);
		}
		catch (HandshakeException ex) {
			require(!valid, "refused, with the grammar");
			require(ex.refusal().status() == 400, "status %d", ex.refusal().status());
		}
	}

	private static boolean isValid(HandshakeRequest request) {
		Set<String> seen = new HashSet<>();
		for (String line : request.headers(PROTOCOL)) {
			if (!SUBPROTOCOL_LIST.matcher(line).matches()) {
				return false;
			}
			for (String subprotocol : line.split(",")) {
				if (!seen.add(subprotocol.trim())) {
					return false;
				}
			}
		}
		return request.headers(EXTENSIONS).stream().allMatch((line) -> EXTENSION_LIST.matcher(line).matches());
	}

	private static void checkAnswer(HandshakeRequest request, boolean contextTakeover) {
		@Nullable PerMessageDeflate answer = PerMessageDeflate.accept(request, contextTakeover);
		if (answer == null) {
			return;
		}
		require(ANSWER.matcher(answer.header()).matches(), "answered %s", answer.header());
		HandshakeResponse response = new HandshakeResponse(101, "", List.of(new Header(EXTENSIONS, answer.header())));
		PerMessageDeflate agreed = PerMessageDeflate.agreed(response, true, contextTakeover);
		require(agreed != null && agreed.serverNoContextTakeover() == answer.serverNoContextTakeover()
				&& agreed.clientNoContextTakeover() == answer.clientNoContextTakeover()
				&& agreed.serverMaxWindowBits() == answer.serverMaxWindowBits(), "answered %s, understood as %s",
				answer, agreed);
	}

	static Stream<byte[]> seeds() {
		Stream<String> offers = Stream.of("xpermessage-deflate; client_max_window_bits",
				"xpermessage-deflate; server_max_window_bits=9; server_no_context_takeover",
				"xpermessage-deflate; server_max_window_bits=7, permessage-deflate; client_no_context_takeover",
				"xpermessage-deflate; client_max_window_bits=\"1\\0\"\npchat, superchat");
		return Stream.concat(offers, HandshakeCases.all().stream().map(HandshakeCase::request).map((request) -> {
			StringBuilder lines = new StringBuilder();
			for (String line : request.lines()) {
				if (line.startsWith(PROTOCOL + ":")) {
					lines.append('p').append(line.substring(PROTOCOL.length() + 1)).append('\n');
				}
				else if (line.startsWith(EXTENSIONS + ":")) {
					lines.append('x').append(line.substring(EXTENSIONS.length() + 1)).append('\n');
				}
			}
			return lines.toString();
		}).filter((lines) -> !lines.isEmpty())).map((lines) -> lines.getBytes(StandardCharsets.ISO_8859_1));
	}

}
