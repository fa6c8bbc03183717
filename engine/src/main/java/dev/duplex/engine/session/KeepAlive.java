package dev.duplex.engine.session;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

import dev.duplex.engine.ConnectionOptions;
import dev.duplex.engine.Limit;
import org.jspecify.annotations.Nullable;

/**
 * Whether the peer is still there: heartbeat Pings, and how long it has been silent. Any
 * byte from the peer is a sign of life. One thread; times in nanoseconds of the context's
 * clock.
 */
final class KeepAlive {

	private static final int PAYLOAD = Long.BYTES;

	private final long pingInterval;

	private final long pongTimeout;

	private final long idleTimeout;

	private long lastRead;

	private long nextPing;

	/** When the unanswered Ping was sent; also its payload. */
	private long pingSent;

	private boolean awaitingAnswer;

	/** Whether there was a Ping at all. */
	private boolean pinged;

	KeepAlive(ConnectionOptions options, long now) {
		this.pingInterval = nanos(options.pingInterval());
		this.pongTimeout = nanos(options.pongTimeout());
		this.idleTimeout = nanos(options.idleTimeout());
		this.lastRead = now;
		this.nextPing = now + jittered();
	}

	static long nanos(Duration duration) {
		return duration.isNegative() ? -1 : duration.toNanos();
	}

	void onBytes(long now) {
		this.lastRead = now;
		this.awaitingAnswer = false;
	}

	/**
	 * Whether a Pong answers our last Ping.
	 */
	boolean isAnswer(ByteBuffer pong) {
		return this.pinged && pong.remaining() == PAYLOAD && pong.getLong(pong.position()) == this.pingSent;
	}

	/**
	 * Reads pause on our side, so silence proves nothing.
	 */
	void excuse(long now) {
		this.lastRead = now;
		this.awaitingAnswer = false;
	}

	/**
	 * Looks at the clock.
	 * @return the limit that was passed, or {@code null}
	 */
	@Nullable Limit check(long now) {
		if (this.awaitingAnswer && this.pongTimeout >= 0 && now - this.pingSent >= this.pongTimeout) {
			return Limit.PONG_TIMEOUT;
		}
		if (this.idleTimeout >= 0 && now - this.lastRead >= this.idleTimeout) {
			return Limit.IDLE_TIMEOUT;
		}
		return null;
	}

	/**
	 * Whether it is time for a Ping; then its payload must be sent.
	 */
	boolean isPingDue(long now) {
		return this.pingInterval >= 0 && now - this.nextPing >= 0;
	}

	/**
	 * Notes that a Ping leaves.
	 * @return its payload
	 */
	ByteBuffer ping(long now) {
		this.nextPing = now + jittered();
		if (!this.awaitingAnswer) {
			this.awaitingAnswer = true;
			this.pinged = true;
			this.pingSent = now;
		}
		return ByteBuffer.allocate(PAYLOAD).putLong(0, this.pingSent);
	}

	/**
	 * Output is blocked, so a Ping could not leave; the send timeout watches instead.
	 */
	void skipPing(long now) {
		this.nextPing = now + jittered();
	}

	/**
	 * When to look at the clock again.
	 */
	long nextCheck(long now) {
		long next = now + Long.MAX_VALUE / 2;
		if (this.pingInterval >= 0) {
			next = earlier(next, this.nextPing);
		}
		if (this.awaitingAnswer && this.pongTimeout >= 0) {
			next = earlier(next, this.pingSent + this.pongTimeout);
		}
		if (this.idleTimeout >= 0) {
			next = earlier(next, this.lastRead + this.idleTimeout);
		}
		return next;
	}

	private static long earlier(long a, long b) {
		return (a - b < 0) ? a : b;
	}

	/** Spread by 10 % either way, so that many connections do not ping in step. */
	private long jittered() {
		return (this.pingInterval <= 0) ? 0
				: (long) (this.pingInterval * ThreadLocalRandom.current().nextDouble(0.9, 1.1));
	}

}
