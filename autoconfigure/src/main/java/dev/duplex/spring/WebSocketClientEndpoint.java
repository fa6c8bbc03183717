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
 * Keeps a connection to a server, {@code duplex.client.<id>.url}, and hands what happens
 * on it to the methods of a bean: {@link OnConnect}, {@link OnText}, {@link OnBinary},
 * {@link OnPong}, {@link OnDisconnect} and {@link WebSocketExceptionHandler}, as on a
 * {@link WebSocketEndpoint}. <pre class="code">
 * &#064;WebSocketClientEndpoint("prices")
 * class Prices {
 *
 *     &#064;OnConnect
 *     String subscribe() {
 *         return "subscribe";
 *     }
 *
 *     &#064;OnText
 *     void price(Price price) {
 *     }
 *
 * }</pre>
 * <p>
 * It connects when the application has started and its own ports are open, connects again
 * when the connection is lost, as {@code duplex.client.<id>.reconnect} says, and closes
 * with 1001 when the application stops. A server that is not up keeps nothing from
 * starting. What was lost with a connection is not sent again: {@link OnConnect} is
 * called for each connection and the place to subscribe anew.
 * <p>
 * The callbacks of one connection come one after another. Handlers take no value of a
 * request, as a client receives none. A wrong signature, or an id without a {@code url},
 * keeps the application from starting.
 *
 * @see WebSocketClientFactory
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Component
@Reflective
public @interface WebSocketClientEndpoint {

	/**
	 * Alias for {@link #id()}.
	 * @return the id
	 */
	@AliasFor("id")
	String value() default "";

	/**
	 * Name of the client in configuration, logs and metrics, unique in the application:
	 * letters, digits and dashes. Placeholders such as <code>${feed.id}</code> are
	 * resolved.
	 * @return the id; empty for the bean's name
	 */
	@AliasFor("value")
	String id() default "";

	/**
	 * Where the handlers run, unless {@code duplex.client.<id>.execution} says otherwise.
	 * @return the place
	 */
	Execution execution() default Execution.AUTO;

}
