package dev.duplex.engine.topic;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import dev.duplex.engine.PublishOptions;
import dev.duplex.engine.Topics;
import dev.duplex.engine.protocol.Utf8;
import dev.duplex.engine.session.PublishedMessage;
import dev.duplex.engine.session.Session;
import dev.duplex.engine.session.Subscription;
import dev.duplex.engine.session.TopicDirectory;

/**
 * All topics that have a subscriber. Safe from any thread.
 */
public final class TopicRegistry implements Topics, TopicDirectory {

	/** Longest name of a topic, in characters. */
	public static final int MAX_NAME = 256;

	private final int maxTopics;

	private final Map<String, Topic> topics = new ConcurrentHashMap<>();

	/**
	 * Creates a registry.
	 * @param maxTopics most topics with a subscriber, {@code -1} for no limit
	 */
	public TopicRegistry(int maxTopics) {
		this.maxTopics = maxTopics;
	}

	@Override
	public Subscription subscribe(String name, Session session) {
		requireValidName(name);
		if (this.maxTopics != -1 && this.topics.size() >= this.maxTopics && !this.topics.containsKey(name)) {
			throw new IllegalStateException("there are " + this.maxTopics + " topics, as many as allowed");
		}
		Topic topic = this.topics.compute(name, (key, existing) -> {
			Topic counted = (existing != null) ? existing : new Topic(name);
			counted.count(1);
			return counted;
		});
		TopicGroup group = topic.group(session.context());
		TopicMember member = new TopicMember(this, topic, group, session);
		group.add(member);
		return member;
	}

	void release(Topic topic) {
		this.topics.computeIfPresent(topic.name(), (key, existing) -> {
			existing.count(-1);
			return (existing.subscribers() > 0) ? existing : null;
		});
	}

	@Override
	public int publishText(String topic, String text) {
		return publishText(topic, text, PublishOptions.defaults());
	}

	@Override
	public int publishText(String topic, ByteBuffer utf8) {
		return publishText(topic, utf8, PublishOptions.defaults());
	}

	@Override
	public int publishBinary(String topic, ByteBuffer data) {
		return publishBinary(topic, data, PublishOptions.defaults());
	}

	@Override
	public int publishText(String topic, String text, PublishOptions options) {
		return publish(topic, true, ByteBuffer.wrap(Utf8.encode(text)), options);
	}

	@Override
	public int publishText(String topic, ByteBuffer utf8, PublishOptions options) {
		if (!Utf8.isWellFormed(utf8)) {
			throw new IllegalArgumentException("text is not well-formed UTF-8");
		}
		return publish(topic, true, utf8, options);
	}

	@Override
	public int publishBinary(String topic, ByteBuffer data, PublishOptions options) {
		return publish(topic, false, data, options);
	}

	private int publish(String name, boolean text, ByteBuffer payload, PublishOptions options) {
		Topic topic = this.topics.get(name);
		if (topic == null) {
			return 0;
		}
		topic.publish(new PublishedMessage(text, payload, options.delivery()), options.except());
		return topic.subscribers();
	}

	@Override
	public int subscriberCount(String topic) {
		Topic existing = this.topics.get(topic);
		return (existing != null) ? existing.subscribers() : 0;
	}

	@Override
	public Set<String> names() {
		return Set.copyOf(this.topics.keySet());
	}

	private static void requireValidName(String name) {
		if (name.isEmpty() || name.length() > MAX_NAME) {
			throw new IllegalArgumentException("a topic's name has 1 to " + MAX_NAME + " characters");
		}
		for (int i = 0; i < name.length(); i++) {
			if (Character.isISOControl(name.charAt(i))) {
				throw new IllegalArgumentException("a topic's name has no control characters");
			}
		}
	}

}
