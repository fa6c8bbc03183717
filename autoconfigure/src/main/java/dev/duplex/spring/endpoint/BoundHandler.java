package dev.duplex.spring.endpoint;

import java.lang.reflect.Method;
import java.nio.ByteBuffer;

import dev.duplex.engine.WebSocketConnection;
import org.jspecify.annotations.Nullable;

/**
 * A handler method that is ready to be called.
 *
 * @param kind what it is called for
 * @param method the method of the bean's class
 * @param handle calls it
 * @param reader reads the message
 * @param reply sends what it returns
 * @param bean the bean with the method
 */
record BoundHandler(HandlerKind kind, Method method, HandlerMethodHandle handle, MessageReader reader, Reply reply,
		HandlerBean bean) {

	/**
	 * Calls the method.
	 * @param payload the message's bytes, or {@code null} to pass the event
	 * @param event the close reason or the exception, or {@code null}
	 * @return what the method returned
	 */
	@Nullable Object call(WebSocketConnection connection, @Nullable Object[] bound, @Nullable ByteBuffer payload,
			@Nullable Object event) throws Throwable {
		Object argument = (payload != null) ? this.reader.read(payload) : event;
		return this.handle.invoke(this.bean.get(), connection, bound, argument);
	}

	@Override
	public String toString() {
		return EndpointSource.shortName(this.method);
	}

}
