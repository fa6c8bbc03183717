package dev.duplex.engine.topic;

import java.util.List;

import dev.duplex.engine.Topics;

/**
 * The names that a subscription asks for, segment by segment. <code>**</code> stands at
 * the end only, and there are few <code>*</code>, so that whoever may choose patterns
 * cannot make matching expensive.
 */
final class TopicPattern {

	static final String ONE = "*";

	static final String REST = "**";

	private static final int MAX_SEGMENTS = 8;

	private static final int MAX_ONES = 3;

	private TopicPattern() {
	}

	/**
	 * Takes a pattern apart.
	 * @return its segments
	 * @throws IllegalArgumentException if it is none
	 */
	static List<String> segments(String pattern) {
		requireCharacters(pattern);
		List<String> segments = List.of(pattern.split("\\.", -1));
		require(segments.size() <= MAX_SEGMENTS, "a topic pattern has at most " + MAX_SEGMENTS + " segments");
		int ones = 0;
		for (int i = 0; i < segments.size(); i++) {
			String segment = segments.get(i);
			if (segment.equals(REST)) {
				require(i == segments.size() - 1, "** is the last segment of a topic pattern");
			}
			else if (segment.equals(ONE)) {
				ones++;
			}
			else {
				require(segment.indexOf('*') < 0, "* is a whole segment of a topic pattern");
			}
		}
		require(ones <= MAX_ONES, "a topic pattern has at most three segments *");
		return segments;
	}

	/**
	 * Checks the name of one topic.
	 * @throws IllegalArgumentException if it is none
	 */
	static void requireName(String name) {
		if (!Topics.isName(name)) {
			requireCharacters(name);
			throw new IllegalArgumentException("a topic's name has no segment * or **, which are for patterns");
		}
	}

	/**
	 * Checks that a name which nobody subscribed to is not a pattern. Other names that
	 * are none have no subscriber either.
	 * @throws IllegalArgumentException if it is one
	 */
	static void requireOne(String name) {
		if (name.indexOf('*') >= 0 && !Topics.isName(name)) {
			throw new IllegalArgumentException("a message is published to one topic, not to a pattern");
		}
	}

	private static void requireCharacters(String text) {
		require(!text.isEmpty() && text.length() <= Topics.MAX_NAME,
				"a topic's name has 1 to " + Topics.MAX_NAME + " characters");
		require(text.chars().noneMatch(Character::isISOControl), "a topic's name has no control characters");
	}

	private static void require(boolean valid, String rule) {
		if (!valid) {
			throw new IllegalArgumentException(rule);
		}
	}

}
