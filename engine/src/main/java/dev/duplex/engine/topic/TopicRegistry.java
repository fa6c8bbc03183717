package dev.duplex.engine.topic;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import dev.duplex.engine.PublishOptions;
import dev.duplex.engine.Topics;
import dev.duplex.engine.protocol.Utf8;
import dev.duplex.engine.session.PublishedMessage;
import dev.duplex.engine.session.Session;
import dev.duplex.engine.session.Subscription;
import dev.duplex.engine.session.TopicDirectory;
import dev.duplex.engine.transport.SerialContext;

/**
 * All topics and patterns that have a subscriber. Safe from any thread.
 */
public final class TopicRegistry implements Topics, TopicDirectory {

	private final int maxTopics;

	private final Map<String, Topic> topics = new ConcurrentHashMap<>();

	private final TopicPatterns patterns = new TopicPatterns();

	private final Consumer<Topic> release = this::release;

	private final Consumer<Topic> releasePattern = this.patterns::release;

	/** Numbers what reaches several subscriptions, which one connection may have. */
	private final AtomicLong publications = new AtomicLong();

	/**
	 * Creates a registry.
	 * @param maxTopics most topics and patterns with a subscriber, {@code -1} for no
	 * limit
	 */
	public TopicRegistry(int maxTopics) {
		this.maxTopics = maxTopics;
	}

	@Override
	public Subscription subscribe(String name, Session session) {
		TopicPattern.requireName(name);
		if (isFull() && !this.topics.containsKey(name)) {
			throw full();
		}
		Topic topic = this.topics.compute(name, (key, existing) -> {
			Topic counted = (existing != null) ? existing : new Topic(name);
			counted.count(1);
			return counted;
		});
		return join(topic, session, this.release);
	}

	@Override
	public Subscription subscribeMatching(String pattern, Session session) {
		List<String> segments = TopicPattern.segments(pattern);
		if (Topics.isName(pattern)) {
			return subscribe(pattern, session);
		}
		if (isFull() && !this.patterns.contains(pattern)) {
			throw full();
		}
		return join(this.patterns.retain(pattern, segments), session, this.releasePattern);
	}

	private boolean isFull() {
		return this.maxTopics != -1 && this.topics.size() + this.patterns.count() >= this.maxTopics;
	}

	private IllegalStateException full() {
		return new IllegalStateException("there are " + this.maxTopics + " topics, as many as maxTopics allows");
	}

	private static Subscription join(Topic topic, Session session, Consumer<Topic> release) {
		TopicGroup group = topic.group(session.context());
		TopicMember member = new TopicMember(release, topic, group, session);
		group.add(member);
		return member;
	}

	private void release(Topic topic) {
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
			TopicPattern.requireOne(name);
		}
		if (!this.patterns.isEmpty()) {
			List<Topic> reach = (topic != null) ? topic.reach(this.patterns) : this.patterns.matching(name);
			if (reach.size() > 1) {
				return publishOnce(reach, new PublishedMessage(text, payload, options.delivery()), options);
			}
			topic = reach.isEmpty() ? null : reach.get(0);
		}
		if (topic == null) {
			return 0;
		}
		topic.publish(new PublishedMessage(text, payload, options.delivery()), options);
		return topic.subscribers();
	}

	/**
	 * Publishes to several topics, of which a connection may have subscribed to more than
	 * one. Each context gets one task, so that nothing comes between.
	 */
	private int publishOnce(List<Topic> topics, PublishedMessage message, PublishOptions options) {
		Map<SerialContext, List<TopicGroup>> byContext = new HashMap<>();
		int subscribers = 0;
		for (Topic topic : topics) {
			subscribers += topic.subscribers();
			for (TopicGroup group : topic.groups()) {
				byContext.computeIfAbsent(group.context(), (key) -> new ArrayList<>(2)).add(group);
			}
		}
		long publication = this.publications.incrementAndGet();
		byContext.forEach((context, groups) -> context.execute(() -> {
			Recipients recipients = new Recipients(options);
			for (TopicGroup group : groups) {
				group.deliverOnce(message, recipients, publication);
			}
		}));
		return subscribers;
	}

	@Override
	public int subscriberCount(String topic) {
		Topic existing = this.topics.get(topic);
		return (existing != null) ? existing.subscribers() : this.patterns.subscribers(topic);
	}

	@Override
	public Set<String> names() {
		return Set.copyOf(this.topics.keySet());
	}

	@Override
	public Set<String> patterns() {
		return this.patterns.all();
	}

}
