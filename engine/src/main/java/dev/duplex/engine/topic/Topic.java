package dev.duplex.engine.topic;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import dev.duplex.engine.PublishOptions;
import dev.duplex.engine.session.PublishedMessage;
import dev.duplex.engine.transport.SerialContext;
import org.jspecify.annotations.Nullable;

/**
 * A name or a pattern and its subscribers, grouped by context.
 */
final class Topic {

	/** Beyond it, what a publish reaches is not kept, to bound the memory of a topic. */
	private static final int MAX_KEPT = 8;

	private final String name;

	private final Map<SerialContext, TopicGroup> groups = new ConcurrentHashMap<>();

	/** Written under the lock of who finds topics only. */
	private volatile int subscribers;

	/** Whom what is published here reaches, as far as that was asked for. */
	private volatile @Nullable Reach reach;

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

	Collection<TopicGroup> groups() {
		return this.groups.values();
	}

	/**
	 * This topic and the patterns that match it, looked for again only when there are
	 * other patterns than before.
	 */
	List<Topic> reach(TopicPatterns patterns) {
		// Read before the patterns are, so that a change meanwhile is noticed next time.
		int version = patterns.version();
		Reach known = this.reach;
		if (known == null || known.version() != version) {
			List<Topic> topics = new ArrayList<>(2);
			topics.add(this);
			patterns.match(this.name, topics);
			if (topics.size() > MAX_KEPT) {
				return topics;
			}
			known = new Reach(version, List.copyOf(topics));
			this.reach = known;
		}
		return known.topics();
	}

	void publish(PublishedMessage message, PublishOptions options) {
		for (TopicGroup group : this.groups.values()) {
			group.publish(message, options);
		}
	}

	private record Reach(int version, List<Topic> topics) {
	}

}
