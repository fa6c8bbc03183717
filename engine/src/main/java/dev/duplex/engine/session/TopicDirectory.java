package dev.duplex.engine.session;

/**
 * Where sessions find the topics they subscribe to. Safe from any thread.
 */
@FunctionalInterface
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

}
