package dev.duplex.engine.topic;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import dev.duplex.engine.WebSocketConnection;
import dev.duplex.engine.session.PublishedMessage;
import dev.duplex.engine.transport.SerialContext;
import org.jspecify.annotations.Nullable;

/**
 * A name and its subscribers, grouped by context.
 */
final class Topic {

	private final String name;

	private final Map<SerialContext, TopicGroup> groups = new ConcurrentHashMap<>();

	/** Written within an atomic operation of the registry's map only. */
	private volatile int subscribers;

	Topic(String name) {
		this.name = name;
	}

	String name() {
		return this.name;
	}

	int subscribers() {
		return this.subscribers;
	}

	void count(int difference) {
		this.subscribers = this.subscribers + difference;
	}

	TopicGroup group(SerialContext context) {
		return this.groups.computeIfAbsent(context, TopicGroup::new);
	}

	void publish(PublishedMessage message, @Nullable WebSocketConnection except) {
		for (TopicGroup group : this.groups.values()) {
			group.publish(message, except);
		}
	}

}
