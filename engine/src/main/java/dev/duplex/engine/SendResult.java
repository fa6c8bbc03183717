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
	OVERFLOW,

	/**
	 * Not sent: the send queue is full, and {@link OverflowPolicy#DROP_OLDEST} or
	 * {@link OverflowPolicy#DROP_NEWEST} holds.
	 */
	DROPPED,

	/** Not sent: the send queue is full, and {@link OverflowPolicy#REJECT} holds. */
	REJECTED,

	/** Not sent, as a receipt tells: a newer message of its key took its place. */
	REPLACED,

	/** Not sent, as a receipt tells: it waited for longer than it may. */
	EXPIRED

}
