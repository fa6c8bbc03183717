package dev.duplex.engine;

import dev.duplex.engine.protocol.HandshakeRefusal;
import org.jspecify.annotations.Nullable;

/**
 * Hears of the rare events of an engine: for logs and metrics. Called on event loops and
 * other threads, so it must be thread-safe and must not block. What it throws is ignored.
 * Messages are not reported here, but counted in {@link Endpoint#traffic()}.
 */
public interface EngineListener {

	/**
	 * An opening handshake was accepted and its connection is registered.
	 * @param connection the connection
	 */
	default void onAccepted(WebSocketConnection connection) {
	}

	/**
	 * A client's opening handshake succeeded and its connection is registered.
	 * @param connection the connection
	 */
	default void onConnected(WebSocketConnection connection) {
	}

	/**
	 * A client could not connect.
	 * @param endpoint the endpoint's name
	 * @param failure why
	 */
	default void onConnectFailed(String endpoint, ConnectFailedException failure) {
	}

	/**
	 * An opening handshake was refused.
	 * @param endpoint the endpoint's name, or {@code null} when the request did not get
	 * as far
	 * @param refusal the answer
	 */
	default void onRefused(@Nullable String endpoint, HandshakeRefusal refusal) {
	}

	/**
	 * A handshake ended without an answer: the peer was too slow, went away, or there
	 * were too many at once; or the PROXY protocol is required, and its header was
	 * missing or malformed, or the peer is no trusted proxy.
	 * @param cause {@code timeout}, {@code disconnected}, {@code overload},
	 * {@code proxy_header} or {@code untrusted_proxy}
	 */
	default void onHandshakeAborted(String cause) {
	}

	/**
	 * The application's decision over a handshake failed; the client is answered 500.
	 * @param failure what was thrown
	 */
	default void onDecisionFailure(Throwable failure) {
	}

	/**
	 * A connection ended, of a server or a client; after its handler's {@code onClose}
	 * was handed over.
	 * @param connection the connection
	 * @param reason why
	 */
	default void onClosed(WebSocketConnection connection, CloseReason reason) {
	}

	/**
	 * A connection is being closed because it passed a limit.
	 * @param connection the connection
	 * @param limit the limit
	 * @param configured the limit's value in force
	 */
	default void onLimit(WebSocketConnection connection, Limit limit, long configured) {
	}

	/**
	 * A connection has begun to drop messages, as its send queue is full; once for a
	 * connection. All that is dropped is counted in {@link Traffic#messagesDropped}.
	 * @param connection the connection
	 * @param policy what is done about it, not {@link OverflowPolicy#CLOSE}
	 * @param limit the limit that was reached
	 * @param configured the limit's value in force
	 */
	default void onDrop(WebSocketConnection connection, OverflowPolicy policy, Limit limit, long configured) {
	}

	/**
	 * The peer broke the protocol, and the connection is being closed for it.
	 * @param connection the connection
	 * @param code the close code sent
	 * @param message what was wrong, without any byte of the peer's
	 */
	default void onProtocolError(WebSocketConnection connection, int code, String message) {
	}

	/**
	 * A handler threw; its connection is being closed with 1011.
	 * @param connection the connection
	 * @param failure what it threw
	 */
	default void onHandlerFailure(WebSocketConnection connection, Throwable failure) {
	}

	/**
	 * {@link PublishOptions#condition()} threw; the connection does not get the message.
	 * Of the connections that are served together only the first is told.
	 * @param connection the connection
	 * @param failure what it threw
	 */
	default void onConditionFailure(WebSocketConnection connection, Throwable failure) {
	}

}
