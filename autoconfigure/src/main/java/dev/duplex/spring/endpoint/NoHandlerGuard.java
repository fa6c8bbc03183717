package dev.duplex.spring.endpoint;

import java.lang.reflect.Method;
import java.nio.ByteBuffer;

import dev.duplex.engine.WebSocketConnection;

/**
 * Guards nothing.
 */
enum NoHandlerGuard implements HandlerGuard {

	INSTANCE;

	@Override
	public void enter(WebSocketConnection connection) {
	}

	@Override
	public void authorize(WebSocketConnection connection, String endpoint, Method handler, ByteBuffer payload) {
	}

	@Override
	public void exit() {
	}

	@Override
	public boolean isDenial(Throwable failure) {
		return false;
	}

}
