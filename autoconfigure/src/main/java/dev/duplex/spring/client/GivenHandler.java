package dev.duplex.spring.client;

import java.nio.ByteBuffer;

import dev.duplex.engine.CloseReason;
import dev.duplex.engine.ConnectionHandler;
import dev.duplex.engine.PartialMessageHandler;
import dev.duplex.engine.WebSocketConnection;
import dev.duplex.spring.endpoint.HandlerObserver;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * A handler that the application gave to the factory, watched as those of beans are.
 */
class GivenHandler implements ConnectionHandler {

	private static final Log logger = LogFactory.getLog(GivenHandler.class);

	private final String id;

	private final ConnectionHandler handler;

	private final HandlerObserver observer;

	private final Runnable onClosed;

	/** Nobody pays for a clock that nobody reads. */
	private final boolean observed;

	private GivenHandler(String id, ConnectionHandler handler, HandlerObserver observer, Runnable onClosed) {
		this.id = id;
		this.handler = handler;
		this.observer = observer;
		this.onClosed = onClosed;
		this.observed = observer != HandlerObserver.none();
	}

	/**
	 * Watches a handler.
	 * @param id the client's id
	 * @param handler the handler
	 * @param observer hears of every call
	 * @param onClosed called when a connection has ended
	 * @return a handler of the same kind
	 */
	static ConnectionHandler of(String id, ConnectionHandler handler, HandlerObserver observer, Runnable onClosed) {
		return (handler instanceof PartialMessageHandler partial) ? new Partial(id, partial, observer, onClosed)
				: new GivenHandler(id, handler, observer, onClosed);
	}

	@Override
	public void onOpen(WebSocketConnection connection) throws Exception {
		call("connect", () -> this.handler.onOpen(connection));
	}

	@Override
	public void onText(WebSocketConnection connection, ByteBuffer utf8) throws Exception {
		call("text", () -> this.handler.onText(connection, utf8));
	}

	@Override
	public void onBinary(WebSocketConnection connection, ByteBuffer data) throws Exception {
		call("binary", () -> this.handler.onBinary(connection, data));
	}

	@Override
	public void onPong(WebSocketConnection connection, ByteBuffer payload) throws Exception {
		call("pong", () -> this.handler.onPong(connection, payload));
	}

	@Override
	public void onClose(WebSocketConnection connection, CloseReason reason) throws Exception {
		long start = start();
		try {
			this.handler.onClose(connection, reason);
		}
		catch (Throwable ex) {
			observe("disconnect", start, ex);
			throw ex;
		}
		finally {
			this.onClosed.run();
		}
		observe("disconnect", start, null);
	}

	@Override
	public boolean onError(WebSocketConnection connection, Throwable failure) throws Exception {
		return this.handler.onError(connection, failure);
	}

	/**
	 * Makes a call of the handler's, and tells how it went.
	 */
	final void call(String type, Call call) throws Exception {
		long start = start();
		try {
			call.run();
		}
		catch (Throwable ex) {
			observe(type, start, ex);
			throw ex;
		}
		observe(type, start, null);
	}

	/**
	 * A call of the handler's.
	 */
	@FunctionalInterface
	interface Call {

		void run() throws Exception;

	}

	private long start() {
		return this.observed ? System.nanoTime() : 0;
	}

	private void observe(String type, long start, @Nullable Throwable failure) {
		if (this.observed) {
			try {
				this.observer.handledByClient(this.id, type, System.nanoTime() - start, failure);
			}
			catch (RuntimeException ex) {
				// An observer only watches; what it cannot do must not end a connection.
				logger.warn("An observer of handlers failed", ex);
			}
		}
	}

	/**
	 * One that takes messages in parts.
	 */
	private static final class Partial extends GivenHandler implements PartialMessageHandler {

		private final PartialMessageHandler handler;

		Partial(String id, PartialMessageHandler handler, HandlerObserver observer, Runnable onClosed) {
			super(id, handler, observer, onClosed);
			this.handler = handler;
		}

		@Override
		public void onTextPart(WebSocketConnection connection, ByteBuffer utf8, boolean last) throws Exception {
			call("text", () -> this.handler.onTextPart(connection, utf8, last));
		}

		@Override
		public void onBinaryPart(WebSocketConnection connection, ByteBuffer data, boolean last) throws Exception {
			call("binary", () -> this.handler.onBinaryPart(connection, data, last));
		}

	}

}
