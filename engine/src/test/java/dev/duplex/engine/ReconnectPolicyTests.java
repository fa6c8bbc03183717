package dev.duplex.engine;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import dev.duplex.engine.CloseReason.Initiator;
import dev.duplex.engine.ConnectFailedException.Reason;
import dev.duplex.engine.protocol.HandshakeResponse;
import dev.duplex.engine.protocol.Header;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link ReconnectPolicy}.
 */
class ReconnectPolicyTests {

	private final ReconnectPolicy policy = ReconnectPolicy.defaults();

	private static ConnectFailedException failure(Reason reason, int status, @Nullable String retryAfter) {
		List<Header> headers = (retryAfter != null) ? List.of(new Header("retry-after", retryAfter)) : List.of();
		return new ConnectFailedException(reason, "", (status > 0) ? new HandshakeResponse(status, "", headers) : null,
				null);
	}

	private List<Long> seconds(int attempt, @Nullable ConnectFailedException failure) {
		return IntStream.range(0, 1_000)
			.mapToObj((i) -> this.policy.delay(attempt, failure).toMillis())
			.sorted()
			.toList();
	}

	@Test
	void theFirstDelayIsRandomUpToFiveSeconds() {
		List<Long> delays = seconds(1, null);
		assertThat(delays.get(0)).isLessThan(500);
		assertThat(delays.get(999)).isBetween(4_500L, 5_000L);
	}

	@Test
	void furtherDelaysGrowUpToAMinuteAndHalfOfThemIsRandom() {
		long[] most = { 1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000 };
		for (int i = 0; i < most.length; i++) {
			List<Long> delays = seconds(i + 2, null);
			assertThat(delays.get(0)).isBetween(most[i] / 2 - 1, most[i] * 6 / 10);
			assertThat(delays.get(999)).isBetween(most[i] * 9 / 10, most[i]);
		}
		assertThat(seconds(1_000_000, null).get(999)).isLessThanOrEqualTo(60_000);
	}

	@Test
	void aServersRetryAfterIsKeptUpToTheLongestDelay() {
		for (int attempt = 1; attempt <= 2; attempt++) {
			List<Long> delays = seconds(attempt, failure(Reason.REFUSED, 503, "30"));
			assertThat(delays.get(0)).isBetween(30_000L, 31_000L);
			assertThat(delays.get(999)).as("they do not come together").isBetween(44_000L, 45_000L);
		}
		assertThat(seconds(2, failure(Reason.REFUSED, 503, "86400")).get(0)).isBetween(60_000L, 61_000L);
		for (String other : List.of("-1", "soon", "", "9999999", "Wed, 21 Oct 2026 07:28:00 GMT")) {
			assertThat(seconds(2, failure(Reason.REFUSED, 503, other)).get(999)).isLessThanOrEqualTo(1_000);
		}
	}

	@Test
	void codesDecide() {
		for (int code : new int[] { 1001, 1005, 1006, 1011, 1012, 1013, 1014, 3000, 4000 }) {
			assertThat(this.policy.reconnectsAfter(new CloseReason(code, "", Initiator.REMOTE))).isTrue();
		}
		for (int code : new int[] { 1000, 1002, 1003, 1007, 1008, 1009, 1010 }) {
			assertThat(this.policy.reconnectsAfter(new CloseReason(code, "", Initiator.LOCAL))).isFalse();
		}
	}

	@Test
	void whatMayPassIsTriedAgain() {
		for (Reason reason : List.of(Reason.RESOLVE, Reason.CONNECT, Reason.TLS, Reason.TIMEOUT, Reason.PROXY)) {
			assertThat(this.policy.retriesAfter(failure(reason, 0, null))).isTrue();
		}
		for (int status : new int[] { 408, 425, 429, 500, 502, 503, 504 }) {
			assertThat(this.policy.retriesAfter(failure(Reason.REFUSED, status, null))).isTrue();
		}
		for (int status : new int[] { 200, 302, 400, 401, 403, 404, 426, 501 }) {
			assertThat(this.policy.retriesAfter(failure(Reason.REFUSED, status, null))).isFalse();
		}
		assertThat(this.policy.retriesAfter(failure(Reason.PROXY, 407, null))).isFalse();
		assertThat(this.policy.retriesAfter(failure(Reason.HANDSHAKE, 101, null))).isFalse();
		assertThat(this.policy.retriesAfter(failure(Reason.CLOSED, 0, null))).isFalse();
	}

	@Test
	void refusesValuesOutOfRangeByName() {
		Duration second = Duration.ofSeconds(1);
		refuses("firstDelay", Duration.ofSeconds(-1), second, 2, second, 0, -1);
		refuses("initialDelay", second, Duration.ZERO, 2, second, 0, -1);
		refuses("multiplier", second, second, 0.5, second, 0, -1);
		refuses("maxDelay", second, second, 2, Duration.ofMillis(1), 0, -1);
		refuses("jitter", second, second, 2, second, 1.1, -1);
		refuses("jitter", second, second, 2, second, Double.NaN, -1);
		refuses("maxAttempts", second, second, 2, second, 0, 0);
	}

	private static void refuses(String option, Duration first, Duration initial, double multiplier, Duration max,
			double jitter, int attempts) {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new ReconnectPolicy(first, initial, multiplier, max, jitter, attempts))
			.withMessageStartingWith(option + " must be ");
	}

}
