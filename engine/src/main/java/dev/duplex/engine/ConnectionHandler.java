package dev.duplex.engine;

import java.nio.ByteBuffer;

import dev.duplex.engine.protocol.Utf8;

/**
 * What an application does with the connections of one endpoint. One handler serves all
 * of them.
 * <p>
 * The callbacks of one connection come one after another, in order and never
 * concurrently: {@code onOpen} first, then messages, {@code onClose} last and exactly
 * once for every {@code onOpen} that was called. With an executor they run there and may
 * block; then reads of that connection pause when it lags. Without one they run on the
 * event loop and must not block. What {@code onOpen} or a message callback throws goes to
 * {@code onError}; unless that deals with it, the connection is closed with 1011.
 */
public interface ConnectionHandler {

	/**
	 * The opening handshake is complete.
	 * @param connection the connection
	 * @throws Exception closes the connection with 1011
	 */
	default void onOpen(WebSocketConnection connection) throws Exception {
	}

	/**
	 * A text message arrived.
	 * @param connection the connection
	 * @param text the message
	 * @throws Exception closes the connection with 1011
	 */
	default void onText(WebSocketConnection connection, String text) throws Exception {
	}

	/**
	 * A text message arrived, as the bytes it came in. Overridden by those who parse
	 * UTF-8 themselves; then {@link #onText(WebSocketConnection, String)} is not called.
	 * @param connection the connection
	 * @param utf8 well-formed UTF-8, valid during the call only
	 * @throws Exception closes the connection with 1011
	 */
	default void onText(WebSocketConnection connection, ByteBuffer utf8) throws Exception {
		onText(connection, Utf8.decode(utf8));
	}

	/**
	 * A binary message arrived.
	 * @param connection the connection
	 * @param data the payload, valid during the call only
	 * @throws Exception closes the connection with 1011
	 */
	default void onBinary(WebSocketConnection connection, ByteBuffer data) throws Exception {
	}

	/**
	 * A Pong frame arrived (RFC 6455 section 5.5.3) that does not answer the engine's own
	 * heartbeat.
	 * @param connection the connection
	 * @param payload at most 125 bytes, valid during the call only
	 * @throws Exception closes the connection with 1011
	 */
	default void onPong(WebSocketConnection connection, ByteBuffer payload) throws Exception {
	}

	/**
	 * The connection ended. Nothing can be sent any more.
	 * @param connection the connection
	 * @param reason why it ended
	 * @throws Exception is logged
	 */
	default void onClose(WebSocketConnection connection, CloseReason reason) throws Exception {
	}

	/**
	 * A callback of this handler failed.
	 * @param connection the connection
	 * @param failure what was thrown
	 * @return whether the handler dealt with it. If not, the failure is reported to
	 * {@link EngineListener#onHandlerFailure} and the connection closed with 1011
	 * @throws Exception counts as not dealt with
	 */
	default boolean onError(WebSocketConnection connection, Throwable failure) throws Exception {
		return false;
	}

}
