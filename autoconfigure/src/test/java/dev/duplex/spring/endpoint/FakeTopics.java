package dev.duplex.spring.endpoint;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import dev.duplex.engine.PublishOptions;
import dev.duplex.engine.Topics;

/**
 * Topics that only remember what was published.
 */
class FakeTopics implements Topics {

	final List<String> published = new ArrayList<>();

	/** The options of those that were published with any. */
	final List<PublishOptions> options = new ArrayList<>();

	@Override
	public int publishText(String topic, String text) {
		this.published.add(topic + " text " + text);
		return 1;
	}

	@Override
	public int publishText(String topic, ByteBuffer utf8) {
		return publishText(topic, StandardCharsets.UTF_8.decode(utf8.duplicate()).toString());
	}

	@Override
	public int publishBinary(String topic, ByteBuffer data) {
		this.published.add(topic + " binary " + StandardCharsets.UTF_8.decode(data.duplicate()));
		return 1;
	}

	@Override
	public int publishText(String topic, String text, PublishOptions options) {
		this.options.add(options);
		return publishText(topic, text);
	}

	@Override
	public int publishText(String topic, ByteBuffer utf8, PublishOptions options) {
		this.options.add(options);
		return publishText(topic, utf8);
	}

	@Override
	public int publishBinary(String topic, ByteBuffer data, PublishOptions options) {
		this.options.add(options);
		return publishBinary(topic, data);
	}

	@Override
	public int subscriberCount(String topic) {
		return 0;
	}

	@Override
	public Set<String> names() {
		return Set.of();
	}

	@Override
	public Set<String> patterns() {
		return Set.of();
	}

}
