package dev.duplex.conformance.interop;

import dev.duplex.engine.CompressionOptions;
import org.jspecify.annotations.Nullable;

/**
 * What our side is told about permessage-deflate.
 */
enum Compression {

	/** Never. */
	OFF(null),

	/** Each message for itself. */
	STANDALONE(new CompressionOptions(1, 0, false)),

	/** Each message may refer to those before it. */
	CONTEXT_TAKEOVER(new CompressionOptions(6, 0, true));

	private final @Nullable CompressionOptions options;

	Compression(@Nullable CompressionOptions options) {
		this.options = options;
	}

	/**
	 * For an endpoint of the engine.
	 */
	@Nullable CompressionOptions options() {
		return this.options;
	}

	/**
	 * For an application.
	 */
	String[] properties() {
		CompressionOptions on = this.options;
		return (on == null) ? new String[0]
				: new String[] { "duplex.compression.enabled=true", "duplex.compression.level=" + on.level(),
						"duplex.compression.min-size=" + on.minSize(),
						"duplex.compression.context-takeover=" + on.contextTakeover() };
	}

	@Override
	public String toString() {
		return (this == OFF) ? "plain"
				: "deflate, " + ((this == STANDALONE) ? "each message for itself" : "context takeover");
	}

}
