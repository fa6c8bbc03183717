package dev.duplex.benchmarks;

import java.util.Arrays;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.duplex.benchmarks.client.Script;
import org.jspecify.annotations.Nullable;

/**
 * One thing to measure. Written as {@code echo-100x16x128} (connections, messages in
 * flight on each, bytes of a message), {@code connect-50} (connections at the same time)
 * or {@code idle-10000} (connections), with a variant's suffix behind it.
 *
 * @param name what is written
 * @param kind what is done
 * @param connections how many connections
 * @param inFlight how many messages in flight on each
 * @param size bytes of a message
 * @param variant what goes over the connections
 */
record Cell(String name, Kind kind, int connections, int inFlight, int size, Variant variant) {

	private static final Pattern ECHO = Pattern.compile("echo-(\\d+)x(\\d+)x(\\d+)(-[a-z-]+)?");

	private static final Pattern OTHER = Pattern.compile("(connect|idle)-(\\d+)(-[a-z-]+)?");

	private static final int SMALL = 32;

	/** What idle connections with compression have echoed. */
	private static final int COMPRESSED = 1024;

	/**
	 * More than a window of 32 KiB: a compressor's memory is the process's only where it
	 * was written to.
	 */
	private static final int COMPRESSED_BEFORE_IDLE = 40;

	enum Kind {

		ECHO(Variant.TEXT, Variant.BINARY, Variant.DEFLATE, Variant.DEFLATE_TAKEOVER, Variant.TLS,
				Variant.SLOW_REQUESTS),

		CONNECT(Variant.TEXT),

		IDLE(Variant.TEXT, Variant.DEFLATE, Variant.DEFLATE_TAKEOVER, Variant.TLS);

		private final Set<Variant> variants;

		Kind(Variant... variants) {
			this.variants = Set.of(variants);
		}

	}

	static Cell parse(String name) {
		Matcher echo = ECHO.matcher(name);
		if (echo.matches()) {
			return new Cell(name, Kind.ECHO, number(echo, 1), number(echo, 2), number(echo, 3),
					variant(name, Kind.ECHO, echo.group(4)));
		}
		Matcher other = OTHER.matcher(name);
		if (other.matches()) {
			Kind kind = other.group(1).equals("idle") ? Kind.IDLE : Kind.CONNECT;
			Variant variant = variant(name, kind, other.group(3));
			return new Cell(name, kind, number(other, 2), 1, variant.isDeflate() ? COMPRESSED : SMALL, variant);
		}
		throw unknown(name);
	}

	private static Variant variant(String name, Kind kind, @Nullable String suffix) {
		return Arrays.stream(Variant.values())
			.filter((variant) -> variant.suffix().equals((suffix != null) ? suffix : ""))
			.filter(kind.variants::contains)
			.findFirst()
			.orElseThrow(() -> unknown(name));
	}

	private static IllegalArgumentException unknown(String name) {
		return new IllegalArgumentException("\"" + name + "\" is no cell: echo-100x16x128, connect-50 or idle-10000,"
				+ " echo and idle with -deflate, -deflate-takeover or -tls behind it, echo with -binary or"
				+ " -slow-requests");
	}

	private static int number(Matcher matcher, int group) {
		int number = Integer.parseInt(matcher.group(group));
		if (number < 1) {
			throw new IllegalArgumentException("a cell's numbers are at least 1");
		}
		return number;
	}

	/**
	 * How many messages a connection has echoed when it becomes idle.
	 */
	int messagesBeforeIdle() {
		return this.variant.isDeflate() ? COMPRESSED_BEFORE_IDLE : 1;
	}

	Script script() {
		return this.variant.script(this.size);
	}

}
