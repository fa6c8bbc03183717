package dev.duplex.engine;

/**
 * What becomes of a message when its connection's send queue is full: when
 * {@link ConnectionOptions#sendQueueBytes()} or
 * {@link ConnectionOptions#sendQueueMessages()} is reached. Only whole messages are
 * dropped, and only such as have not begun to leave.
 */
public enum OverflowPolicy {

	/**
	 * The connection is closed with 1013, and what has not begun to leave is dropped: for
	 * peers that must miss nothing, and can connect again.
	 */
	CLOSE,

	/**
	 * The oldest waiting messages of this policy make room; if there are none, the new
	 * message is dropped.
	 */
	DROP_OLDEST,

	/** The new message is dropped; {@link SendResult#DROPPED}. */
	DROP_NEWEST,

	/**
	 * The new message is not taken, and the sender is meant to do something about it;
	 * {@link SendResult#REJECTED}.
	 */
	REJECT

}
