package dev.duplex.engine;

import java.nio.ByteBuffer;
import java.util.Set;

/**
 * Publishes to the connections that subscribed to a topic. A message is encoded once, and
 * every subscriber's queue holds the same bytes. Safe from any thread; never blocks.
 * <p>
 * Messages that one thread publishes to a topic reach each subscriber in that order. A
 * subscriber whose send queue is full is closed, as for any other send, unless
 * {@link PublishOptions} or {@link ConnectionOptions#overflow()} ask for something else;
 * the others do not notice.
 */
public interface Topics {

	/**
	 * Publishes a text message.
	 * @param topic the topic
	 * @param text the text
	 * @return how many subscribers it was handed to
	 * @throws IllegalArgumentException if the text has an unpaired surrogate
	 */
	int publishText(String topic, String text);

	/**
	 * Publishes a text message that is already encoded.
	 * @param topic the topic
	 * @param utf8 the text in UTF-8, from position to limit, which stay as they are
	 * @return how many subscribers it was handed to
	 * @throws IllegalArgumentException if the bytes are not well-formed UTF-8
	 */
	int publishText(String topic, ByteBuffer utf8);

	/**
	 * Publishes a binary message.
	 * @param topic the topic
	 * @param data the payload, from position to limit, which stay as they are
	 * @return how many subscribers it was handed to
	 */
	int publishBinary(String topic, ByteBuffer data);

	/**
	 * Publishes a text message with options.
	 * @param topic the topic
	 * @param text the text
	 * @param options how
	 * @return how many subscribers there were, the one that is left out included
	 * @throws IllegalArgumentException if the text has an unpaired surrogate
	 */
	int publishText(String topic, String text, PublishOptions options);

	/**
	 * Publishes a text message that is already encoded, with options.
	 * @param topic the topic
	 * @param utf8 the text in UTF-8, from position to limit, which stay as they are
	 * @param options how
	 * @return how many subscribers there were, the one that is left out included
	 * @throws IllegalArgumentException if the bytes are not well-formed UTF-8
	 */
	int publishText(String topic, ByteBuffer utf8, PublishOptions options);

	/**
	 * Publishes a binary message with options.
	 * @param topic the topic
	 * @param data the payload, from position to limit, which stay as they are
	 * @param options how
	 * @return how many subscribers there were, the one that is left out included
	 */
	int publishBinary(String topic, ByteBuffer data, PublishOptions options);

	/**
	 * How many connections are subscribed to a topic now.
	 * @param topic the topic
	 * @return the count
	 */
	int subscriberCount(String topic);

	/**
	 * The topics that have a subscriber.
	 * @return a snapshot
	 */
	Set<String> names();

}
