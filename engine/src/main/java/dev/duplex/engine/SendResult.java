package dev.duplex.engine;

/**
 * What became of a message that was given to a connection.
 */
public enum SendResult {

	/** In the queue, or on its way already. */
	ACCEPTED,

	/**
	 * Not sent: a Close frame was sent or received, or TCP is gone (RFC 6455 section
	 * 5.5.1).
	 */
	CLOSED,

	/** Not sent: the send queue is full, and the connection is being closed for it. */
	OVERFLOW

}
