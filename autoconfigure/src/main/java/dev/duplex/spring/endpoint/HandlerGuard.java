package dev.duplex.spring.endpoint;

import java.lang.reflect.Method;
import java.nio.ByteBuffer;

import dev.duplex.engine.WebSocketConnection;

/**
 * Stands around every call of an endpoint's handlers, in their thread: for security. Must
 * be thread-safe.
 */
public interface HandlerGuard {

	/**
	 * A handler is about to be called. {@link #exit} is sure to follow.
	 * @param connection the connection it is called for
	 */
	void enter(WebSocketConnection connection);

	/**
	 * A message is about to be handled, after {@link #enter}.
	 * @param connection the connection it came on
	 * @param endpoint the endpoint's path template
	 * @param handler the handler method
	 * @param payload the message, whose position must not be moved
	 * @throws RuntimeException if it may not be, for which {@link #isDenial} holds
	 */
	void authorize(WebSocketConnection connection, String endpoint, Method handler, ByteBuffer payload);

	/**
	 * The handler has returned or thrown, in the thread that has entered.
	 */
	void exit();

	/**
	 * Whether a failure says that the user may not do this. It closes the connection with
	 * 1008, unless an exception handler deals with it.
	 * @param failure what a handler or {@link #authorize} has thrown
	 * @return whether it is the user's doing, not the handler's
	 */
	boolean isDenial(Throwable failure);

	/**
	 * Nothing is guarded, and nothing is paid for.
	 * @return a guard that does nothing
	 */
	static HandlerGuard none() {
		return NoHandlerGuard.INSTANCE;
	}

}
