package dev.duplex.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.aot.hint.annotation.Reflective;
import org.springframework.core.annotation.AliasFor;
import org.springframework.stereotype.Component;

/**
 * Serves WebSocket connections at a path by the handler methods of a bean:
 * {@link OnConnect}, {@link OnText}, {@link OnBinary}, {@link OnPong},
 * {@link OnDisconnect} and {@link WebSocketExceptionHandler}. <pre class="code">
 * &#064;WebSocketEndpoint("/rooms/{room}")
 * class ChatRoom {
 *
 *     &#064;OnConnect
 *     void join(WebSocketConnection connection, &#064;PathVariable String room) {
 *         connection.subscribe("room." + room);
 *     }
 *
 *     &#064;OnText
 *     &#064;BroadcastTo("room.{room}")
 *     ChatMessage say(ChatMessage message) {
 *         return message;
 *     }
 *
 * }</pre>
 * <p>
 * The callbacks of one connection come one after another; those of different connections
 * run at the same time, so the state of a singleton must be thread-safe. A wrong
 * signature keeps the application from starting.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Component
@Reflective
public @interface WebSocketEndpoint {

	/**
	 * Alias for {@link #path()}.
	 * @return the path templates
	 */
	@AliasFor("path")
	String[] value() default {};

	/**
	 * Where the endpoint is served: paths within the application, beginning with a slash,
	 * with variables and wildcards as in Spring MVC, such as <code>/rooms/{room}</code>.
	 * Case-sensitive; a slash at the end makes a different path. Placeholders such as
	 * <code>${chat.path}</code> are resolved. A handler that takes a variable that only
	 * some of the paths have says that it is not required.
	 * @return the path templates, one or more
	 */
	@AliasFor("value")
	String[] path() default {};

	/**
	 * Short name of the endpoint in configuration, unique in the application.
	 * @return the name; empty for the bean's name
	 */
	String id() default "";

	/**
	 * Subprotocols the endpoint speaks (RFC 6455 section 1.9). The first one that the
	 * client offers and that is listed here is agreed on.
	 * @return names registered or made up, such as {@code v1.chat.example}
	 */
	String[] subprotocols() default {};

	/**
	 * Where the handlers run.
	 * @return the place
	 */
	Execution execution() default Execution.AUTO;

	/**
	 * Whether the messages of one connection are handled one after another or at the same
	 * time. The latter not on the event loop.
	 * @return how
	 */
	Inbound inbound() default Inbound.SERIAL;

}
