package dev.duplex.engine.session;

/**
 * Where sessions find the topics they subscribe to. Safe from any thread.
 */
public interface TopicDirectory {

	/**
	 * Subscribes a session to a topic that it is not subscribed to yet: from now on
	 * {@link Session#deliver} is called for what is published there.
	 * @param topic the topic
	 * @param session the session
	 * @return the subscription
	 * @throws IllegalArgumentException if the name is not allowed
	 * @throws IllegalStateException if there are as many topics as there may be
	 */
	Subscription subscribe(String topic, Session session);

	/**
	 * Subscribes a session to all topics that match a pattern it is not subscribed to
	 * yet: from now on {@link Session#deliver} or {@link Session#deliverOnce} is called
	 * for what is published there.
	 * @param pattern the pattern, or a topic
	 * @param session the session
	 * @return the subscription
	 * @throws IllegalArgumentException if the pattern is not allowed
	 * @throws IllegalStateException if there are as many topics as there may be
	 */
	Subscription subscribeMatching(String pattern, Session session);

}
