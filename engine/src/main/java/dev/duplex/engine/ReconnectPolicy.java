package dev.duplex.engine;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

import dev.duplex.engine.protocol.CloseCode;
import dev.duplex.engine.protocol.HandshakeResponse;
import org.jspecify.annotations.Nullable;

/**
 * When a client that lost its connection connects again (RFC 6455 section 7.2.3): after a
 * random delay first, then after delays that grow exponentially and are never the same
 * for two clients, so that those who lost a server together do not come back together.
 *
 * @param firstDelay the first attempt comes after a random time up to this. Default 5 s
 * @param initialDelay the second attempt's delay. Default 1 s
 * @param multiplier what each further delay grows by. Default 2
 * @param maxDelay longest delay. Default 60 s
 * @param jitter how much of a delay is random, from 0 to 1. Default 0.5: a delay of 8 s
 * is from 4 to 8 s
 * @param maxAttempts attempts in a row after which it is given up; {@code -1} for no
 * limit, which is the default
 */
public record ReconnectPolicy(Duration firstDelay, Duration initialDelay, double multiplier, Duration maxDelay,
		double jitter, int maxAttempts) {

	private static final Duration MAX_TIME = Duration.ofDays(365);

	private static final ReconnectPolicy DEFAULTS = new ReconnectPolicy(Duration.ofSeconds(5), Duration.ofSeconds(1), 2,
			Duration.ofSeconds(60), 0.5, -1);

	/** After which a new connection would end the same way. */
	private static final Set<Integer> FINAL_CODES = Set.of(CloseCode.NORMAL, CloseCode.PROTOCOL_ERROR,
			CloseCode.UNSUPPORTED_DATA, CloseCode.INVALID_PAYLOAD, CloseCode.POLICY_VIOLATION, CloseCode.TOO_BIG,
			CloseCode.MANDATORY_EXTENSION);

	/** Of refusals, those that another attempt may not meet. */
	private static final Set<Integer> PASSING_STATUSES = Set.of(408, 425, 429, 500, 502, 503, 504);

	/**
	 * Checks every value.
	 * @throws IllegalArgumentException naming the option, if a value is out of range
	 */
	public ReconnectPolicy {
		check(!firstDelay.isNegative() && firstDelay.compareTo(MAX_TIME) <= 0, "firstDelay",
				"not negative and at most 365 days");
		check(!initialDelay.isNegative() && !initialDelay.isZero(), "initialDelay", "positive");
		check(multiplier >= 1 && multiplier <= 100, "multiplier", "from 1 to 100");
		check(maxDelay.compareTo(initialDelay) >= 0 && maxDelay.compareTo(MAX_TIME) <= 0, "maxDelay",
				"at least initialDelay and at most 365 days");
		check(jitter >= 0 && jitter <= 1, "jitter", "from 0 to 1");
		check(maxAttempts >= 1 || maxAttempts == -1, "maxAttempts", "at least 1, or -1 for no limit");
	}

	private static void check(boolean valid, String option, String range) {
		if (!valid) {
			throw new IllegalArgumentException(option + " must be " + range);
		}
	}

	/**
	 * The recommended policy.
	 * @return the defaults
	 */
	public static ReconnectPolicy defaults() {
		return DEFAULTS;
	}

	/**
	 * Whether a connection that ended is to be replaced. Not after a code that says that
	 * the purpose is fulfilled, or that another connection would end the same way: 1000,
	 * 1002, 1003, 1007 to 1010, whichever side sent it.
	 * @param reason why it ended
	 * @return whether to connect again
	 */
	public boolean reconnectsAfter(CloseReason reason) {
		return !FINAL_CODES.contains(reason.code());
	}

	/**
	 * Whether an attempt that failed is to be followed by another. Not after an answer
	 * that breaks the protocol, nor after a refusal, but for statuses that tell of a
	 * passing state: 408, 425, 429, 500, 502, 503 and 504.
	 * @param failure why it failed
	 * @return whether to try again
	 */
	public boolean retriesAfter(ConnectFailedException failure) {
		HandshakeResponse response = failure.response();
		return switch (failure.reason()) {
			case REQUEST, RESOLVE, CONNECT, TLS, TIMEOUT -> true;
			case REFUSED, PROXY -> response == null || PASSING_STATUSES.contains(response.status());
			case HANDSHAKE, CLOSED -> false;
		};
	}

	/**
	 * The delay before an attempt.
	 * @param attempt the attempt since the last connection, from 1
	 * @param failure what the attempt before failed with, or {@code null}; a server's
	 * {@code Retry-After} in seconds is kept, up to the longest delay, and exceeded by a
	 * random part of it, so that not all clients come back at the same time
	 * @return the delay
	 */
	public Duration delay(int attempt, @Nullable ConnectFailedException failure) {
		ThreadLocalRandom random = ThreadLocalRandom.current();
		double delay;
		if (attempt <= 1) {
			delay = random.nextDouble() * this.firstDelay.toNanos();
		}
		else {
			double grown = this.initialDelay.toNanos() * Math.pow(this.multiplier, attempt - 2);
			delay = Math.min(grown, this.maxDelay.toNanos()) * (1 - this.jitter * random.nextDouble());
		}
		double asked = Math.min(retryAfter(failure), this.maxDelay.toNanos()) * (1 + this.jitter * random.nextDouble());
		return Duration.ofNanos((long) Math.max(delay, asked));
	}

	private static long retryAfter(@Nullable ConnectFailedException failure) {
		HandshakeResponse response = (failure != null) ? failure.response() : null;
		String value = (response != null) ? response.header("Retry-After") : null;
		if (value == null || value.isEmpty() || value.length() > 6
				|| !value.chars().allMatch((c) -> c >= '0' && c <= '9')) {
			return 0;
		}
		return Long.parseLong(value) * 1_000_000_000L;
	}

}
