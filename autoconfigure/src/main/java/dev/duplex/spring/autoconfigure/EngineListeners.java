package dev.duplex.spring.autoconfigure;

import java.util.List;
import java.util.function.Consumer;

import dev.duplex.engine.CloseReason;
import dev.duplex.engine.ConnectFailedException;
import dev.duplex.engine.EngineListener;
import dev.duplex.engine.Limit;
import dev.duplex.engine.OverflowPolicy;
import dev.duplex.engine.WebSocketConnection;
import dev.duplex.engine.protocol.HandshakeRefusal;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Tells several listeners. One that throws keeps none of the others from hearing.
 */
final class EngineListeners implements EngineListener {

	private static final Log logger = LogFactory.getLog(EngineListeners.class);

	private final List<EngineListener> listeners;

	private EngineListeners(List<EngineListener> listeners) {
		this.listeners = listeners;
	}

	static EngineListener of(List<EngineListener> listeners) {
		return new EngineListeners(listeners);
	}

	@Override
	public void onAccepted(WebSocketConnection connection) {
		tell((listener) -> listener.onAccepted(connection));
	}

	@Override
	public void onConnected(WebSocketConnection connection) {
		tell((listener) -> listener.onConnected(connection));
	}

	@Override
	public void onConnectFailed(String endpoint, ConnectFailedException failure) {
		tell((listener) -> listener.onConnectFailed(endpoint, failure));
	}

	@Override
	public void onRefused(@Nullable String endpoint, HandshakeRefusal refusal) {
		tell((listener) -> listener.onRefused(endpoint, refusal));
	}

	@Override
	public void onHandshakeAborted(String cause) {
		tell((listener) -> listener.onHandshakeAborted(cause));
	}

	@Override
	public void onClosed(WebSocketConnection connection, CloseReason reason) {
		tell((listener) -> listener.onClosed(connection, reason));
	}

	@Override
	public void onLimit(WebSocketConnection connection, Limit limit, long configured) {
		tell((listener) -> listener.onLimit(connection, limit, configured));
	}

	@Override
	public void onDrop(WebSocketConnection connection, OverflowPolicy policy, Limit limit, long configured) {
		tell((listener) -> listener.onDrop(connection, policy, limit, configured));
	}

	@Override
	public void onProtocolError(WebSocketConnection connection, int code, String message) {
		tell((listener) -> listener.onProtocolError(connection, code, message));
	}

	@Override
	public void onHandlerFailure(WebSocketConnection connection, Throwable failure) {
		tell((listener) -> listener.onHandlerFailure(connection, failure));
	}

	@Override
	public void onConditionFailure(WebSocketConnection connection, Throwable failure) {
		tell((listener) -> listener.onConditionFailure(connection, failure));
	}

	@Override
	public void onDecisionFailure(Throwable failure) {
		tell((listener) -> listener.onDecisionFailure(failure));
	}

	private void tell(Consumer<EngineListener> event) {
		for (EngineListener listener : this.listeners) {
			try {
				event.accept(listener);
			}
			catch (RuntimeException ex) {
				logger.warn("A listener of the WebSocket engine failed: " + listener.getClass().getName(), ex);
			}
		}
	}

}
