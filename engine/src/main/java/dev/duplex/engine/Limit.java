package dev.duplex.engine;

/**
 * The limits that end a connection when they are passed.
 */
public enum Limit {

	/** {@link ConnectionOptions#maxFrameSize()}, bytes; closes with 1009. */
	FRAME_SIZE,

	/** {@link ConnectionOptions#maxMessageSize()}, bytes; closes with 1009. */
	MESSAGE_SIZE,

	/** {@link ConnectionOptions#maxFragments()}; closes with 1008. */
	FRAGMENTS,

	/** {@link ConnectionOptions#maxControlFrames()}; closes with 1008. */
	CONTROL_FRAMES,

	/** {@link ConnectionOptions#sendQueueBytes()}; closes with 1013. */
	SEND_QUEUE_BYTES,

	/** {@link ConnectionOptions#sendQueueMessages()}; closes with 1013. */
	SEND_QUEUE_MESSAGES,

	/** {@link ConnectionOptions#sendTimeout()}, milliseconds; ends TCP. */
	SEND_TIMEOUT,

	/** {@link ConnectionOptions#pongTimeout()}, milliseconds; ends TCP. */
	PONG_TIMEOUT,

	/** {@link ConnectionOptions#idleTimeout()}, milliseconds; closes with 1001. */
	IDLE_TIMEOUT,

	/** {@link ConnectionOptions#closeTimeout()}, milliseconds; ends TCP. */
	CLOSE_TIMEOUT

}
