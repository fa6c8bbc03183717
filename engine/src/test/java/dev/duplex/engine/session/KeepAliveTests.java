package dev.duplex.engine.session;

import java.nio.ByteBuffer;
import java.time.Duration;

import dev.duplex.engine.ConnectionOptions;
import dev.duplex.engine.Limit;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link KeepAlive}, on a clock that the test moves.
 */
class KeepAliveTests {

	private static final long SECOND = 1_000_000_000L;

	/** Anywhere, as the clock's zero means nothing. */
	private static final long START = Long.MAX_VALUE - 30 * SECOND;

	private final KeepAlive keepAlive = keepAlive(20, 20, 60);

	private static KeepAlive keepAlive(int pingInterval, int pongTimeout, int idleTimeout) {
		return new KeepAlive(ConnectionOptions.defaults()
			.toBuilder()
			.pingInterval(Duration.ofSeconds(pingInterval))
			.pongTimeout(Duration.ofSeconds(pongTimeout))
			.idleTimeout(Duration.ofSeconds(idleTimeout))
			.build(), START);
	}

	private static long at(double seconds) {
		return START + (long) (seconds * SECOND);
	}

	@Test
	void pingsAfterTheIntervalGiveOrTakeATenth() {
		assertThat(this.keepAlive.isPingDue(at(17.9))).isFalse();
		assertThat(this.keepAlive.isPingDue(at(22.1))).isTrue();
		long next = this.keepAlive.nextCheck(START) - START;
		assertThat(next).isBetween(18 * SECOND, 22 * SECOND);
	}

	@Test
	void doesNotPingInStepWithOthers() {
		long first = this.keepAlive.nextCheck(START);
		boolean different = false;
		for (int i = 0; i < 20; i++) {
			different |= keepAlive(20, 20, 60).nextCheck(START) != first;
		}
		assertThat(different).isTrue();
	}

	@Test
	void givesUpWhenNoByteFollowsAPing() {
		this.keepAlive.ping(at(20));
		assertThat(this.keepAlive.check(at(39.9))).isNull();
		assertThat(this.keepAlive.check(at(40))).isEqualTo(Limit.PONG_TIMEOUT);
	}

	@Test
	void takesAnyByteForAnAnswer() {
		this.keepAlive.ping(at(20));
		this.keepAlive.onBytes(at(39));
		assertThat(this.keepAlive.check(at(58))).isNull();
	}

	@Test
	void measuresFromTheFirstUnansweredPing() {
		this.keepAlive.ping(at(20));
		this.keepAlive.ping(at(30));
		assertThat(this.keepAlive.check(at(40))).isEqualTo(Limit.PONG_TIMEOUT);
	}

	@Test
	void knowsTheAnswerToItsPing() {
		ByteBuffer ping = this.keepAlive.ping(at(20));
		assertThat(this.keepAlive.isAnswer(ping)).isTrue();
		assertThat(this.keepAlive.isAnswer(ByteBuffer.allocate(8).putLong(0, 1))).isFalse();
		assertThat(this.keepAlive.isAnswer(ByteBuffer.allocate(7))).isFalse();
		assertThat(this.keepAlive.isAnswer(ByteBuffer.allocate(0))).isFalse();
	}

	@Test
	void endsAConnectionThatIsSilentForTooLong() {
		assertThat(this.keepAlive.check(at(59.9))).isNull();
		assertThat(this.keepAlive.check(at(60))).isEqualTo(Limit.IDLE_TIMEOUT);
		this.keepAlive.onBytes(at(60));
		assertThat(this.keepAlive.check(at(119))).isNull();
	}

	@Test
	void excusesSilenceThatIsOurOwnDoing() {
		this.keepAlive.ping(at(20));
		this.keepAlive.excuse(at(50));
		assertThat(this.keepAlive.check(at(50))).isNull();
		assertThat(this.keepAlive.check(at(109))).isNull();
		assertThat(this.keepAlive.check(at(110))).isEqualTo(Limit.IDLE_TIMEOUT);
	}

	@Test
	void looksAtTheClockWhenTheNextThingIsDue() {
		this.keepAlive.ping(at(20));
		this.keepAlive.skipPing(at(38));
		assertThat(this.keepAlive.nextCheck(at(38))).isEqualTo(at(40));
		this.keepAlive.onBytes(at(39));
		assertThat(this.keepAlive.nextCheck(at(39))).isBetween(at(56), at(60));
	}

	@Test
	void watchesNothingThatIsSwitchedOff() {
		KeepAlive none = keepAlive(-1, -1, -1);
		assertThat(none.isPingDue(at(1_000_000))).isFalse();
		assertThat(none.check(at(1_000_000))).isNull();
		assertThat(none.nextCheck(START) - START).isGreaterThan(1_000_000 * SECOND);
	}

	@Test
	void aPongBeforeAnyPingAnswersNone() {
		KeepAlive keepAlive = new KeepAlive(ConnectionOptions.defaults(), 0);
		assertThat(keepAlive.isAnswer(ByteBuffer.allocate(8))).isFalse();
		keepAlive.ping(0);
		assertThat(keepAlive.isAnswer(ByteBuffer.allocate(8))).isTrue();
	}

}
