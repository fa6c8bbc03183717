package dev.duplex.spring.autoconfigure;

import java.time.Duration;
import java.util.List;

import dev.duplex.engine.CompressionOptions;
import dev.duplex.engine.ConnectionOptions;
import dev.duplex.engine.EngineOptions;
import dev.duplex.engine.protocol.OriginPolicy;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.unit.DataSize;

/**
 * What the {@link DuplexProperties} mean to the engine. A value that the engine would not
 * take is refused here, by the name of its key.
 */
final class DuplexOptions {

	private static final String AT_LEAST_ONE = "It must be at least 1.";

	private static final String AT_LEAST_ONE_OR_UNLIMITED = "It must be at least 1, or -1 for no limit. 0 never means unlimited.";

	private static final String POSITIVE = "It must be a positive duration.";

	private static final String POSITIVE_OR_OFF = "It must be a positive duration, or -1 for none. 0 never means unlimited.";

	private static final int DEFAULT_PORT = 9090;

	private static final int MAX_PORT = 65535;

	private static final int MAX_LEVEL = 9;

	private static final int MIN_WORKERS = 16;

	private static final int WORKERS_PER_PROCESSOR = 8;

	private final DuplexProperties properties;

	DuplexOptions(DuplexProperties properties) {
		this.properties = properties;
	}

	EngineOptions engine() {
		DuplexProperties.Limits limits = this.properties.getLimits();
		DuplexProperties.Topics topics = this.properties.getTopics();
		EngineOptions.Builder builder = EngineOptions.defaults().toBuilder();
		Integer eventLoops = this.properties.getThreads().getEventLoops();
		if (eventLoops != null) {
			builder.eventLoops(atLeastOne("threads.event-loops", eventLoops));
		}
		return builder.maxConnections(limited("limits.max-connections", limits.getMaxConnections()))
			.maxUnfinishedHandshakes(
					atLeastOne("limits.max-unfinished-handshakes", limits.getMaxUnfinishedHandshakes()))
			.maxUnfinishedHandshakesPerAddress(limited("limits.max-unfinished-handshakes-per-address",
					limits.getMaxUnfinishedHandshakesPerAddress()))
			.handshakeTimeout(positive("limits.handshake-timeout", limits.getHandshakeTimeout()))
			.maxRequestLine(atLeastOneByte("limits.max-request-line", limits.getMaxRequestLine()))
			.maxHeaderBytes(atLeastOneByte("limits.max-header-size", limits.getMaxHeaderSize()))
			.maxHeaders(atLeastOne("limits.max-headers", limits.getMaxHeaders()))
			.maxSubscriptionsPerConnection(
					limited("topics.max-subscriptions-per-connection", topics.getMaxSubscriptionsPerConnection()))
			.maxTopics(limited("topics.max-topics", topics.getMaxTopics()))
			.build();
	}

	ConnectionOptions connection() {
		DuplexProperties.Limits limits = this.properties.getLimits();
		DuplexProperties.Outbound outbound = this.properties.getOutbound();
		DuplexProperties.Heartbeat heartbeat = this.properties.getHeartbeat();
		ConnectionOptions.Builder builder = ConnectionOptions.defaults()
			.toBuilder()
			.maxFrameSize(limitedBytes("limits.max-frame-size", limits.getMaxFrameSize()))
			.maxMessageSize(messageSize(limits.getMaxMessageSize()))
			.maxFragments(limited("limits.max-fragments", limits.getMaxFragments()))
			.maxControlFrames(limited("limits.max-control-frames", limits.getMaxControlFrames()))
			.maxPendingMessages(atLeastOne("limits.max-pending-messages", limits.getMaxPendingMessages()))
			.sendQueueBytes(limitedBytes("outbound.max-queue-size", outbound.getMaxQueueSize()))
			.sendQueueMessages(limited("outbound.max-queue-messages", outbound.getMaxQueueMessages()))
			.sendTimeout(positiveOrOff("outbound.send-timeout", outbound.getSendTimeout()))
			.pingInterval(positiveOrOff("heartbeat.interval", heartbeat.getInterval()))
			.pongTimeout(positiveOrOff("heartbeat.timeout", heartbeat.getTimeout()))
			.idleTimeout(positiveOrOff("idle-timeout", this.properties.getIdleTimeout()))
			.closeTimeout(positive("close-timeout", this.properties.getCloseTimeout()))
			.compression(compression());
		checkIdleTimeout();
		return builder.build();
	}

	private @Nullable CompressionOptions compression() {
		DuplexProperties.Compression compression = this.properties.getCompression();
		int level = compression.getLevel();
		DataSize minSize = compression.getMinSize();
		check(level >= -1 && level <= MAX_LEVEL, "compression.level", level, "It must be from 0 to 9, or -1.");
		check(minSize.toBytes() >= 0, "compression.min-size", minSize, "It must be 0 or more.");
		return compression.isEnabled()
				? new CompressionOptions(level, bytes("compression.min-size", minSize), compression.isContextTakeover())
				: null;
	}

	OriginPolicy originPolicy() {
		DuplexProperties.Security security = this.properties.getSecurity();
		List<String> origins = security.getAllowedOrigins();
		OriginPolicy policy = OriginPolicy.sameOrigin();
		for (String origin : origins) {
			try {
				policy = policy.allow(List.of(origin));
			}
			catch (IllegalArgumentException ex) {
				throw invalid("security.allowed-origins", String.join(",", origins),
						"'%s' is not an origin such as https://example.com:8443 or https://*.example.com, nor *."
							.formatted(origin));
			}
		}
		return security.isRequireOrigin() ? policy.requireOrigin() : policy;
	}

	int port() {
		Integer port = this.properties.getServer().getPort();
		if (port == null) {
			return DEFAULT_PORT;
		}
		check(port >= 0 && port <= MAX_PORT, "server.port", port, "It must be from 0 to 65535.");
		return port;
	}

	int backlog() {
		return atLeastOne("server.backlog", this.properties.getServer().getBacklog());
	}

	int workers() {
		Integer workers = this.properties.getThreads().getWorkers();
		if (workers == null) {
			return Math.max(MIN_WORKERS, WORKERS_PER_PROCESSOR * Runtime.getRuntime().availableProcessors());
		}
		return atLeastOne("threads.workers", workers);
	}

	Duration workerKeepAlive() {
		return positive("threads.worker-keep-alive", this.properties.getThreads().getWorkerKeepAlive());
	}

	Duration shutdownTimeout() {
		return positiveOrOff("shutdown.timeout", this.properties.getShutdown().getTimeout());
	}

	/**
	 * Blames the key that was changed, as it is the one whose origin Boot can tell.
	 */
	private void checkIdleTimeout() {
		Duration idle = this.properties.getIdleTimeout();
		Duration interval = this.properties.getHeartbeat().getInterval();
		Duration timeout = this.properties.getHeartbeat().getTimeout();
		if (idle.isNegative() || interval.isNegative() || timeout.isNegative()
				|| idle.compareTo(interval.plus(timeout)) > 0) {
			return;
		}
		String reason = "duplex.idle-timeout (%ss) must be longer than duplex.heartbeat.interval (%ss) and duplex.heartbeat.timeout (%ss) together, or live connections would be closed."
			.formatted(seconds(idle), seconds(interval), seconds(timeout));
		DuplexProperties defaults = new DuplexProperties();
		if (!idle.equals(defaults.getIdleTimeout())) {
			throw invalid("idle-timeout", idle, reason);
		}
		if (!interval.equals(defaults.getHeartbeat().getInterval())) {
			throw invalid("heartbeat.interval", interval, reason);
		}
		throw invalid("heartbeat.timeout", timeout, reason);
	}

	private static String seconds(Duration duration) {
		return (duration.toMillisPart() == 0) ? Long.toString(duration.toSeconds())
				: Double.toString(duration.toMillis() / 1000.0);
	}

	private static int messageSize(DataSize size) {
		String key = "limits.max-message-size";
		check(size.toBytes() <= ConnectionOptions.MAX_MESSAGE_SIZE, key, size, "It must be at most 1GB.");
		check(size.toBytes() >= 1, key, size, "It must be at least 1 byte; a message always has a limit, up to 1GB.");
		return (int) size.toBytes();
	}

	private static int limitedBytes(String key, DataSize size) {
		check(size.toBytes() >= 1 || size.toBytes() == -1, key, size, AT_LEAST_ONE_OR_UNLIMITED);
		return bytes(key, size);
	}

	private static int atLeastOneByte(String key, DataSize size) {
		check(size.toBytes() >= 1, key, size, AT_LEAST_ONE);
		return bytes(key, size);
	}

	private static int bytes(String key, DataSize size) {
		check(size.toBytes() <= Integer.MAX_VALUE, key, size, "It must be less than 2GB.");
		return (int) size.toBytes();
	}

	private static int limited(String key, int value) {
		check(value >= 1 || value == -1, key, value, AT_LEAST_ONE_OR_UNLIMITED);
		return value;
	}

	private static int atLeastOne(String key, int value) {
		check(value >= 1, key, value, AT_LEAST_ONE);
		return value;
	}

	private static Duration positive(String key, Duration value) {
		check(value.toMillis() > 0, key, value, POSITIVE);
		return value;
	}

	private static Duration positiveOrOff(String key, Duration value) {
		check(!value.isZero(), key, value, POSITIVE_OR_OFF);
		return value;
	}

	private static void check(boolean valid, String key, Object value, String reason) {
		if (!valid) {
			throw invalid(key, value, reason);
		}
	}

	private static InvalidConfigurationPropertyValueException invalid(String key, Object value, String reason) {
		return new InvalidConfigurationPropertyValueException("duplex." + key, value, reason);
	}

}
