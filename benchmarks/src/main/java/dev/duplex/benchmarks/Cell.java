package dev.duplex.benchmarks;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.duplex.benchmarks.client.Message;

/**
 * One thing to measure. Written as {@code echo-100x16x128} (connections, messages in
 * flight on each, bytes of a message; {@code -binary} behind it for binary ones),
 * {@code connect-50} (connections at the same time) or {@code idle-10000} (connections).
 *
 * @param name what is written
 * @param kind what is done
 * @param connections how many connections
 * @param inFlight how many messages in flight on each
 * @param size bytes of a message
 * @param text text messages, else binary ones
 */
record Cell(String name, Kind kind, int connections, int inFlight, int size, boolean text) {

	private static final Pattern ECHO = Pattern.compile("echo-(\\d+)x(\\d+)x(\\d+)(-binary)?");

	private static final Pattern OTHER = Pattern.compile("(connect|idle)-(\\d+)");

	private static final int SMALL = 32;

	enum Kind {

		ECHO, CONNECT, IDLE

	}

	static Cell parse(String name) {
		Matcher echo = ECHO.matcher(name);
		if (echo.matches()) {
			return new Cell(name, Kind.ECHO, number(echo, 1), number(echo, 2), number(echo, 3), echo.group(4) == null);
		}
		Matcher other = OTHER.matcher(name);
		if (other.matches()) {
			Kind kind = other.group(1).equals("idle") ? Kind.IDLE : Kind.CONNECT;
			return new Cell(name, kind, number(other, 2), 1, SMALL, true);
		}
		throw new IllegalArgumentException(
				"\"" + name + "\" is no cell: echo-100x16x128, echo-100x16x128-binary, connect-50 or idle-10000");
	}

	private static int number(Matcher matcher, int group) {
		int number = Integer.parseInt(matcher.group(group));
		if (number < 1) {
			throw new IllegalArgumentException("a cell's numbers are at least 1");
		}
		return number;
	}

	Message message() {
		return this.text ? Message.text(this.size) : Message.binary(this.size);
	}

}
