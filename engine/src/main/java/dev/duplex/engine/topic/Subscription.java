package dev.duplex.engine.topic;

/**
 * One subscriber's place in a topic.
 */
public final class Subscription {

	private final TopicRegistry registry;

	private final Topic topic;

	private final TopicGroup group;

	private final Subscriber subscriber;

	/** Where the group keeps it; -1 when it does not. The group's context only. */
	int index = -1;

	Subscription(TopicRegistry registry, Topic topic, TopicGroup group, Subscriber subscriber) {
		this.registry = registry;
		this.topic = topic;
		this.group = group;
		this.subscriber = subscriber;
	}

	/**
	 * Ends it. To be called once, from any thread.
	 */
	public void cancel() {
		this.group.remove(this);
		this.registry.release(this.topic);
	}

	Subscriber subscriber() {
		return this.subscriber;
	}

}
