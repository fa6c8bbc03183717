package dev.duplex.benchmarks;

import dev.duplex.benchmarks.client.Script;

/**
 * What goes over a cell's connections, and beside them. What goes over TLS or is
 * compressed needs the server to be started for it.
 */
enum Variant {

	/** Text messages. */
	TEXT(""),

	/** Binary messages. */
	BINARY("-binary"),

	/** Text messages compressed by permessage-deflate, each for itself. */
	DEFLATE("-deflate"),

	/** The same, but messages may refer to the ones before. */
	DEFLATE_TAKEOVER("-deflate-takeover"),

	/** Text messages over TLS. */
	TLS("-tls"),

	/** Text messages while slow requests hold all threads of the servlet container. */
	SLOW_REQUESTS("-slow-requests"),

	/** Text messages, and one of twenty subscribers reads 1 KiB a second. */
	SLOW_READERS("-slow-readers");

	private final String suffix;

	Variant(String suffix) {
		this.suffix = suffix;
	}

	/**
	 * What is written behind a cell's name.
	 */
	String suffix() {
		return this.suffix;
	}

	boolean isDeflate() {
		return this == DEFLATE || this == DEFLATE_TAKEOVER;
	}

	/**
	 * The variant that the server is started for.
	 */
	Variant ofServer() {
		return (this == TLS || isDeflate()) ? this : TEXT;
	}

	Script script(int size) {
		return switch (this) {
			case TEXT, TLS, SLOW_REQUESTS, SLOW_READERS -> Script.text(size);
			case BINARY -> Script.binary(size);
			case DEFLATE -> Script.deflated(size, false);
			case DEFLATE_TAKEOVER -> Script.deflated(size, true);
		};
	}

}
