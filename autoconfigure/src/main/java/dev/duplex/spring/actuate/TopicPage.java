package dev.duplex.spring.actuate;

import java.util.Comparator;
import java.util.List;
import java.util.Map;

import dev.duplex.engine.Topics;
import org.jspecify.annotations.Nullable;

/**
 * Some of the topics that have a subscriber.
 *
 * @param total how many there are on all pages
 * @param page the page, from 0
 * @param size the most entries of a page
 * @param topics the entries
 */
public record TopicPage(int total, int page, int size, List<TopicSummary> topics) {

	private static final Comparator<TopicSummary> BY_NAME = Comparator.comparing(TopicSummary::name);

	private static final Map<String, Comparator<TopicSummary>> FIELDS = Map.of("name", BY_NAME, "subscribers",
			Comparator.comparingInt(TopicSummary::subscribers));

	static TopicPage of(Paging paging, @Nullable String sort, @Nullable String prefix, Topics topics) {
		List<TopicSummary> sorted = topics.names()
			.stream()
			.filter((name) -> prefix == null || name.startsWith(prefix))
			.map((name) -> new TopicSummary(name, topics.subscriberCount(name)))
			.sorted(WebSocketsEndpoint.order(sort, FIELDS, BY_NAME))
			.toList();
		return new TopicPage(sorted.size(), paging.page(), paging.size(), List.copyOf(paging.cut(sorted)));
	}

	/**
	 * A topic.
	 *
	 * @param name its name
	 * @param subscribers how many connections are subscribed
	 */
	public record TopicSummary(String name, int subscribers) {
	}

}
