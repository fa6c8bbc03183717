package dev.duplex.spring.endpoint;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

import dev.duplex.engine.CloseReason;
import dev.duplex.engine.ConnectionHandler;
import dev.duplex.engine.WebSocketConnection;
import org.jspecify.annotations.Nullable;

/**
 * Handles several messages of a connection at the same time.
 * <p>
 * When as many are under way as may be, the next is handled in the thread that brings the
 * messages, one by one. So nothing ever waits for a thread of the pool while it has one,
 * and the engine sees a handler that is behind and pauses reading.
 */
final class ConcurrentConnectionHandler implements ConnectionHandler {

	private final BeanConnectionHandler handler;

	private final Executor executor;

	private final int limit;

	private final Map<WebSocketConnection, Calls> open = new ConcurrentHashMap<>();

	/**
	 * Creates a handler.
	 * @param handler handles each of them
	 * @param executor where
	 * @param limit how many of one connection at most, beside the one that is handled in
	 * the thread that brings it
	 */
	ConcurrentConnectionHandler(BeanConnectionHandler handler, Executor executor, int limit) {
		this.handler = handler;
		this.executor = executor;
		this.limit = limit;
	}

	@Override
	public void onOpen(WebSocketConnection connection) throws Exception {
		this.open.put(connection, new Calls(this.limit));
		this.handler.onOpen(connection);
	}

	@Override
	public void onText(WebSocketConnection connection, ByteBuffer utf8) throws Exception {
		message(connection, utf8, this.handler::onText);
	}

	@Override
	public void onBinary(WebSocketConnection connection, ByteBuffer data) throws Exception {
		message(connection, data, this.handler::onBinary);
	}

	private void message(WebSocketConnection connection, ByteBuffer payload, Callback callback) throws Exception {
		Calls calls = this.open.get(connection);
		if (calls != null && calls.begin()) {
			ByteBuffer copy = ByteBuffer.allocate(payload.remaining()).put(payload.duplicate()).flip();
			boolean taken = false;
			try {
				this.executor.execute(() -> run(connection, copy, callback, calls));
				taken = true;
				return;
			}
			catch (RejectedExecutionException ex) {
				// The application is stopping; what has arrived is still handled, here.
			}
			finally {
				if (!taken) {
					calls.end();
				}
			}
		}
		callback.call(connection, payload);
	}

	private void run(WebSocketConnection connection, ByteBuffer payload, Callback callback, Calls calls) {
		try {
			callback.call(connection, payload);
		}
		catch (Throwable ex) {
			this.handler.failed(connection, ex);
		}
		finally {
			calls.end();
		}
	}

	@Override
	public void onPong(WebSocketConnection connection, ByteBuffer payload) throws Exception {
		this.handler.onPong(connection, payload);
	}

	/**
	 * After all messages, whichever thread that is in.
	 */
	@Override
	public void onClose(WebSocketConnection connection, CloseReason reason) throws Exception {
		Calls calls = this.open.remove(connection);
		if (calls == null || calls.isOverOr(() -> closeLater(connection, reason))) {
			this.handler.onClose(connection, reason);
		}
	}

	private void closeLater(WebSocketConnection connection, CloseReason reason) {
		try {
			this.handler.onClose(connection, reason);
		}
		catch (Throwable ex) {
			this.handler.logFailure(connection, ex);
		}
	}

	@Override
	public boolean onError(WebSocketConnection connection, Throwable failure) {
		return this.handler.onError(connection, failure);
	}

	/**
	 * Handles a message.
	 */
	@FunctionalInterface
	private interface Callback {

		void call(WebSocketConnection connection, ByteBuffer payload) throws Exception;

	}

	/**
	 * The calls of one connection that are under way on the executor.
	 */
	private static final class Calls {

		private final int limit;

		private int running;

		private @Nullable Runnable last;

		Calls(int limit) {
			this.limit = limit;
		}

		synchronized boolean begin() {
			if (this.running == this.limit) {
				return false;
			}
			this.running++;
			return true;
		}

		void end() {
			Runnable last = null;
			synchronized (this) {
				this.running--;
				if (this.running == 0) {
					last = this.last;
				}
			}
			if (last != null) {
				last.run();
			}
		}

		/**
		 * Tells whether none is under way; if one is, does something after the last.
		 */
		synchronized boolean isOverOr(Runnable last) {
			if (this.running == 0) {
				return true;
			}
			this.last = last;
			return false;
		}

	}

}
