package dev.duplex.engine.topic;

import java.util.function.Consumer;

import dev.duplex.engine.session.Session;
import dev.duplex.engine.session.Subscription;

/**
 * One session's place in a topic.
 */
final class TopicMember implements Subscription {

	private final Consumer<Topic> release;

	private final Topic topic;

	private final TopicGroup group;

	private final Session session;

	/** Where the group keeps it; -1 when it does not. The group's context only. */
	int index = -1;

	TopicMember(Consumer<Topic> release, Topic topic, TopicGroup group, Session session) {
		this.release = release;
		this.topic = topic;
		this.group = group;
		this.session = session;
	}

	@Override
	public void cancel() {
		this.group.remove(this);
		this.release.accept(this.topic);
	}

	Session session() {
		return this.session;
	}

}
