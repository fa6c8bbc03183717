package dev.duplex.spring.endpoint;

import dev.duplex.engine.WebSocketConnection;
import org.jspecify.annotations.Nullable;

/**
 * Where one argument of a handler comes from. Made at start, asked for every call, so it
 * allocates nothing.
 */
@FunctionalInterface
interface Argument {

	/** The message, the close reason or the exception that the handler is called for. */
	Argument EVENT = (connection, bound, event) -> event;

	Argument CONNECTION = (connection, bound, event) -> connection;

	Argument HANDSHAKE = (connection, bound, event) -> connection.handshake();

	Argument PRINCIPAL = (connection, bound, event) -> connection.principal();

	Argument PATH_VARIABLES = (connection, bound, event) -> connection.pathVariables();

	@Nullable Object get(WebSocketConnection connection, @Nullable Object[] bound, @Nullable Object event);

	static Argument pathVariable(String name) {
		return (connection, bound, event) -> connection.pathVariables().get(name);
	}

	/**
	 * The same for every call.
	 */
	static Argument constant(Object value) {
		return (connection, bound, event) -> value;
	}

	/**
	 * A value that was bound when the connection opened.
	 */
	static Argument bound(int index) {
		return (connection, bound, event) -> bound[index];
	}

}
