package dev.duplex.engine;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * The limits and times of one endpoint's connections. Immutable; start from
 * {@link #defaults()} and change by {@link #toBuilder()}.
 *
 * @param maxFrameSize largest payload of one frame, in bytes; {@code -1} for no limit but
 * the message's. Default 65,536.
 * @param maxMessageSize largest message, in bytes of its payload, at most 1 GiB;
 * {@code -1} for no limit, only where a {@link PartialMessageHandler} takes messages in
 * parts. Default 65,536.
 * @param maxFragments most frames one message may come in, empty ones count; {@code -1}
 * for no limit. Default 1,024.
 * @param maxControlFrames most Ping and Pong frames a peer may send in any 10 seconds;
 * {@code -1} for no limit. Default 1,000.
 * @param maxPendingMessages messages handed to the handler's executor and not finished,
 * after which reads pause. One read may pass it. Default 16.
 * @param sendQueueBytes a message is taken while fewer bytes than this are waiting to be
 * sent; {@code -1} for no limit. Default 524,288.
 * @param sendQueueMessages most messages waiting to be sent; {@code -1} for no limit.
 * Default 1,024.
 * @param sendTimeout longest time that output may stand still; negative for no limit.
 * Default 10 s.
 * @param pingInterval time between heartbeat Pings, varied by 10 % either way; negative
 * for none. Default 20 s.
 * @param pongTimeout longest time without a byte from the peer after a Ping; negative for
 * no limit. Default 20 s.
 * @param idleTimeout longest time without a byte from the peer; negative for no limit.
 * Default 60 s.
 * @param closeTimeout longest time from our Close frame to the end of TCP; absolute.
 * Default 5 s.
 * @param compression how messages are compressed if the other side agrees; {@code null}
 * for never, which is the default.
 * @param overflow what becomes of messages when the send queue is full, unless their
 * {@link SendOptions} say otherwise. Default {@link OverflowPolicy#CLOSE}.
 */
public record ConnectionOptions(int maxFrameSize, int maxMessageSize, int maxFragments, int maxControlFrames,
		int maxPendingMessages, int sendQueueBytes, int sendQueueMessages, Duration sendTimeout, Duration pingInterval,
		Duration pongTimeout, Duration idleTimeout, Duration closeTimeout, @Nullable CompressionOptions compression,
		OverflowPolicy overflow) {

	/** Largest message that can be configured: 1 GiB. */
	public static final int MAX_MESSAGE_SIZE = 1 << 30;

	private static final Duration MAX_TIME = Duration.ofDays(365);

	private static final ConnectionOptions DEFAULTS = new Builder().build();

	/**
	 * Checks every value.
	 * @throws IllegalArgumentException naming the option, if a value is out of range
	 */
	public ConnectionOptions {
		check(maxFrameSize >= 1 || maxFrameSize == -1, "maxFrameSize", "at least 1, or -1 for no limit");
		check(maxMessageSize >= 1 || maxMessageSize == -1, "maxMessageSize", "at least 1");
		check(maxMessageSize <= MAX_MESSAGE_SIZE, "maxMessageSize", "at most 1 GiB");
		check(maxFragments >= 1 || maxFragments == -1, "maxFragments", "at least 1, or -1 for no limit");
		check(maxControlFrames >= 1 || maxControlFrames == -1, "maxControlFrames", "at least 1, or -1 for no limit");
		check(maxPendingMessages >= 1, "maxPendingMessages", "at least 1");
		check(sendQueueBytes >= 1 || sendQueueBytes == -1, "sendQueueBytes", "at least 1, or -1 for no limit");
		check(sendQueueMessages >= 1 || sendQueueMessages == -1, "sendQueueMessages", "at least 1, or -1 for no limit");
		check(!sendTimeout.isZero(), "sendTimeout", "positive, or negative for none; not 0");
		check(!pingInterval.isZero(), "pingInterval", "positive, or negative for none; not 0");
		check(!pongTimeout.isZero(), "pongTimeout", "positive, or negative for none; not 0");
		check(!idleTimeout.isZero(), "idleTimeout", "positive, or negative for none; not 0");
		check(closeTimeout.toMillis() > 0, "closeTimeout", "positive");
		checkTime(sendTimeout, "sendTimeout");
		checkTime(pingInterval, "pingInterval");
		checkTime(pongTimeout, "pongTimeout");
		checkTime(idleTimeout, "idleTimeout");
		checkTime(closeTimeout, "closeTimeout");
		check(idleTimeout.isNegative() || pingInterval.isNegative() || pongTimeout.isNegative()
				|| idleTimeout.compareTo(pingInterval.plus(pongTimeout)) > 0, "idleTimeout",
				"longer than pingInterval and pongTimeout together, or a live connection would end");
	}

	private static void checkTime(Duration time, String option) {
		check(time.compareTo(MAX_TIME) <= 0, option, "at most 365 days");
	}

	private static void check(boolean valid, String option, String range) {
		if (!valid) {
			throw new IllegalArgumentException(option + " must be " + range);
		}
	}

	/**
	 * The recommended limits: safe, bounded and on.
	 * @return the defaults
	 */
	public static ConnectionOptions defaults() {
		return DEFAULTS;
	}

	/**
	 * Starts from these values.
	 * @return a builder
	 */
	public Builder toBuilder() {
		Builder builder = new Builder();
		builder.maxFrameSize = this.maxFrameSize;
		builder.maxMessageSize = this.maxMessageSize;
		builder.maxFragments = this.maxFragments;
		builder.maxControlFrames = this.maxControlFrames;
		builder.maxPendingMessages = this.maxPendingMessages;
		builder.sendQueueBytes = this.sendQueueBytes;
		builder.sendQueueMessages = this.sendQueueMessages;
		builder.sendTimeout = this.sendTimeout;
		builder.pingInterval = this.pingInterval;
		builder.pongTimeout = this.pongTimeout;
		builder.idleTimeout = this.idleTimeout;
		builder.closeTimeout = this.closeTimeout;
		builder.compression = this.compression;
		builder.overflow = this.overflow;
		return builder;
	}

	/**
	 * Builds {@link ConnectionOptions}. Not thread-safe.
	 */
	public static final class Builder {

		private int maxFrameSize = 65536;

		private int maxMessageSize = 65536;

		private int maxFragments = 1024;

		private int maxControlFrames = 1000;

		private int maxPendingMessages = 16;

		private int sendQueueBytes = 524288;

		private int sendQueueMessages = 1024;

		private Duration sendTimeout = Duration.ofSeconds(10);

		private Duration pingInterval = Duration.ofSeconds(20);

		private Duration pongTimeout = Duration.ofSeconds(20);

		private Duration idleTimeout = Duration.ofSeconds(60);

		private Duration closeTimeout = Duration.ofSeconds(5);

		private @Nullable CompressionOptions compression;

		private OverflowPolicy overflow = OverflowPolicy.CLOSE;

		private Builder() {
		}

		/**
		 * Largest payload of one frame, in bytes; {@code -1} for no limit but the
		 * message's.
		 * @param maxFrameSize the value
		 * @return this
		 */
		public Builder maxFrameSize(int maxFrameSize) {
			this.maxFrameSize = maxFrameSize;
			return this;
		}

		/**
		 * Largest message, in bytes of its payload, at most 1 GiB.
		 * @param maxMessageSize the value
		 * @return this
		 */
		public Builder maxMessageSize(int maxMessageSize) {
			this.maxMessageSize = maxMessageSize;
			return this;
		}

		/**
		 * Most frames one message may come in, empty ones count; {@code -1} for no limit.
		 * @param maxFragments the value
		 * @return this
		 */
		public Builder maxFragments(int maxFragments) {
			this.maxFragments = maxFragments;
			return this;
		}

		/**
		 * Most Ping and Pong frames a peer may send in any 10 seconds; {@code -1} for no
		 * limit.
		 * @param maxControlFrames the value
		 * @return this
		 */
		public Builder maxControlFrames(int maxControlFrames) {
			this.maxControlFrames = maxControlFrames;
			return this;
		}

		/**
		 * Messages handed to the handler's executor and not finished, after which reads
		 * pause. One read may pass it.
		 * @param maxPendingMessages the value
		 * @return this
		 */
		public Builder maxPendingMessages(int maxPendingMessages) {
			this.maxPendingMessages = maxPendingMessages;
			return this;
		}

		/**
		 * A message is taken while fewer bytes than this are waiting to be sent;
		 * {@code -1} for no limit.
		 * @param sendQueueBytes the value
		 * @return this
		 */
		public Builder sendQueueBytes(int sendQueueBytes) {
			this.sendQueueBytes = sendQueueBytes;
			return this;
		}

		/**
		 * Most messages waiting to be sent; {@code -1} for no limit.
		 * @param sendQueueMessages the value
		 * @return this
		 */
		public Builder sendQueueMessages(int sendQueueMessages) {
			this.sendQueueMessages = sendQueueMessages;
			return this;
		}

		/**
		 * Longest time that output may stand still; negative for no limit.
		 * @param sendTimeout the value
		 * @return this
		 */
		public Builder sendTimeout(Duration sendTimeout) {
			this.sendTimeout = sendTimeout;
			return this;
		}

		/**
		 * Time between heartbeat Pings, varied by 10 % either way; negative for none.
		 * @param pingInterval the value
		 * @return this
		 */
		public Builder pingInterval(Duration pingInterval) {
			this.pingInterval = pingInterval;
			return this;
		}

		/**
		 * Longest time without a byte from the peer after a Ping; negative for no limit.
		 * @param pongTimeout the value
		 * @return this
		 */
		public Builder pongTimeout(Duration pongTimeout) {
			this.pongTimeout = pongTimeout;
			return this;
		}

		/**
		 * Longest time without a byte from the peer; negative for no limit.
		 * @param idleTimeout the value
		 * @return this
		 */
		public Builder idleTimeout(Duration idleTimeout) {
			this.idleTimeout = idleTimeout;
			return this;
		}

		/**
		 * Longest time from our Close frame to the end of TCP; absolute.
		 * @param closeTimeout the value
		 * @return this
		 */
		public Builder closeTimeout(Duration closeTimeout) {
			this.closeTimeout = closeTimeout;
			return this;
		}

		/**
		 * How messages are compressed if the other side agrees; {@code null} for never.
		 * @param compression the value
		 * @return this
		 */
		public Builder compression(@Nullable CompressionOptions compression) {
			this.compression = compression;
			return this;
		}

		/**
		 * What becomes of messages when the send queue is full, unless their
		 * {@link SendOptions} say otherwise.
		 * @param overflow the value
		 * @return this
		 */
		public Builder overflow(OverflowPolicy overflow) {
			this.overflow = overflow;
			return this;
		}

		/**
		 * Builds the options.
		 * @return the options
		 * @throws IllegalArgumentException naming the option, if a value is out of range
		 */
		public ConnectionOptions build() {
			return new ConnectionOptions(this.maxFrameSize, this.maxMessageSize, this.maxFragments,
					this.maxControlFrames, this.maxPendingMessages, this.sendQueueBytes, this.sendQueueMessages,
					this.sendTimeout, this.pingInterval, this.pongTimeout, this.idleTimeout, this.closeTimeout,
					this.compression, this.overflow);
		}

	}

}
