package dev.duplex.engine;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * How a message is sent that a slow peer need not get. Immutable; may be kept and shared.
 * While nothing is waiting on the connection, options make no difference.
 * <p>
 * With {@link OverflowPolicy#DROP_OLDEST}, a key or a time to live it is decided in the
 * queue what becomes of a message: it may be {@link SendResult#ACCEPTED} and dropped
 * later, which only the receipts of {@link WebSocketConnection#sendTextAsync} and
 * {@link WebSocketConnection#sendBinaryAsync} tell. Up to twice as much as the limits
 * allow may be on its way into the queue meanwhile.
 * <p>
 * On a connection with compression such a message refers to no other, as published ones,
 * so that it can be dropped.
 *
 * @param overflow what happens when the send queue is full; {@code null} for
 * {@link ConnectionOptions#overflow()}
 * @param key of the waiting messages with this key only the latest is kept, in the place
 * of the first; {@code null} to keep all. Keys are a connection's own. At most 256
 * characters.
 * @param timeToLive how long the message may wait; {@code null} for any time. Looked at
 * when it is about to leave, or when another message with options finds the queue full.
 */
public record SendOptions(@Nullable OverflowPolicy overflow, @Nullable String key, @Nullable Duration timeToLive) {

	private static final Duration MAX_TIME = Duration.ofDays(365);

	private static final int MAX_KEY = 256;

	private static final SendOptions DEFAULTS = new SendOptions(null, null, null);

	/**
	 * Checks every value.
	 * @throws IllegalArgumentException naming the option, if a value is out of range
	 */
	public SendOptions {
		if (key != null && key.length() > MAX_KEY) {
			throw new IllegalArgumentException("key must have at most 256 characters");
		}
		if (timeToLive != null
				&& (timeToLive.isZero() || timeToLive.isNegative() || timeToLive.compareTo(MAX_TIME) > 0)) {
			throw new IllegalArgumentException("timeToLive must be positive and at most 365 days");
		}
	}

	/**
	 * As a send without options.
	 * @return the options
	 */
	public static SendOptions defaults() {
		return DEFAULTS;
	}

	/**
	 * For a message that is of no use any more when there is a newer one of its key: the
	 * price of a symbol, the position of a cursor.
	 * @param key the key
	 * @return the options
	 * @throws IllegalArgumentException if the key is too long
	 */
	public static SendOptions latest(String key) {
		return DEFAULTS.withKey(key);
	}

	/**
	 * For a message whose policy is not its connection's.
	 * @param overflow the policy
	 * @return the options
	 */
	public static SendOptions overflow(OverflowPolicy overflow) {
		return DEFAULTS.withOverflow(overflow);
	}

	/**
	 * These options with another policy.
	 * @param overflow the policy, or {@code null} for the connection's
	 * @return the options
	 */
	public SendOptions withOverflow(@Nullable OverflowPolicy overflow) {
		return new SendOptions(overflow, this.key, this.timeToLive);
	}

	/**
	 * These options with another key.
	 * @param key the key, or {@code null} for none
	 * @return the options
	 * @throws IllegalArgumentException if the key is too long
	 */
	public SendOptions withKey(@Nullable String key) {
		return new SendOptions(this.overflow, key, this.timeToLive);
	}

	/**
	 * These options with another time to live.
	 * @param timeToLive the time, or {@code null} for any
	 * @return the options
	 * @throws IllegalArgumentException if it is not positive, or more than 365 days
	 */
	public SendOptions withTimeToLive(@Nullable Duration timeToLive) {
		return new SendOptions(this.overflow, this.key, timeToLive);
	}

}
