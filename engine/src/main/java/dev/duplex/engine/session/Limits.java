package dev.duplex.engine.session;

import dev.duplex.engine.ConnectionOptions;
import dev.duplex.engine.Limit;

/**
 * What there is to say of each limit.
 */
final class Limits {

	private Limits() {
	}

	/**
	 * The value in force: a count, bytes or milliseconds.
	 */
	static long configured(Limit limit, ConnectionOptions options) {
		return switch (limit) {
			case FRAME_SIZE -> options.maxFrameSize();
			case MESSAGE_SIZE -> options.maxMessageSize();
			case FRAGMENTS -> options.maxFragments();
			case CONTROL_FRAMES -> options.maxControlFrames();
			case SEND_QUEUE_BYTES -> options.sendQueueBytes();
			case SEND_QUEUE_MESSAGES -> options.sendQueueMessages();
			case SEND_TIMEOUT -> options.sendTimeout().toMillis();
			case PONG_TIMEOUT -> options.pongTimeout().toMillis();
			case IDLE_TIMEOUT -> options.idleTimeout().toMillis();
			case CLOSE_TIMEOUT -> options.closeTimeout().toMillis();
		};
	}

	/**
	 * What the peer is told, as the reason of the Close frame.
	 */
	static String phrase(Limit limit) {
		return switch (limit) {
			case FRAME_SIZE -> "Frame too big";
			case MESSAGE_SIZE -> "Message too big";
			case FRAGMENTS -> "Too many fragments";
			case CONTROL_FRAMES -> "Too many control frames";
			case SEND_QUEUE_BYTES, SEND_QUEUE_MESSAGES -> "Too slow";
			case SEND_TIMEOUT, PONG_TIMEOUT, IDLE_TIMEOUT, CLOSE_TIMEOUT -> "Timeout";
		};
	}

}
