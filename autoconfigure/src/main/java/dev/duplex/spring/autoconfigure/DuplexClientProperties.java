package dev.duplex.spring.autoconfigure;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.duplex.engine.OverflowPolicy;
import dev.duplex.spring.Execution;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationPropertiesSource;
import org.springframework.boot.convert.DataSizeUnit;
import org.springframework.boot.convert.DurationUnit;
import org.springframework.util.unit.DataSize;
import org.springframework.util.unit.DataUnit;

/**
 * Configuration properties of one client, those behind {@code duplex.client.<id>}.
 */
@ConfigurationPropertiesSource
public class DuplexClientProperties {

	/**
	 * URI to connect to, beginning with ws:// or wss://. Required for a client that is
	 * used.
	 */
	private @Nullable String url;

	/**
	 * Headers of the opening handshake, such as Authorization.
	 */
	private Map<String, String> headers = new LinkedHashMap<>();

	/**
	 * Subprotocols to offer, the preferred one first.
	 */
	private List<String> subprotocols = new ArrayList<>();

	/**
	 * Longest time for everything up to the server's answer: looking up the host, TCP,
	 * proxy, TLS, opening handshake and redirects. If a duration suffix is not specified,
	 * seconds will be used.
	 */
	@DurationUnit(ChronoUnit.SECONDS)
	private Duration connectTimeout = Duration.ofSeconds(10);

	/**
	 * Largest number of redirects that are followed. One from wss to ws never is, and
	 * credentials are sent to no other server.
	 */
	private int maxRedirects;

	/**
	 * Whether an annotated client endpoint connects when the application starts.
	 */
	private boolean autoStartup = true;

	/**
	 * Where handlers run: auto or event-loop. When not set, where the endpoint's
	 * annotation says, and auto for handlers that are given to the
	 * WebSocketClientFactory.
	 */
	private @Nullable Execution execution;

	/**
	 * Longest time that the server may send nothing at all, Pongs included, or -1 for no
	 * limit. After it the connection is closed with 1001. Must be longer than a
	 * heartbeat's interval and timeout together. When not set, that of
	 * duplex.idle-timeout. If a duration suffix is not specified, seconds will be used.
	 */
	@DurationUnit(ChronoUnit.SECONDS)
	private @Nullable Duration idleTimeout;

	/**
	 * Longest time that the server may take to close after a Close frame was sent to it.
	 * When not set, that of duplex.close-timeout. If a duration suffix is not specified,
	 * seconds will be used.
	 */
	@DurationUnit(ChronoUnit.SECONDS)
	private @Nullable Duration closeTimeout;

	private final Ssl ssl = new Ssl();

	private final Proxy proxy = new Proxy();

	private final Reconnect reconnect = new Reconnect();

	private final Limits limits = new Limits();

	private final Outbound outbound = new Outbound();

	private final Compression compression = new Compression();

	private final Heartbeat heartbeat = new Heartbeat();

	public @Nullable String getUrl() {
		return this.url;
	}

	public void setUrl(@Nullable String url) {
		this.url = url;
	}

	public Map<String, String> getHeaders() {
		return this.headers;
	}

	public void setHeaders(Map<String, String> headers) {
		this.headers = headers;
	}

	public List<String> getSubprotocols() {
		return this.subprotocols;
	}

	public void setSubprotocols(List<String> subprotocols) {
		this.subprotocols = subprotocols;
	}

	public Duration getConnectTimeout() {
		return this.connectTimeout;
	}

	public void setConnectTimeout(Duration connectTimeout) {
		this.connectTimeout = connectTimeout;
	}

	public int getMaxRedirects() {
		return this.maxRedirects;
	}

	public void setMaxRedirects(int maxRedirects) {
		this.maxRedirects = maxRedirects;
	}

	public boolean isAutoStartup() {
		return this.autoStartup;
	}

	public void setAutoStartup(boolean autoStartup) {
		this.autoStartup = autoStartup;
	}

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

	public Ssl getSsl() {
		return this.ssl;
	}

	public Proxy getProxy() {
		return this.proxy;
	}

	public Reconnect getReconnect() {
		return this.reconnect;
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

	/**
	 * TLS, for {@code wss}.
	 */
	public static class Ssl {

		/**
		 * Name of the SSL bundle with the authorities to trust, and the client's own key
		 * if the server asks for one. When not set, what the JDK trusts. The server's
		 * name is always checked.
		 */
		private @Nullable String bundle;

		public @Nullable String getBundle() {
			return this.bundle;
		}

		public void setBundle(@Nullable String bundle) {
			this.bundle = bundle;
		}

	}

	/**
	 * An HTTP proxy to connect through.
	 */
	public static class Proxy {

		/**
		 * Name or address of the HTTP proxy to connect through. When not set, the
		 * connection is direct.
		 */
		private @Nullable String host;

		/**
		 * Port of the proxy. Required with a host.
		 */
		private @Nullable Integer port;

		/**
		 * User for Basic authentication at the proxy. When not set, none.
		 */
		private @Nullable String user;

		/**
		 * Password for Basic authentication at the proxy.
		 */
		private @Nullable String password;

		public @Nullable String getHost() {
			return this.host;
		}

		public void setHost(@Nullable String host) {
			this.host = host;
		}

		public @Nullable Integer getPort() {
			return this.port;
		}

		public void setPort(@Nullable Integer port) {
			this.port = port;
		}

		public @Nullable String getUser() {
			return this.user;
		}

		public void setUser(@Nullable String user) {
			this.user = user;
		}

		public @Nullable String getPassword() {
			return this.password;
		}

		public void setPassword(@Nullable String password) {
			this.password = password;
		}

	}

	/**
	 * When to connect again.
	 */
	public static class Reconnect {

		/**
		 * Whether an annotated client endpoint connects again when its connection is
		 * lost, or could not be made. Connections that the WebSocketClientFactory keeps
		 * do in any case.
		 */
		private boolean enabled = true;

		/**
		 * Longest delay before the first attempt to connect again, which comes after a
		 * random part of it. If a duration suffix is not specified, seconds will be used.
		 */
		@DurationUnit(ChronoUnit.SECONDS)
		private Duration firstDelay = Duration.ofSeconds(5);

		/**
		 * Delay before the second attempt. If a duration suffix is not specified, seconds
		 * will be used.
		 */
		@DurationUnit(ChronoUnit.SECONDS)
		private Duration initialDelay = Duration.ofSeconds(1);

		/**
		 * What each further delay grows by, from 1 to 100.
		 */
		private double multiplier = 2;

		/**
		 * Longest delay. If a duration suffix is not specified, seconds will be used.
		 */
		@DurationUnit(ChronoUnit.SECONDS)
		private Duration maxDelay = Duration.ofSeconds(60);

		/**
		 * How much of a delay is random, from 0 to 1.
		 */
		private double jitter = 0.5;

		/**
		 * Number of attempts in a row after which the client gives up, or -1 for no
		 * limit.
		 */
		private int maxAttempts = -1;

		public boolean isEnabled() {
			return this.enabled;
		}

		public void setEnabled(boolean enabled) {
			this.enabled = enabled;
		}

		public Duration getFirstDelay() {
			return this.firstDelay;
		}

		public void setFirstDelay(Duration firstDelay) {
			this.firstDelay = firstDelay;
		}

		public Duration getInitialDelay() {
			return this.initialDelay;
		}

		public void setInitialDelay(Duration initialDelay) {
			this.initialDelay = initialDelay;
		}

		public double getMultiplier() {
			return this.multiplier;
		}

		public void setMultiplier(double multiplier) {
			this.multiplier = multiplier;
		}

		public Duration getMaxDelay() {
			return this.maxDelay;
		}

		public void setMaxDelay(Duration maxDelay) {
			this.maxDelay = maxDelay;
		}

		public double getJitter() {
			return this.jitter;
		}

		public void setJitter(double jitter) {
			this.jitter = jitter;
		}

		public int getMaxAttempts() {
			return this.maxAttempts;
		}

		public void setMaxAttempts(int maxAttempts) {
			this.maxAttempts = maxAttempts;
		}

	}

	/**
	 * What a server may do.
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
		 * Largest payload of one received message, up to 1 GB, or -1 for no limit where a
		 * PartialMessageHandler takes messages in parts. A larger one closes the
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
		 * Largest number of Ping and Pong frames that the server may send within any ten
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
		 * Longest time that output to the server may stand still, or -1 for no limit.
		 * After it the connection is ended. When not set, that of
		 * duplex.outbound.send-timeout. If a duration suffix is not specified, seconds
		 * will be used.
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
		 * Whether permessage-deflate is offered, and messages are compressed if the
		 * server agrees. When not set, that of duplex.compression.enabled.
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
		 * Time between Pings to the server, varied by a tenth either way, or -1 for no
		 * Pings. When not set, that of duplex.heartbeat.interval. If a duration suffix is
		 * not specified, seconds will be used.
		 */
		@DurationUnit(ChronoUnit.SECONDS)
		private @Nullable Duration interval;

		/**
		 * Longest time that the server may send nothing at all after a Ping, or -1 for no
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

}
