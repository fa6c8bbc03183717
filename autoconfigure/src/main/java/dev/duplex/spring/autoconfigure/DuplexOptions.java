package dev.duplex.spring.autoconfigure;

import java.time.Duration;
import java.util.List;

import dev.duplex.engine.CompressionOptions;
import dev.duplex.engine.ConnectionOptions;
import dev.duplex.engine.EngineOptions;
import dev.duplex.engine.ProxyOptions;
import dev.duplex.engine.protocol.CloseCode;
import dev.duplex.engine.protocol.ForwardedHeaders;
import dev.duplex.engine.protocol.OriginPolicy;
import dev.duplex.engine.protocol.TrustedProxies;
import dev.duplex.spring.autoconfigure.DuplexProperties.Server.ProxyProtocol;
import org.jspecify.annotations.Nullable;

/**
 * What the {@link DuplexProperties} mean to the engine. A value that the engine would not
 * take is refused here, by the name of its key.
 */
final class DuplexOptions {

	private static final int DEFAULT_PORT = 9090;

	private static final int MAX_PORT = 65535;

	private static final int MIN_WORKERS = 16;

	private static final int WORKERS_PER_PROCESSOR = 8;

	private final PropertyCheck check;

	private final DuplexProperties properties;

	private final boolean idleSet;

	private final boolean intervalSet;

	DuplexOptions(DuplexProperties properties) {
		this("duplex.", properties, !properties.getIdleTimeout().equals(new DuplexProperties().getIdleTimeout()),
				!properties.getHeartbeat().getInterval().equals(new DuplexProperties().getHeartbeat().getInterval()));
	}

	/**
	 * Creates options of keys with a prefix of their own.
	 * @param prefix what is before each key, with a dot at the end
	 * @param properties the values
	 * @param idleSet whether the idle timeout is set there
	 * @param intervalSet whether the heartbeat's interval is set there
	 */
	DuplexOptions(String prefix, DuplexProperties properties, boolean idleSet, boolean intervalSet) {
		this.check = new PropertyCheck(prefix);
		this.properties = properties;
		this.idleSet = idleSet;
		this.intervalSet = intervalSet;
	}

	EngineOptions engine() {
		DuplexProperties.Limits limits = this.properties.getLimits();
		DuplexProperties.Topics topics = this.properties.getTopics();
		EngineOptions.Builder builder = EngineOptions.defaults().toBuilder();
		Integer eventLoops = this.properties.getThreads().getEventLoops();
		if (eventLoops != null) {
			builder.eventLoops(this.check.atLeastOne("threads.event-loops", eventLoops));
		}
		return builder.maxConnections(this.check.limited("limits.max-connections", limits.getMaxConnections()))
			.maxUnfinishedHandshakes(
					this.check.atLeastOne("limits.max-unfinished-handshakes", limits.getMaxUnfinishedHandshakes()))
			.maxUnfinishedHandshakesPerAddress(this.check.limited("limits.max-unfinished-handshakes-per-address",
					limits.getMaxUnfinishedHandshakesPerAddress()))
			.handshakeTimeout(this.check.positive("limits.handshake-timeout", limits.getHandshakeTimeout()))
			.maxRequestLine(this.check.atLeastOneByte("limits.max-request-line", limits.getMaxRequestLine()))
			.maxHeaderBytes(this.check.atLeastOneByte("limits.max-header-size", limits.getMaxHeaderSize()))
			.maxHeaders(this.check.atLeastOne("limits.max-headers", limits.getMaxHeaders()))
			.maxSubscriptionsPerConnection(this.check.limited("topics.max-subscriptions-per-connection",
					topics.getMaxSubscriptionsPerConnection()))
			.maxTopics(this.check.limited("topics.max-topics", topics.getMaxTopics()))
			.proxies(proxies())
			.build();
	}

	private ProxyOptions proxies() {
		DuplexProperties.Server server = this.properties.getServer();
		TrustedProxies trusted = trustedProxies(server.getTrustedProxies());
		boolean required = server.getProxyProtocol() == ProxyProtocol.REQUIRED;
		this.check.require(!required || !trusted.isEmpty(), "server.proxy-protocol", "required",
				"It must be off as long as nobody is trusted: set duplex.server.trusted-proxies.");
		ForwardedHeaders headers = server.getForwardedHeaders();
		if (headers == null) {
			headers = (required || trusted.isEmpty()) ? ForwardedHeaders.NONE : ForwardedHeaders.X_FORWARDED;
		}
		this.check.require(headers == ForwardedHeaders.NONE || !trusted.isEmpty(), "server.forwarded-headers", headers,
				"It must be none as long as nobody is trusted: set duplex.server.trusted-proxies.");
		return new ProxyOptions(trusted, headers, required);
	}

	private TrustedProxies trustedProxies(List<String> ranges) {
		try {
			return TrustedProxies.of(ranges);
		}
		catch (IllegalArgumentException ex) {
			throw this.check.invalid("server.trusted-proxies", String.join(",", ranges), ex.getMessage() + ".");
		}
	}

	ConnectionOptions connection() {
		DuplexProperties.Limits limits = this.properties.getLimits();
		DuplexProperties.Outbound outbound = this.properties.getOutbound();
		DuplexProperties.Heartbeat heartbeat = this.properties.getHeartbeat();
		ConnectionOptions.Builder builder = ConnectionOptions.defaults()
			.toBuilder()
			.maxFrameSize(this.check.limitedBytes("limits.max-frame-size", limits.getMaxFrameSize()))
			.maxMessageSize(this.check.messageSize("limits.max-message-size", limits.getMaxMessageSize()))
			.maxFragments(this.check.limited("limits.max-fragments", limits.getMaxFragments()))
			.maxControlFrames(this.check.limited("limits.max-control-frames", limits.getMaxControlFrames()))
			.maxPendingMessages(this.check.atLeastOne("limits.max-pending-messages", limits.getMaxPendingMessages()))
			.sendQueueBytes(this.check.limitedBytes("outbound.max-queue-size", outbound.getMaxQueueSize()))
			.sendQueueMessages(this.check.limited("outbound.max-queue-messages", outbound.getMaxQueueMessages()))
			.sendTimeout(this.check.positiveOrOff("outbound.send-timeout", outbound.getSendTimeout()))
			.pingInterval(this.check.positiveOrOff("heartbeat.interval", heartbeat.getInterval()))
			.pongTimeout(this.check.positiveOrOff("heartbeat.timeout", heartbeat.getTimeout()))
			.idleTimeout(this.check.positiveOrOff("idle-timeout", this.properties.getIdleTimeout()))
			.closeTimeout(this.check.positive("close-timeout", this.properties.getCloseTimeout()))
			.overflow(outbound.getOverflow())
			.compression(compression());
		checkIdleTimeout();
		return builder.build();
	}

	private @Nullable CompressionOptions compression() {
		DuplexProperties.Compression compression = this.properties.getCompression();
		int level = this.check.compressionLevel("compression.level", compression.getLevel());
		int minSize = this.check.bytesOrNone("compression.min-size", compression.getMinSize());
		return compression.isEnabled() ? new CompressionOptions(level, minSize, compression.isContextTakeover()) : null;
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
				throw this.check.invalid("security.allowed-origins", String.join(",", origins),
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
		this.check.require(port >= 0 && port <= MAX_PORT, "server.port", port, "It must be from 0 to 65535.");
		return port;
	}

	int backlog() {
		return this.check.atLeastOne("server.backlog", this.properties.getServer().getBacklog());
	}

	int workers() {
		Integer workers = this.properties.getThreads().getWorkers();
		if (workers == null) {
			return Math.max(MIN_WORKERS, WORKERS_PER_PROCESSOR * Runtime.getRuntime().availableProcessors());
		}
		return this.check.atLeastOne("threads.workers", workers);
	}

	int handshakeWorkers() {
		return this.check.atLeastOne("threads.handshake-workers", this.properties.getThreads().getHandshakeWorkers());
	}

	/**
	 * The time that filters have together.
	 * @param used whether there are any, so that it must leave time for the answer
	 */
	Duration handshakeFilterTimeout(boolean used) {
		DuplexProperties.Limits limits = this.properties.getLimits();
		Duration timeout = this.check.positive("limits.handshake-filter-timeout", limits.getHandshakeFilterTimeout());
		this.check.require(!used || timeout.compareTo(limits.getHandshakeTimeout()) < 0,
				"limits.handshake-filter-timeout", timeout,
				"It must be shorter than duplex.limits.handshake-timeout, or no client would get the answer.");
		return timeout;
	}

	Duration workerKeepAlive() {
		return this.check.positive("threads.worker-keep-alive", this.properties.getThreads().getWorkerKeepAlive());
	}

	Duration shutdownTimeout() {
		return this.check.positiveOrOff("shutdown.timeout", this.properties.getShutdown().getTimeout());
	}

	/**
	 * Time over which connections are closed at the end.
	 * @param phase longest time that Spring gives to a phase of the shutdown
	 */
	Duration shutdownSpread(Duration phase) {
		Duration spread = this.properties.getShutdown().getSpread();
		Duration timeout = shutdownTimeout();
		this.check.require(!spread.isNegative(), "shutdown.spread", spread,
				"It must be a positive duration, or 0 for all at once.");
		this.check.require(spread.isZero() || timeout.isNegative() || spread.compareTo(timeout) < 0, "shutdown.spread",
				spread, "It must be shorter than duplex.shutdown.timeout, or connections would be left over.");
		this.check.require(spread.isZero() || spread.compareTo(phase) < 0, "shutdown.spread", spread,
				"It must be shorter than spring.lifecycle.timeout-per-shutdown-phase, or connections would be left over.");
		return spread;
	}

	int shutdownCloseCode() {
		int code = this.properties.getShutdown().getCloseCode();
		this.check.require(CloseCode.isValidFromServer(code), "shutdown.close-code", code,
				"It must be a code that a server may send: 1000-1003, 1007-1009, 1011-1014 or 3000-4999.");
		return code;
	}

	String shutdownCloseReason() {
		String reason = this.properties.getShutdown().getCloseReason();
		try {
			CloseCode.requireSendable(CloseCode.GOING_AWAY, reason, false);
		}
		catch (IllegalArgumentException ex) {
			throw this.check.invalid("shutdown.close-reason", reason,
					"It must be at most 123 bytes of well-formed UTF-8.");
		}
		return reason;
	}

	private void checkIdleTimeout() {
		DuplexProperties.Heartbeat heartbeat = this.properties.getHeartbeat();
		this.check.idleTimeout(this.properties.getIdleTimeout(), heartbeat.getInterval(), heartbeat.getTimeout(),
				this.idleSet, this.intervalSet);
	}

}
