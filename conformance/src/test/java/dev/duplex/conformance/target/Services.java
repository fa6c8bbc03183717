package dev.duplex.conformance.target;

import java.time.Duration;
import java.util.List;

import dev.duplex.conformance.suite.Service;
import dev.duplex.engine.CompressionOptions;
import dev.duplex.engine.ConnectionOptions;
import dev.duplex.engine.EngineOptions;
import dev.duplex.engine.protocol.OriginPolicy;

/**
 * What {@link Service} says, as the engine's options.
 */
final class Services {

	/** Most connections of {@link Service#GUARDED}. */
	static final int MOST_CONNECTIONS = 4;

	/** Origins of {@link Service#GUARDED}. */
	static final List<String> ORIGINS = List.of("https://app.example.com", "https://*.chat.example.com");

	/** What {@link Service#DEFAULTS} speaks at its chat. */
	static final List<String> SUBPROTOCOLS = List.of("v1.chat", "v2.chat");

	private static final int LARGEST_MESSAGE = 32 << 20;

	private Services() {
	}

	static EngineOptions engine(Service service) {
		EngineOptions.Builder options = EngineOptions.defaults()
			.toBuilder()
			.eventLoops(2)
			.maxUnfinishedHandshakesPerAddress(-1);
		return (service != Service.GUARDED) ? options.build()
				: options.maxConnections(MOST_CONNECTIONS).handshakeTimeout(Duration.ofSeconds(1)).build();
	}

	static ConnectionOptions connection(Service service) {
		ConnectionOptions.Builder options = ConnectionOptions.defaults().toBuilder();
		return switch (service) {
			case DEFAULTS, GUARDED -> options.build();
			case DEFLATE -> options.compression(new CompressionOptions(1, Integer.MAX_VALUE, true)).build();
			case LARGE -> options.maxFrameSize(-1)
				.maxMessageSize(LARGEST_MESSAGE)
				.maxFragments(-1)
				.maxControlFrames(-1)
				.sendQueueBytes(-1)
				.sendQueueMessages(-1)
				.compression(new CompressionOptions(1, 0, true))
				.build();
		};
	}

	static OriginPolicy origins(Service service) {
		OriginPolicy policy = OriginPolicy.sameOrigin();
		return (service == Service.GUARDED) ? policy.allow(ORIGINS).requireOrigin() : policy;
	}

}
