package dev.duplex.engine;

import java.nio.ByteBuffer;
import java.util.Set;

/**
 * Publishes to the connections that subscribed to a topic. A message is encoded once, and
 * every subscriber's queue holds the same bytes. Safe from any thread; never blocks.
 * <p>
 * A connection gets a message once, however many of its subscriptions match. What a
 * publish returns counts each of them.
 * <p>
 * Messages that one thread publishes to a topic reach each subscriber in that order. A
 * subscriber whose send queue is full is closed, as for any other send, unless
 * {@link PublishOptions} or {@link ConnectionOptions#overflow()} ask for something else;
 * the others do not notice.
 */
public interface Topics {

	/** Longest name of a topic, and longest pattern, in characters. */
	int MAX_NAME = 256;

	/**
	 * Whether a text can be the name of a topic: 1 to {@value #MAX_NAME} characters, no
	 * control characters, and none of its segments, which dots separate, is
	 * <code>*</code> or <code>**</code>.
	 * @param text the text
	 * @return whether it is one topic's name
	 */
	static boolean isName(CharSequence text) {
		int length = text.length();
		if (length == 0 || length > MAX_NAME) {
			return false;
		}
		int segment = 0;
		boolean starsOnly = true;
		for (int i = 0; i < length; i++) {
			char character = text.charAt(i);
			if (Character.isISOControl(character)) {
				return false;
			}
			if (character == '.') {
				if (starsOnly && i > segment && i - segment <= 2) {
					return false;
				}
				segment = i + 1;
				starsOnly = true;
			}
			else {
				starsOnly &= character == '*';
			}
		}
		return !starsOnly || length == segment || length - segment > 2;
	}

	/**
	 * Publishes a text message.
	 * @param topic the topic
	 * @param text the text
	 * @return how many subscriptions it was handed to
	 * @throws IllegalArgumentException if the text has an unpaired surrogate, or the
	 * topic is a pattern
	 */
	int publishText(String topic, String text);

	/**
	 * Publishes a text message that is already encoded.
	 * @param topic the topic
	 * @param utf8 the text in UTF-8, from position to limit, which stay as they are
	 * @return how many subscriptions it was handed to
	 * @throws IllegalArgumentException if the bytes are not well-formed UTF-8, or the
	 * topic is a pattern
	 */
	int publishText(String topic, ByteBuffer utf8);

	/**
	 * Publishes a binary message.
	 * @param topic the topic
	 * @param data the payload, from position to limit, which stay as they are
	 * @return how many subscriptions it was handed to
	 * @throws IllegalArgumentException if the topic is a pattern
	 */
	int publishBinary(String topic, ByteBuffer data);

	/**
	 * Publishes a text message with options.
	 * @param topic the topic
	 * @param text the text
	 * @param options how
	 * @return how many subscriptions there were, the one that is left out included
	 * @throws IllegalArgumentException if the text has an unpaired surrogate, or the
	 * topic is a pattern
	 */
	int publishText(String topic, String text, PublishOptions options);

	/**
	 * Publishes a text message that is already encoded, with options.
	 * @param topic the topic
	 * @param utf8 the text in UTF-8, from position to limit, which stay as they are
	 * @param options how
	 * @return how many subscriptions there were, the one that is left out included
	 * @throws IllegalArgumentException if the bytes are not well-formed UTF-8, or the
	 * topic is a pattern
	 */
	int publishText(String topic, ByteBuffer utf8, PublishOptions options);

	/**
	 * Publishes a binary message with options.
	 * @param topic the topic
	 * @param data the payload, from position to limit, which stay as they are
	 * @param options how
	 * @return how many subscriptions there were, the one that is left out included
	 * @throws IllegalArgumentException if the topic is a pattern
	 */
	int publishBinary(String topic, ByteBuffer data, PublishOptions options);

	/**
	 * How many connections are subscribed to a topic by its name, or to a pattern, now.
	 * @param topic the topic or pattern
	 * @return the count
	 */
	int subscriberCount(String topic);

	/**
	 * The topics that have a subscriber by their name.
	 * @return a snapshot
	 */
	Set<String> names();

	/**
	 * The patterns that have a subscriber.
	 * @return a snapshot
	 */
	Set<String> patterns();

}
