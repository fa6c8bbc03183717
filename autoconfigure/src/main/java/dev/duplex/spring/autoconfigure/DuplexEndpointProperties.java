package dev.duplex.spring.autoconfigure;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;

import dev.duplex.engine.OverflowPolicy;
import dev.duplex.spring.Execution;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationPropertiesSource;
import org.springframework.boot.convert.DataSizeUnit;
import org.springframework.boot.convert.DurationUnit;
import org.springframework.util.unit.DataSize;
import org.springframework.util.unit.DataUnit;

/**
 * Configuration properties of one endpoint, those behind {@code duplex.endpoints.<id>}.
 */
@ConfigurationPropertiesSource
public class DuplexEndpointProperties {

	/**
	 * Where handlers run: auto or event-loop. When not set, where the endpoint's
	 * annotation says.
	 */
	private @Nullable Execution execution;

	/**
	 * Longest time that a client may send nothing at all, Pongs included, or -1 for no
	 * limit. After it the connection is closed with 1001. Must be longer than a
	 * heartbeat's interval and timeout together. When not set, that of
	 * duplex.idle-timeout. If a duration suffix is not specified, seconds will be used.
	 */
	@DurationUnit(ChronoUnit.SECONDS)
	private @Nullable Duration idleTimeout;

	/**
	 * Longest time that a client may take to close after a Close frame was sent to it.
	 * When not set, that of duplex.close-timeout. If a duration suffix is not specified,
	 * seconds will be used.
	 */
	@DurationUnit(ChronoUnit.SECONDS)
	private @Nullable Duration closeTimeout;

	private final Limits limits = new Limits();

	private final Outbound outbound = new Outbound();

	private final Compression compression = new Compression();

	private final Heartbeat heartbeat = new Heartbeat();

	private final Security security = new Security();

	public @Nullable Execution getExecution() {
		return this.execution;
	}

	public void setExecution(@Nullable Execution execution) {
		this.execution = execution;
	}

	public @Nullable Duration getIdleTimeout() {
		return this.idleTimeout;
	}

	public void setIdleTimeout(@Nullable Duration idleTimeout) {
		this.idleTimeout = idleTimeout;
	}

	public @Nullable Duration getCloseTimeout() {
		return this.closeTimeout;
	}

	public void setCloseTimeout(@Nullable Duration closeTimeout) {
		this.closeTimeout = closeTimeout;
	}

	public Limits getLimits() {
		return this.limits;
	}

	public Outbound getOutbound() {
		return this.outbound;
	}

	public Compression getCompression() {
		return this.compression;
	}

	public Heartbeat getHeartbeat() {
		return this.heartbeat;
	}

	public Security getSecurity() {
		return this.security;
	}

	/**
	 * What a client may do.
	 */
	public static class Limits {

		/**
		 * Largest payload of one received frame, or -1 for no limit but the message's. A
		 * larger one closes the connection with 1009. When not set, that of
		 * duplex.limits.max-frame-size. If a size suffix is not specified, bytes will be
		 * used.
		 */
		@DataSizeUnit(DataUnit.BYTES)
		private @Nullable DataSize maxFrameSize;

		/**
		 * Largest payload of one received message, up to 1 GB. A larger one closes the
		 * connection with 1009. When not set, that of duplex.limits.max-message-size. If
		 * a size suffix is not specified, bytes will be used.
		 */
		@DataSizeUnit(DataUnit.BYTES)
		private @Nullable DataSize maxMessageSize;

		/**
		 * Largest number of frames that one received message may come in, or -1 for no
		 * limit. More close the connection with 1008. When not set, that of
		 * duplex.limits.max-fragments.
		 */
		private @Nullable Integer maxFragments;

		/**
		 * Largest number of Ping and Pong frames that a client may send within any ten
		 * seconds, or -1 for no limit. More close the connection with 1008. When not set,
		 * that of duplex.limits.max-control-frames.
		 */
		private @Nullable Integer maxControlFrames;

		/**
		 * Number of received messages that wait for a connection's handler, after which
		 * reading from the connection pauses. When not set, that of
		 * duplex.limits.max-pending-messages.
		 */
		private @Nullable Integer maxPendingMessages;

		public @Nullable DataSize getMaxFrameSize() {
			return this.maxFrameSize;
		}

		public void setMaxFrameSize(@Nullable DataSize maxFrameSize) {
			this.maxFrameSize = maxFrameSize;
		}

		public @Nullable DataSize getMaxMessageSize() {
			return this.maxMessageSize;
		}

		public void setMaxMessageSize(@Nullable DataSize maxMessageSize) {
			this.maxMessageSize = maxMessageSize;
		}

		public @Nullable Integer getMaxFragments() {
			return this.maxFragments;
		}

		public void setMaxFragments(@Nullable Integer maxFragments) {
			this.maxFragments = maxFragments;
		}

		public @Nullable Integer getMaxControlFrames() {
			return this.maxControlFrames;
		}

		public void setMaxControlFrames(@Nullable Integer maxControlFrames) {
			this.maxControlFrames = maxControlFrames;
		}

		public @Nullable Integer getMaxPendingMessages() {
			return this.maxPendingMessages;
		}

		public void setMaxPendingMessages(@Nullable Integer maxPendingMessages) {
			this.maxPendingMessages = maxPendingMessages;
		}

	}

	/**
	 * What waits to be sent.
	 */
	public static class Outbound {

		/**
		 * Largest size of what waits to be sent on one connection, or -1 for no limit. A
		 * connection that passes it is closed with 1013. When not set, that of
		 * duplex.outbound.max-queue-size. If a size suffix is not specified, bytes will
		 * be used.
		 */
		@DataSizeUnit(DataUnit.BYTES)
		private @Nullable DataSize maxQueueSize;

		/**
		 * Largest number of messages that wait to be sent on one connection, or -1 for no
		 * limit. A connection that passes it is closed with 1013. When not set, that of
		 * duplex.outbound.max-queue-messages.
		 */
		private @Nullable Integer maxQueueMessages;

		/**
		 * Longest time that output to a client may stand still, or -1 for no limit. After
		 * it the connection is ended. When not set, that of duplex.outbound.send-timeout.
		 * If a duration suffix is not specified, seconds will be used.
		 */
		@DurationUnit(ChronoUnit.SECONDS)
		private @Nullable Duration sendTimeout;

		/**
		 * What becomes of a message that finds the queue full, unless its sender says
		 * otherwise: the connection is closed (close), the oldest that may be dropped
		 * makes room (drop-oldest), the message is dropped (drop-newest), or its sender
		 * is told (reject). When not set, that of duplex.outbound.overflow.
		 */
		private @Nullable OverflowPolicy overflow;

		public @Nullable DataSize getMaxQueueSize() {
			return this.maxQueueSize;
		}

		public void setMaxQueueSize(@Nullable DataSize maxQueueSize) {
			this.maxQueueSize = maxQueueSize;
		}

		public @Nullable Integer getMaxQueueMessages() {
			return this.maxQueueMessages;
		}

		public void setMaxQueueMessages(@Nullable Integer maxQueueMessages) {
			this.maxQueueMessages = maxQueueMessages;
		}

		public @Nullable Duration getSendTimeout() {
			return this.sendTimeout;
		}

		public void setSendTimeout(@Nullable Duration sendTimeout) {
			this.sendTimeout = sendTimeout;
		}

		public @Nullable OverflowPolicy getOverflow() {
			return this.overflow;
		}

		public void setOverflow(@Nullable OverflowPolicy overflow) {
			this.overflow = overflow;
		}

	}

	/**
	 * Compression of messages.
	 */
	public static class Compression {

		/**
		 * Whether messages are compressed for clients that offer permessage-deflate. When
		 * not set, that of duplex.compression.enabled.
		 */
		private @Nullable Boolean enabled;

		/**
		 * Effort to compress, from 0 (none) to 9 (most), or -1 for zlib's own choice.
		 * When not set, that of duplex.compression.level.
		 */
		private @Nullable Integer level;

		/**
		 * Smallest payload of a message that is compressed. When not set, that of
		 * duplex.compression.min-size. If a size suffix is not specified, bytes will be
		 * used.
		 */
		@DataSizeUnit(DataUnit.BYTES)
		private @Nullable DataSize minSize;

		/**
		 * Whether a message may refer to earlier ones of its connection. When not set,
		 * that of duplex.compression.context-takeover.
		 */
		private @Nullable Boolean contextTakeover;

		public @Nullable Boolean getEnabled() {
			return this.enabled;
		}

		public void setEnabled(@Nullable Boolean enabled) {
			this.enabled = enabled;
		}

		public @Nullable Integer getLevel() {
			return this.level;
		}

		public void setLevel(@Nullable Integer level) {
			this.level = level;
		}

		public @Nullable DataSize getMinSize() {
			return this.minSize;
		}

		public void setMinSize(@Nullable DataSize minSize) {
			this.minSize = minSize;
		}

		public @Nullable Boolean getContextTakeover() {
			return this.contextTakeover;
		}

		public void setContextTakeover(@Nullable Boolean contextTakeover) {
			this.contextTakeover = contextTakeover;
		}

	}

	/**
	 * Pings that keep connections alive and find dead ones.
	 */
	public static class Heartbeat {

		/**
		 * Time between Pings to a client, varied by a tenth either way, or -1 for no
		 * Pings. When not set, that of duplex.heartbeat.interval. If a duration suffix is
		 * not specified, seconds will be used.
		 */
		@DurationUnit(ChronoUnit.SECONDS)
		private @Nullable Duration interval;

		/**
		 * Longest time that a client may send nothing at all after a Ping, or -1 for no
		 * limit. After it the connection is ended. When not set, that of
		 * duplex.heartbeat.timeout. If a duration suffix is not specified, seconds will
		 * be used.
		 */
		@DurationUnit(ChronoUnit.SECONDS)
		private @Nullable Duration timeout;

		public @Nullable Duration getInterval() {
			return this.interval;
		}

		public void setInterval(@Nullable Duration interval) {
			this.interval = interval;
		}

		public @Nullable Duration getTimeout() {
			return this.timeout;
		}

		public void setTimeout(@Nullable Duration timeout) {
			this.timeout = timeout;
		}

	}

	/**
	 * Who may connect.
	 */
	public static class Security {

		/**
		 * Origins whose pages may connect besides the application's own, or * for any, in
		 * place of those of duplex.security.allowed-origins. When not set, those.
		 */
		private @Nullable List<String> allowedOrigins;

		/**
		 * Whether clients that send no Origin header, which no browser does, are refused.
		 * When not set, that of duplex.security.require-origin.
		 */
		private @Nullable Boolean requireOrigin;

		public @Nullable List<String> getAllowedOrigins() {
			return this.allowedOrigins;
		}

		public void setAllowedOrigins(@Nullable List<String> allowedOrigins) {
			this.allowedOrigins = allowedOrigins;
		}

		public @Nullable Boolean getRequireOrigin() {
			return this.requireOrigin;
		}

		public void setRequireOrigin(@Nullable Boolean requireOrigin) {
			this.requireOrigin = requireOrigin;
		}

	}

}
