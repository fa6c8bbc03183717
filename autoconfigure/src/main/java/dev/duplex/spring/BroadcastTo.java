package dev.duplex.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

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

}
