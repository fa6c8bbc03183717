package dev.duplex.conformance.interop;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The peer's end of a connection, driven through the peer's own API. Used by one thread
 * at a time; sends return when the peer has taken the message.
 */
interface PeerConnection {

	/**
	 * What the peer saw.
	 */
	Received received();

	/**
	 * The subprotocol agreed on, as the peer tells it.
	 */
	@Nullable String subprotocol();

	/**
	 * The response's {@code Sec-WebSocket-Extensions}, as the peer tells it, without
	 * blanks; empty for none.
	 */
	String extensions();

	void sendText(String text) throws Exception;

	void sendBinary(byte[] data) throws Exception;

	/**
	 * Sends one text message in fragments, with {@link Ability#FRAGMENTS}.
	 * @param between is run before the last fragment
	 */
	default void sendTextParts(List<String> parts, Action between) throws Exception {
		throw new UnsupportedOperationException();
	}

	/**
	 * Sends one binary message in fragments, with {@link Ability#FRAGMENTS}.
	 */
	default void sendBinaryParts(List<byte[]> parts) throws Exception {
		throw new UnsupportedOperationException();
	}

	/**
	 * Sends a Ping, with {@link Ability#PINGS}.
	 */
	default void sendPing(byte[] payload) throws Exception {
		throw new UnsupportedOperationException();
	}

	void close(int code, String reason) throws Exception;

	/**
	 * Sends a Close frame without a body, with {@link Ability#CLOSE_WITHOUT_CODE}.
	 */
	default void closeWithoutCode() throws Exception {
		throw new UnsupportedOperationException();
	}

	/**
	 * Ends TCP, with {@link Ability#ABORT}.
	 */
	default void abort() throws Exception {
		throw new UnsupportedOperationException();
	}

	/**
	 * Something to do.
	 */
	@FunctionalInterface
	interface Action {

		/** Nothing. */
		Action NONE = () -> {
		};

		void run() throws Exception;

	}

}
