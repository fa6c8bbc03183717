package dev.duplex.engine;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Hears how a connection that is kept up fares. Calls come one after another, on threads
 * of the engine, so none may block. What it throws is ignored.
 */
public interface ReconnectListener {

	/**
	 * There is a connection, the first or another one. Its handler's {@code onOpen} was
	 * handed over before.
	 * @param connection the connection
	 */
	default void onConnected(WebSocketConnection connection) {
	}

	/**
	 * The connection was lost, or an attempt failed; another attempt follows.
	 * @param attempt its number since the last connection, from 1
	 * @param delay when it comes
	 * @param lost why the connection ended, if it did
	 * @param failure why the attempt failed, if it did
	 */
	default void onReconnecting(int attempt, Duration delay, @Nullable CloseReason lost,
			@Nullable ConnectFailedException failure) {
	}

	/**
	 * There will be no connection any more: it was closed, or the policy gave up. The
	 * last call.
	 * @param lost why the last connection ended, if it did just now
	 * @param failure why the last attempt failed, if it did just now
	 */
	default void onEnded(@Nullable CloseReason lost, @Nullable ConnectFailedException failure) {
	}

}
