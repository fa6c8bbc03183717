package dev.duplex.engine.topic;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

/**
 * The patterns that have a subscriber, as a tree of their segments: finding those that
 * match a name looks at its segments, not at all patterns. Found without a lock, changed
 * under one.
 */
final class TopicPatterns {

	private final Node root = new Node();

	private final Map<String, Topic> patterns = new ConcurrentHashMap<>();

	/** Changes after the tree does, so that who has seen it sees the tree. */
	private volatile int version;

	private volatile int count;

	/**
	 * Counts another subscriber of a pattern.
	 * @param segments the pattern's segments
	 */
	synchronized Topic retain(String pattern, List<String> segments) {
		Topic topic = this.patterns.get(pattern);
		if (topic == null) {
			topic = new Topic(pattern);
			this.patterns.put(pattern, topic);
			place(segments, topic);
			changed();
		}
		topic.count(1);
		return topic;
	}

	/**
	 * Counts one subscriber less.
	 */
	synchronized void release(Topic topic) {
		topic.count(-1);
		if (topic.subscribers() == 0) {
			this.patterns.remove(topic.name());
			remove(this.root, TopicPattern.segments(topic.name()), 0);
			changed();
		}
	}

	private void changed() {
		this.count = this.patterns.size();
		this.version = this.version + 1;
	}

	private void place(List<String> segments, Topic topic) {
		Node node = this.root;
		for (String segment : segments) {
			if (segment.equals(TopicPattern.REST)) {
				node.rest = topic;
				return;
			}
			node = node.children.computeIfAbsent(segment, (key) -> new Node());
		}
		node.end = topic;
	}

	private static void remove(Node node, List<String> segments, int index) {
		if (index == segments.size()) {
			node.end = null;
			return;
		}
		String segment = segments.get(index);
		if (segment.equals(TopicPattern.REST)) {
			node.rest = null;
			return;
		}
		Node child = node.children.get(segment);
		if (child != null) {
			remove(child, segments, index + 1);
			if (child.isEmpty()) {
				node.children.remove(segment);
			}
		}
	}

	boolean isEmpty() {
		return this.count == 0;
	}

	int count() {
		return this.count;
	}

	int version() {
		return this.version;
	}

	boolean contains(String pattern) {
		return this.patterns.containsKey(pattern);
	}

	int subscribers(String pattern) {
		Topic topic = this.patterns.get(pattern);
		return (topic != null) ? topic.subscribers() : 0;
	}

	Set<String> all() {
		return Set.copyOf(this.patterns.keySet());
	}

	/**
	 * Adds the patterns that match a name to a list.
	 */
	void match(String name, List<Topic> into) {
		match(this.root, name, 0, into);
	}

	/** As deep as the longest pattern has segments. */
	private static void match(Node node, String name, int from, List<Topic> into) {
		Topic rest = node.rest;
		if (rest != null) {
			into.add(rest);
		}
		if (from > name.length()) {
			Topic end = node.end;
			if (end != null) {
				into.add(end);
			}
			return;
		}
		if (node.children.isEmpty()) {
			return;
		}
		int dot = name.indexOf('.', from);
		int to = (dot >= 0) ? dot : name.length();
		Node same = node.children.get(name.substring(from, to));
		if (same != null) {
			match(same, name, to + 1, into);
		}
		Node any = node.children.get(TopicPattern.ONE);
		if (any != null) {
			match(any, name, to + 1, into);
		}
	}

	/**
	 * The patterns that match a name.
	 */
	List<Topic> matching(String name) {
		List<Topic> matching = new ArrayList<>(2);
		match(name, matching);
		return matching;
	}

	/**
	 * What patterns with the same first segments have in common.
	 */
	private static final class Node {

		final Map<String, Node> children = new ConcurrentHashMap<>(2);

		/** The pattern that ends here. */
		volatile @Nullable Topic end;

		/** The pattern of which only <code>**</code> is left. */
		volatile @Nullable Topic rest;

		boolean isEmpty() {
			return this.children.isEmpty() && this.end == null && this.rest == null;
		}

	}

}
