package dev.duplex.engine.runtime;

import dev.duplex.engine.CloseReason;
import dev.duplex.engine.ConnectFailedException;
import dev.duplex.engine.EngineListener;
import dev.duplex.engine.Limit;
import dev.duplex.engine.OverflowPolicy;
import dev.duplex.engine.WebSocketConnection;
import dev.duplex.engine.protocol.HandshakeRefusal;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what a listener throws away from connections and loops.
 */
final class SafeListener implements EngineListener {

	private final EngineListener listener;

	SafeListener(EngineListener listener) {
		this.listener = listener;
	}

	@Override
	public void onAccepted(WebSocketConnection connection) {
		safely(() -> this.listener.onAccepted(connection));
	}

	@Override
	public void onConnected(WebSocketConnection connection) {
		safely(() -> this.listener.onConnected(connection));
	}

	@Override
	public void onConnectFailed(String endpoint, ConnectFailedException failure) {
		safely(() -> this.listener.onConnectFailed(endpoint, failure));
	}

	@Override
	public void onRefused(@Nullable String endpoint, HandshakeRefusal refusal) {
		safely(() -> this.listener.onRefused(endpoint, refusal));
	}

	@Override
	public void onHandshakeAborted(String cause) {
		safely(() -> this.listener.onHandshakeAborted(cause));
	}

	@Override
	public void onDecisionFailure(Throwable failure) {
		safely(() -> this.listener.onDecisionFailure(failure));
	}

	@Override
	public void onClosed(WebSocketConnection connection, CloseReason reason) {
		safely(() -> this.listener.onClosed(connection, reason));
	}

	@Override
	public void onLimit(WebSocketConnection connection, Limit limit, long configured) {
		safely(() -> this.listener.onLimit(connection, limit, configured));
	}

	@Override
	public void onDrop(WebSocketConnection connection, OverflowPolicy policy, Limit limit, long configured) {
		safely(() -> this.listener.onDrop(connection, policy, limit, configured));
	}

	@Override
	public void onProtocolError(WebSocketConnection connection, int code, String message) {
		safely(() -> this.listener.onProtocolError(connection, code, message));
	}

	@Override
	public void onHandlerFailure(WebSocketConnection connection, Throwable failure) {
		safely(() -> this.listener.onHandlerFailure(connection, failure));
	}

	@Override
	public void onConditionFailure(WebSocketConnection connection, Throwable failure) {
		safely(() -> this.listener.onConditionFailure(connection, failure));
	}

	private static void safely(Runnable event) {
		try {
			event.run();
		}
		catch (Throwable ex) {
			// A listener only watches; what it cannot do must not end what it watches.
		}
	}

}
