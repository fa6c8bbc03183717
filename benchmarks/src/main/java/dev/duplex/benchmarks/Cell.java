package dev.duplex.benchmarks;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.duplex.benchmarks.client.Script;
import org.jspecify.annotations.Nullable;

/**
 * One thing to measure. Written as {@code echo-100x16x128} (connections, messages in
 * flight on each, bytes of a message), {@code rate-100x20000x128} (connections, messages
 * a second on all of them, bytes), {@code publish-1000x8x128} (subscribers, messages
 * outstanding, bytes), {@code connect-50} (connections at the same time) or
 * {@code idle-10000} (connections), with a variant's suffix behind it.
 *
 * @param name what is written
 * @param kind what is done
 * @param connections how many connections
 * @param pace how many messages in flight on each, outstanding for all, or a second
 * @param size bytes of a message
 * @param variant what goes over the connections
 */
record Cell(String name, Kind kind, int connections, int pace, int size, Variant variant) {

	private static final Pattern MESSAGES = Pattern.compile("(echo|rate|publish)-(\\d+)x(\\d+)x(\\d+)(-[a-z-]+)?");

	private static final Pattern OTHER = Pattern.compile("(connect|idle)-(\\d+)(-[a-z-]+)?");

	private static final int SMALL = 32;

	/** One of twenty subscribers. */
	private static final int SLOW_READERS_SHARE = 20;

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

		RATE(Variant.TEXT, Variant.BINARY),

		PUBLISH(Variant.TEXT, Variant.SLOW_READERS),

		CONNECT(Variant.TEXT),

		IDLE(Variant.TEXT, Variant.DEFLATE, Variant.DEFLATE_TAKEOVER, Variant.TLS);

		private final Set<Variant> variants;

		Kind(Variant... variants) {
			this.variants = Set.of(variants);
		}

		/**
		 * What is counted.
		 */
		String unit() {
			return switch (this) {
				case ECHO, RATE -> "message";
				case PUBLISH -> "delivery";
				case CONNECT, IDLE -> "connection";
			};
		}

	}

	static Cell parse(String name) {
		Matcher messages = MESSAGES.matcher(name);
		if (messages.matches()) {
			Kind kind = Kind.valueOf(messages.group(1).toUpperCase(Locale.ROOT));
			return new Cell(name, kind, number(messages, 2), number(messages, 3), number(messages, 4),
					variant(name, kind, messages.group(5)));
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
		return new IllegalArgumentException("\"" + name + "\" is no cell: echo-100x16x128, rate-100x20000x128,"
				+ " publish-1000x8x128, connect-50 or idle-10000, echo and idle with -deflate, -deflate-takeover or"
				+ " -tls behind it, echo with -binary or -slow-requests, rate with -binary, publish with"
				+ " -slow-readers");
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

	/**
	 * How many of the subscribers read slowly.
	 */
	int slowReaders() {
		return (this.variant == Variant.SLOW_READERS) ? Math.max(1, this.connections / SLOW_READERS_SHARE) : 0;
	}

	Script script() {
		return this.variant.script(this.size);
	}

}
