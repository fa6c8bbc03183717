package dev.duplex.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import dev.duplex.engine.OverflowPolicy;

/**
 * Publishes what a handler returns to a topic, instead of sending it to the peer whose
 * message it answers. It is encoded once. The sender gets it as well if it is subscribed.
 * On a client endpoint, what its server sends reaches the subscribers of the application.
 *
 * @see dev.duplex.engine.Topics
 * @see dev.duplex.engine.WebSocketConnection#subscribe(String)
 */
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface BroadcastTo {

	/**
	 * The topic. Path variables in braces are replaced by their values, as in
	 * <code>room.{room}</code>; placeholders such as <code>${chat.topic}</code> are
	 * resolved.
	 * @return the topic
	 */
	String value();

	/**
	 * What happens to the message where a subscriber's send queue is full.
	 * @return one policy; none for that of the subscriber's connection
	 */
	OverflowPolicy[] overflow() default {};

	/**
	 * Of the messages with the same key that wait for a subscriber only the latest is
	 * kept: the price of a symbol, the position of a cursor. Placeholders are variables
	 * of the path and properties of the value, such as <code>{symbol}</code>, in which
	 * the variables go first, and <code>{connection.id}</code> for the connection whose
	 * message it answers. A property that is {@code null} makes no key. At most 256
	 * characters; a longer one is the handler's failure.
	 * @return the key; empty to keep all
	 */
	String key() default "";

	/**
	 * How long the message may wait for a subscriber, such as {@code 2s}; placeholders
	 * such as <code>${chat.ttl}</code> are resolved.
	 * @return the time, more than none and up to 365 days; empty for any
	 */
	String timeToLive() default "";

	/**
	 * Whether the peer whose message it answers is left out, though it is subscribed.
	 * @return whether it is
	 */
	boolean excludeSender() default false;

}
