package dev.duplex.engine.session;

/**
 * A session's place in a topic.
 */
@FunctionalInterface
public interface Subscription {

	/**
	 * Ends it. To be called once, from any thread.
	 */
	void cancel();

}
