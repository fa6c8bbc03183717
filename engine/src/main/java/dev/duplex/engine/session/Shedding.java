package dev.duplex.engine.session;

import dev.duplex.engine.OverflowPolicy;
import dev.duplex.engine.SendOptions;
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

	private static final Shedding[] BY_POLICY = { null, new Shedding(OverflowPolicy.DROP_OLDEST, null, NEVER),
			new Shedding(OverflowPolicy.DROP_NEWEST, null, NEVER), new Shedding(OverflowPolicy.REJECT, null, NEVER) };

	/**
	 * What options ask for.
	 * @param usual the connection's policy
	 * @return {@code null} if nothing may become of it but that the connection is closed
	 */
	static @Nullable Shedding of(SendOptions options, OverflowPolicy usual) {
		OverflowPolicy policy = (options.overflow() != null) ? options.overflow() : usual;
		if (options.key() == null && options.timeToLive() == null) {
			return of(policy);
		}
		long expiry = NEVER;
		if (options.timeToLive() != null) {
			expiry = System.nanoTime() + options.timeToLive().toNanos();
			expiry = (expiry != NEVER) ? expiry : NEVER + 1;
		}
		return new Shedding(policy, options.key(), expiry);
	}

	/**
	 * What a connection's policy asks for.
	 */
	static @Nullable Shedding of(OverflowPolicy policy) {
		return BY_POLICY[policy.ordinal()];
	}

	/**
	 * Whether the message may be taken out of the queue again.
	 */
	boolean isForQueue() {
		return this.policy == OverflowPolicy.DROP_OLDEST || this.key != null || this.expiry != NEVER;
	}

	/**
	 * Whether room may be made for it once it is its turn, so that it is taken though the
	 * queue is full.
	 */
	boolean makesRoom() {
		return this.policy == OverflowPolicy.DROP_OLDEST || this.key != null;
	}

}
