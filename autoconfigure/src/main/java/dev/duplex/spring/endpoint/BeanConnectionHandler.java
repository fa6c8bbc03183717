package dev.duplex.spring.endpoint;

import java.lang.reflect.UndeclaredThrowableException;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

import dev.duplex.engine.CloseReason;
import dev.duplex.engine.ConnectionHandler;
import dev.duplex.engine.WebSocketConnection;
import dev.duplex.engine.protocol.CloseCode;
import dev.duplex.spring.MessageNotReadableException;
import dev.duplex.spring.MessageNotValidException;
import dev.duplex.spring.UnknownMessageTypeException;
import dev.duplex.spring.log.LogText;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Brings the events of an endpoint's connections to the methods of its bean.
 * <p>
 * What a method throws goes on to the engine, which asks {@link #onError} and else
 * reports it and closes the connection. What a stage fails with comes when the engine no
 * longer looks, so it is reported and closed here.
 */
final class BeanConnectionHandler implements ConnectionHandler {

	private static final Log logger = LogFactory.getLog(BeanConnectionHandler.class);

	/** RFC 6455 section 7.4.1: a type of data that the endpoint cannot accept. */
	private static final int UNSUPPORTED_DATA = 1003;

	private final String endpoint;

	private final @Nullable BoundHandler connect;

	private final MessageRoutes text;

	private final MessageRoutes binary;

	private final @Nullable BoundHandler pong;

	private final @Nullable BoundHandler disconnect;

	private final ExceptionHandlers exceptions;

	private final HandshakeBindings bindings;

	private final HandlerObserver observer;

	/** Nobody pays for a clock that nobody reads. */
	private final boolean observed;

	private final HandlerGuard guard;

	/** As with {@link #observed}. */
	private final boolean guarded;

	/** The open connections, where the endpoint takes anything from the handshake. */
	private final Map<WebSocketConnection, @Nullable Object[]> open = new ConcurrentHashMap<>();

	/**
	 * Connections that a callback has failed and that have not ended yet: no more data is
	 * processed (RFC 6455 section 7.1.7), though the engine has some that came before.
	 */
	private final Set<WebSocketConnection> failed = ConcurrentHashMap.newKeySet();

	BeanConnectionHandler(String endpoint, EnumMap<HandlerKind, BoundHandler> handlers, MessageRoutes text,
			MessageRoutes binary, ExceptionHandlers exceptions, HandshakeBindings bindings, HandlerObserver observer,
			HandlerGuard guard) {
		this.endpoint = endpoint;
		this.connect = handlers.get(HandlerKind.CONNECT);
		this.text = text;
		this.binary = binary;
		this.pong = handlers.get(HandlerKind.PONG);
		this.disconnect = handlers.get(HandlerKind.DISCONNECT);
		this.exceptions = exceptions;
		this.bindings = bindings;
		this.observer = observer;
		this.observed = observer != HandlerObserver.none();
		this.guard = guard;
		this.guarded = guard != HandlerGuard.none();
	}

	@Override
	public void onOpen(WebSocketConnection connection) throws Exception {
		@Nullable Object[] bound;
		try {
			bound = this.bindings.bind(connection);
		}
		catch (HandshakeBindingException ex) {
			logger.warn(
					"Connection " + connection.id() + " to " + this.endpoint + " closed with 1008: " + ex.getMessage());
			connection.close(CloseCode.POLICY_VIOLATION, "handshake parameters not acceptable");
			return;
		}
		if (!this.bindings.isEmpty()) {
			this.open.put(connection, bound);
		}
		if (this.connect != null) {
			run(this.connect, connection, bound, null, null);
		}
	}

	@Override
	public void onText(WebSocketConnection connection, ByteBuffer utf8) throws Exception {
		message(HandlerKind.TEXT, this.text, connection, utf8, "text messages are not accepted");
	}

	@Override
	public void onBinary(WebSocketConnection connection, ByteBuffer data) throws Exception {
		message(HandlerKind.BINARY, this.binary, connection, data, "binary messages are not accepted");
	}

	private void message(HandlerKind kind, MessageRoutes routes, WebSocketConnection connection, ByteBuffer payload,
			String refusal) throws Exception {
		@Nullable Object[] bound = bound(connection);
		if (bound == null || isFailed(connection)) {
			return;
		}
		BoundHandler handler = route(kind, routes, payload);
		if (handler == null) {
			this.failed.add(connection);
			connection.close(UNSUPPORTED_DATA, refusal);
			return;
		}
		run(handler, connection, bound, payload, null);
	}

	private @Nullable BoundHandler route(HandlerKind kind, MessageRoutes routes, ByteBuffer payload) {
		long start = this.observed ? System.nanoTime() : 0;
		try {
			return routes.find(payload);
		}
		catch (RuntimeException ex) {
			observe(kind, start, ex);
			throw ex;
		}
	}

	@Override
	public void onPong(WebSocketConnection connection, ByteBuffer payload) throws Exception {
		@Nullable Object[] bound = bound(connection);
		if (bound != null && this.pong != null && !isFailed(connection)) {
			run(this.pong, connection, bound, payload, null);
		}
	}

	@Override
	public void onClose(WebSocketConnection connection, CloseReason reason) throws Exception {
		@Nullable Object[] bound = bound(connection);
		this.open.remove(connection);
		this.failed.remove(connection);
		if (bound != null && this.disconnect != null) {
			run(this.disconnect, connection, bound, null, reason);
		}
	}

	@Override
	public boolean onError(WebSocketConnection connection, Throwable failure) {
		@Nullable Object[] bound = bound(connection);
		if (bound == null) {
			return false;
		}
		Outcome outcome = dealWith(connection, bound, failure);
		if (outcome == Outcome.CLOSED) {
			// Here, as onClose is sure to come later and to forget the connection again.
			this.failed.add(connection);
		}
		return outcome != Outcome.UNHANDLED;
	}

	/**
	 * Deals with what a callback threw in a thread that is not the engine's. Before
	 * {@link #onClose} only.
	 */
	void failed(WebSocketConnection connection, Throwable failure) {
		if (!onError(connection, failure)) {
			this.failed.add(connection);
			logFailure(connection, failure);
			connection.close(CloseCode.INTERNAL_ERROR, "Internal error");
		}
	}

	void logFailure(WebSocketConnection connection, Throwable failure) {
		logger.error("A handler of " + this.endpoint + " failed on connection " + connection.id(), LogText.of(failure));
	}

	private boolean isFailed(WebSocketConnection connection) {
		return !this.failed.isEmpty() && this.failed.contains(connection);
	}

	/**
	 * What was bound when the connection opened.
	 * @return the values, or {@code null} if they could not be bound, so that the
	 * connection never opened for the bean
	 */
	private @Nullable Object @Nullable [] bound(WebSocketConnection connection) {
		return this.bindings.isEmpty() ? HandshakeBindings.nothing() : this.open.get(connection);
	}

	private void run(BoundHandler handler, WebSocketConnection connection, @Nullable Object[] bound,
			@Nullable ByteBuffer payload, @Nullable Object event) throws Exception {
		long start = this.observed ? System.nanoTime() : 0;
		try {
			Object result = this.guarded ? callGuarded(handler, connection, bound, payload, event)
					: handler.call(connection, bound, payload, event);
			if (result instanceof CompletionStage<?> stage) {
				runLater(handler, connection, bound, stage, start);
				return;
			}
			if (result != null) {
				handler.reply().send(connection, bound, result);
			}
		}
		catch (Throwable ex) {
			observe(handler.kind(), start, ex);
			throw asException(ex);
		}
		observe(handler.kind(), start, null);
	}

	private @Nullable Object callGuarded(BoundHandler handler, WebSocketConnection connection, @Nullable Object[] bound,
			@Nullable ByteBuffer payload, @Nullable Object event) throws Throwable {
		this.guard.enter(connection);
		try {
			if (payload != null && handler.kind() != HandlerKind.PONG) {
				this.guard.authorize(connection, this.endpoint, handler.method(), payload);
			}
			return handler.call(connection, bound, payload, event);
		}
		finally {
			this.guard.exit();
		}
	}

	private void runLater(BoundHandler handler, WebSocketConnection connection, @Nullable Object[] bound,
			CompletionStage<?> stage, long start) {
		stage.whenComplete((value, thrown) -> {
			Throwable failure = (thrown instanceof CompletionException && thrown.getCause() != null) ? thrown.getCause()
					: thrown;
			if (failure == null && value != null) {
				try {
					handler.reply().send(connection, bound, value);
				}
				catch (Throwable ex) {
					failure = ex;
				}
			}
			observe(handler.kind(), start, failure);
			if (failure != null) {
				failLater(handler, connection, bound, failure);
			}
		});
	}

	private void failLater(BoundHandler handler, WebSocketConnection connection, @Nullable Object[] bound,
			Throwable failure) {
		boolean mayBeDealtWith = handler.kind() != HandlerKind.EXCEPTION && handler.kind() != HandlerKind.DISCONNECT;
		if (!mayBeDealtWith || dealWith(connection, bound, failure) == Outcome.UNHANDLED) {
			fail(handler, connection, failure);
		}
	}

	/**
	 * What became of a failure.
	 */
	private enum Outcome {

		/** An exception handler dealt with it, and the connection stays open. */
		HANDLED,

		/** It is logged, and the connection is being closed. */
		CLOSED,

		/** Neither. */
		UNHANDLED

	}

	private Outcome dealWith(WebSocketConnection connection, @Nullable Object[] bound, Throwable failure) {
		ExceptionHandlers.Found found = this.exceptions.find(failure);
		if (found != null) {
			BoundHandler handler = found.handler();
			try {
				run(handler, connection, bound, null, found.failure());
				return Outcome.HANDLED;
			}
			catch (Throwable ex) {
				boolean rethrown = ex == failure || ex == found.failure();
				if (!rethrown && isOfPeer(failure)) {
					// It has no room for another, and its cause may quote the peer.
					fail(handler, connection, ex);
					return Outcome.CLOSED;
				}
				if (!rethrown) {
					failure.addSuppressed(ex);
					return Outcome.UNHANDLED;
				}
			}
		}
		if (this.guarded && this.guard.isDenial(failure)) {
			refuse(connection, failure, CloseCode.POLICY_VIOLATION, "access denied");
			return Outcome.CLOSED;
		}
		if (failure instanceof MessageNotReadableException) {
			refuse(connection, failure, CloseCode.INVALID_PAYLOAD, "message not readable");
			return Outcome.CLOSED;
		}
		if (failure instanceof UnknownMessageTypeException) {
			refuse(connection, failure, UNSUPPORTED_DATA, "message type not accepted");
			return Outcome.CLOSED;
		}
		if (failure instanceof MessageNotValidException) {
			refuse(connection, failure, CloseCode.POLICY_VIOLATION, "message not valid");
			return Outcome.CLOSED;
		}
		return Outcome.UNHANDLED;
	}

	/**
	 * Whether a failure only reports what the peer has sent.
	 */
	private static boolean isOfPeer(Throwable failure) {
		return failure instanceof MessageNotReadableException || failure instanceof UnknownMessageTypeException
				|| failure instanceof MessageNotValidException;
	}

	/**
	 * Closes on a peer that sent what the endpoint does not take. The message of the
	 * failure is ours; keys of a map that is not valid are the peer's, so it is escaped.
	 */
	private void refuse(WebSocketConnection connection, Throwable failure, int code, String reason) {
		logger.warn("Connection " + connection.id() + " to " + this.endpoint + " closed with " + code + ": "
				+ LogText.of(String.valueOf(failure.getMessage())) + causeOf(failure));
		connection.close(code, reason);
	}

	private static String causeOf(Throwable failure) {
		return (failure.getCause() != null) ? " (" + failure.getCause().getClass().getSimpleName() + ")" : "";
	}

	private void fail(BoundHandler handler, WebSocketConnection connection, Throwable failure) {
		logger.error("Handler " + handler + " of " + this.endpoint + " failed on connection " + connection.id(),
				LogText.of(failure));
		connection.close(CloseCode.INTERNAL_ERROR, "Internal error");
	}

	private void observe(HandlerKind kind, long start, @Nullable Throwable failure) {
		if (this.observed && kind != HandlerKind.EXCEPTION) {
			try {
				this.observer.handled(this.endpoint, kind.type(), System.nanoTime() - start, failure);
			}
			catch (RuntimeException ex) {
				// An observer only watches; what it cannot do must not end a connection.
				logger.warn("An observer of handlers failed", ex);
			}
		}
	}

	private static Exception asException(Throwable failure) {
		if (failure instanceof Error error) {
			throw error;
		}
		return (failure instanceof Exception exception) ? exception : new UndeclaredThrowableException(failure);
	}

}
