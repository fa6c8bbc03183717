package dev.duplex.benchmarks;

import dev.duplex.benchmarks.client.Script;

/**
 * What goes over a cell's connections. Each needs the server to be started for it, but
 * for {@link #TEXT}, {@link #BINARY} and {@link #SLOW_REQUESTS}.
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
	SLOW_REQUESTS("-slow-requests");

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
		return (this == BINARY || this == SLOW_REQUESTS) ? TEXT : this;
	}

	Script script(int size) {
		return switch (this) {
			case TEXT, TLS, SLOW_REQUESTS -> Script.text(size);
			case BINARY -> Script.binary(size);
			case DEFLATE -> Script.deflated(size, false);
			case DEFLATE_TAKEOVER -> Script.deflated(size, true);
		};
	}

}
