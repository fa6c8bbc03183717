package dev.duplex.engine;

import java.time.Duration;

/**
 * The limits of a whole engine. Immutable; start from {@link #defaults()} and change by
 * {@link #toBuilder()}.
 *
 * @param eventLoops number of event loops, at least 1. Default: one for each processor.
 * @param maxConnections most open connections, handshakes included; beyond it a handshake
 * is answered 503. {@code -1} for no limit. Default 10,000.
 * @param maxUnfinishedHandshakes most handshakes of the own listener under way at once;
 * beyond it accepting waits. Default 1,024.
 * @param maxUnfinishedHandshakesPerAddress most handshakes of one address that are slow:
 * their request did not come in one piece, or not within a second; beyond it they are
 * closed. {@code -1} for no limit. Default 64.
 * @param handshakeTimeout longest time from accepting TCP to the answer. Default 10 s.
 * @param maxRequestLine longest request line of a handshake, in bytes; beyond it 414.
 * Default 4 KiB.
 * @param maxHeaderBytes most bytes of all its header lines; beyond it 431. Default 8 KiB.
 * @param maxHeaders most header lines; beyond it 431. Default 100.
 * @param maxSubscriptionsPerConnection most topics and patterns one connection may be
 * subscribed to. {@code -1} for no limit. Default 256.
 * @param maxTopics most topics and patterns with a subscriber. {@code -1} for no limit.
 * Default 100,000.
 * @param proxies the proxies in front of the own listener. Default: none is trusted.
 */
public record EngineOptions(int eventLoops, int maxConnections, int maxUnfinishedHandshakes,
		int maxUnfinishedHandshakesPerAddress, Duration handshakeTimeout, int maxRequestLine, int maxHeaderBytes,
		int maxHeaders, int maxSubscriptionsPerConnection, int maxTopics, ProxyOptions proxies) {

	private static final Duration MAX_TIME = Duration.ofDays(365);

	private static final EngineOptions DEFAULTS = new Builder().build();

	/**
	 * Checks every value.
	 * @throws IllegalArgumentException naming the option, if a value is out of range
	 */
	public EngineOptions {
		check(eventLoops >= 1, "eventLoops", "at least 1");
		check(maxConnections >= 1 || maxConnections == -1, "maxConnections", "at least 1, or -1 for no limit");
		check(maxUnfinishedHandshakes >= 1, "maxUnfinishedHandshakes", "at least 1");
		check(maxUnfinishedHandshakesPerAddress >= 1 || maxUnfinishedHandshakesPerAddress == -1,
				"maxUnfinishedHandshakesPerAddress", "at least 1, or -1 for no limit");
		check(handshakeTimeout.compareTo(MAX_TIME) <= 0, "handshakeTimeout", "at most 365 days");
		check(handshakeTimeout.toMillis() > 0, "handshakeTimeout", "positive");
		check(maxRequestLine >= 1, "maxRequestLine", "at least 1");
		check(maxHeaderBytes >= 1, "maxHeaderBytes", "at least 1");
		check(maxHeaders >= 1, "maxHeaders", "at least 1");
		check(maxSubscriptionsPerConnection >= 1 || maxSubscriptionsPerConnection == -1,
				"maxSubscriptionsPerConnection", "at least 1, or -1 for no limit");
		check(maxTopics >= 1 || maxTopics == -1, "maxTopics", "at least 1, or -1 for no limit");
	}

	private static void check(boolean valid, String option, String range) {
		if (!valid) {
			throw new IllegalArgumentException(option + " must be " + range);
		}
	}

	/**
	 * The recommended limits.
	 * @return the defaults
	 */
	public static EngineOptions defaults() {
		return DEFAULTS;
	}

	/**
	 * Starts from these values.
	 * @return a builder
	 */
	public Builder toBuilder() {
		Builder builder = new Builder();
		builder.eventLoops = this.eventLoops;
		builder.maxConnections = this.maxConnections;
		builder.maxUnfinishedHandshakes = this.maxUnfinishedHandshakes;
		builder.maxUnfinishedHandshakesPerAddress = this.maxUnfinishedHandshakesPerAddress;
		builder.handshakeTimeout = this.handshakeTimeout;
		builder.maxRequestLine = this.maxRequestLine;
		builder.maxHeaderBytes = this.maxHeaderBytes;
		builder.maxHeaders = this.maxHeaders;
		builder.maxSubscriptionsPerConnection = this.maxSubscriptionsPerConnection;
		builder.maxTopics = this.maxTopics;
		builder.proxies = this.proxies;
		return builder;
	}

	/**
	 * Builds {@link EngineOptions}. Not thread-safe.
	 */
	public static final class Builder {

		private int eventLoops = Math.max(1, Runtime.getRuntime().availableProcessors());

		private int maxConnections = 10_000;

		private int maxUnfinishedHandshakes = 1_024;

		private int maxUnfinishedHandshakesPerAddress = 64;

		private Duration handshakeTimeout = Duration.ofSeconds(10);

		private int maxRequestLine = 4_096;

		private int maxHeaderBytes = 8_192;

		private int maxHeaders = 100;

		private int maxSubscriptionsPerConnection = 256;

		private int maxTopics = 100_000;

		private ProxyOptions proxies = ProxyOptions.none();

		private Builder() {
		}

		/**
		 * Number of event loops, at least 1. Default: one for each processor.
		 * @param eventLoops the value
		 * @return this
		 */
		public Builder eventLoops(int eventLoops) {
			this.eventLoops = eventLoops;
			return this;
		}

		/**
		 * Most open connections, handshakes included; beyond it a handshake is answered
		 * 503. {@code -1} for no limit. Default 10,000.
		 * @param maxConnections the value
		 * @return this
		 */
		public Builder maxConnections(int maxConnections) {
			this.maxConnections = maxConnections;
			return this;
		}

		/**
		 * Most handshakes of the own listener under way at once; beyond it accepting
		 * waits. Default 1,024.
		 * @param maxUnfinishedHandshakes the value
		 * @return this
		 */
		public Builder maxUnfinishedHandshakes(int maxUnfinishedHandshakes) {
			this.maxUnfinishedHandshakes = maxUnfinishedHandshakes;
			return this;
		}

		/**
		 * Most handshakes of one address that are slow: their request did not come in one
		 * piece, or not within a second; beyond it they are closed. {@code -1} for no
		 * limit. Default 64.
		 * @param maxUnfinishedHandshakesPerAddress the value
		 * @return this
		 */
		public Builder maxUnfinishedHandshakesPerAddress(int maxUnfinishedHandshakesPerAddress) {
			this.maxUnfinishedHandshakesPerAddress = maxUnfinishedHandshakesPerAddress;
			return this;
		}

		/**
		 * Longest time from accepting TCP to the answer. Default 10 s.
		 * @param handshakeTimeout the value
		 * @return this
		 */
		public Builder handshakeTimeout(Duration handshakeTimeout) {
			this.handshakeTimeout = handshakeTimeout;
			return this;
		}

		/**
		 * Longest request line of a handshake, in bytes; beyond it 414. Default 4 KiB.
		 * @param maxRequestLine the value
		 * @return this
		 */
		public Builder maxRequestLine(int maxRequestLine) {
			this.maxRequestLine = maxRequestLine;
			return this;
		}

		/**
		 * Most bytes of all its header lines; beyond it 431. Default 8 KiB.
		 * @param maxHeaderBytes the value
		 * @return this
		 */
		public Builder maxHeaderBytes(int maxHeaderBytes) {
			this.maxHeaderBytes = maxHeaderBytes;
			return this;
		}

		/**
		 * Most header lines; beyond it 431. Default 100.
		 * @param maxHeaders the value
		 * @return this
		 */
		public Builder maxHeaders(int maxHeaders) {
			this.maxHeaders = maxHeaders;
			return this;
		}

		/**
		 * Most topics and patterns one connection may be subscribed to. {@code -1} for no
		 * limit. Default 256.
		 * @param maxSubscriptionsPerConnection the value
		 * @return this
		 */
		public Builder maxSubscriptionsPerConnection(int maxSubscriptionsPerConnection) {
			this.maxSubscriptionsPerConnection = maxSubscriptionsPerConnection;
			return this;
		}

		/**
		 * Most topics and patterns with a subscriber. {@code -1} for no limit. Default
		 * 100,000.
		 * @param maxTopics the value
		 * @return this
		 */
		public Builder maxTopics(int maxTopics) {
			this.maxTopics = maxTopics;
			return this;
		}

		/**
		 * The proxies in front of the own listener. Default: none is trusted.
		 * @param proxies the value
		 * @return this
		 */
		public Builder proxies(ProxyOptions proxies) {
			this.proxies = proxies;
			return this;
		}

		/**
		 * Builds the options.
		 * @return the options
		 * @throws IllegalArgumentException naming the option, if a value is out of range
		 */
		public EngineOptions build() {
			return new EngineOptions(this.eventLoops, this.maxConnections, this.maxUnfinishedHandshakes,
					this.maxUnfinishedHandshakesPerAddress, this.handshakeTimeout, this.maxRequestLine,
					this.maxHeaderBytes, this.maxHeaders, this.maxSubscriptionsPerConnection, this.maxTopics,
					this.proxies);
		}

	}

}
