package dev.duplex.engine.session;

import java.time.Duration;

import dev.duplex.engine.OverflowPolicy;
import dev.duplex.engine.SendOptions;
import dev.duplex.engine.SendResult;
import org.jspecify.annotations.Nullable;

/**
 * What may become of one message that has to wait.
 *
 * @param policy what happens when there is no room
 * @param key what a newer message has in common that takes its place
 * @param expiry when it is of no use any more, in {@link System#nanoTime()}
 */
record Shedding(OverflowPolicy policy, @Nullable String key, long expiry) {

	/** No expiry. */
	static final long NEVER = Long.MIN_VALUE;

	private static final @Nullable Shedding[] BY_POLICY = { null, new Shedding(OverflowPolicy.DROP_OLDEST, null, NEVER),
			new Shedding(OverflowPolicy.DROP_NEWEST, null, NEVER), new Shedding(OverflowPolicy.REJECT, null, NEVER) };

	/**
	 * What options ask for.
	 * @param expiry when the message is of no use any more
	 * @param usual the connection's policy
	 * @return {@code null} if nothing may become of it but that the connection is closed
	 */
	static @Nullable Shedding of(SendOptions options, long expiry, OverflowPolicy usual) {
		OverflowPolicy own = options.overflow();
		OverflowPolicy policy = (own != null) ? own : usual;
		return (options.key() == null && expiry == NEVER) ? BY_POLICY[policy.ordinal()]
				: new Shedding(policy, options.key(), expiry);
	}

	/**
	 * When a message that is sent now is of no use any more.
	 */
	static long expiry(SendOptions options) {
		Duration timeToLive = options.timeToLive();
		if (timeToLive == null) {
			return NEVER;
		}
		long expiry = System.nanoTime() + timeToLive.toNanos();
		return (expiry != NEVER) ? expiry : NEVER + 1;
	}

	boolean isExpired(long now) {
		return this.expiry != NEVER && now - this.expiry >= 0;
	}

	/**
	 * Whether the message may be taken out of the queue again. Then room may be made for
	 * it, too, once it is its turn, so that it is taken though the queue is full.
	 */
	boolean isForQueue() {
		return this.policy == OverflowPolicy.DROP_OLDEST || this.key != null || this.expiry != NEVER;
	}

	/**
	 * What a message's sender is told that finds no room.
	 */
	SendResult refusal() {
		return switch (this.policy) {
			case CLOSE -> SendResult.OVERFLOW;
			case DROP_OLDEST, DROP_NEWEST -> SendResult.DROPPED;
			case REJECT -> SendResult.REJECTED;
		};
	}

}
