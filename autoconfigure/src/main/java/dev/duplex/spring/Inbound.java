package dev.duplex.spring;

/**
 * How the messages of one connection are handled.
 */
public enum Inbound {

	/**
	 * One after another, in order.
	 */
	SERIAL,

	/**
	 * Several at the same time, up to {@code duplex.limits.max-pending-messages}, in any
	 * order; reading pauses while there are as many. For messages that have nothing to do
	 * with each other, and handlers that wait. The state of a connection must be
	 * thread-safe, too. {@link OnConnect} comes before all of them still, and
	 * {@link OnDisconnect} after.
	 */
	CONCURRENT

}
