package dev.duplex.spring;

import dev.duplex.engine.WebSocketConnection;
import org.jspecify.annotations.Nullable;

/**
 * Where an {@link EndpointArgumentResolver} takes an argument from.
 */
@FunctionalInterface
public interface EndpointArgument {

	/**
	 * Gives the argument of one call. Called before each call of the handler, in its
	 * thread, so by many threads at the same time for different connections; must not
	 * block where handlers run on the event loop. What it throws is dealt with as if the
	 * handler had thrown it.
	 * @param connection the connection that the handler is called for
	 * @return the argument, of the parameter's type; {@code null} only if that is no
	 * primitive
	 */
	@Nullable Object get(WebSocketConnection connection);

}
