package dev.duplex.spring.security;

import java.lang.reflect.Method;
import java.nio.ByteBuffer;

import dev.duplex.engine.WebSocketConnection;

/**
 * A message that is about to be handled: what an {@code AuthorizationManager} of messages
 * decides about.
 *
 * @param connection the connection it came on
 * @param endpoint the endpoint's path template, for example <code>/rooms/{room}</code>
 * @param handler the handler method that is meant for it
 * @param payload its bytes, read-only; valid until the manager returns
 */
public record MessageAuthorizationContext(WebSocketConnection connection, String endpoint, Method handler,
		ByteBuffer payload) {

	/**
	 * Names the message without its content.
	 */
	@Override
	public String toString() {
		return "message for " + this.handler.getDeclaringClass().getSimpleName() + "." + this.handler.getName()
				+ " on connection " + this.connection.id();
	}

}
