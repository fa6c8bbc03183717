package dev.duplex.engine;

import java.io.IOException;

import dev.duplex.engine.protocol.HandshakeResponse;
import org.jspecify.annotations.Nullable;

/**
 * A client could not connect.
 */
public class ConnectFailedException extends IOException {

	private static final long serialVersionUID = 1L;

	private final Reason reason;

	private final transient @Nullable HandshakeResponse response;

	/**
	 * Why a client could not connect.
	 */
	public enum Reason {

		/** The application's supplier of requests failed. */
		REQUEST,

		/** The host's name is not known. */
		RESOLVE,

		/** TCP could not be established, or was lost before the answer. */
		CONNECT,

		/** The proxy refused, or broke HTTP. */
		PROXY,

		/**
		 * TLS failed, such as for a certificate that is not trusted or another host's.
		 */
		TLS,

		/** {@link ConnectRequest#connectTimeout()} passed. */
		TIMEOUT,

		/** The server answered with another status than 101. */
		REFUSED,

		/** The server's answer breaks RFC 6455 section 4.1. */
		HANDSHAKE,

		/** The engine is closed or being drained. */
		CLOSED

	}

	/**
	 * Creates the exception.
	 * @param reason why
	 * @param message what happened, without any byte of the peer's
	 * @param response the server's or proxy's answer, or {@code null} for none
	 * @param cause the cause, or {@code null} for none
	 */
	public ConnectFailedException(Reason reason, String message, @Nullable HandshakeResponse response,
			@Nullable Throwable cause) {
		super(message, cause);
		this.reason = reason;
		this.response = response;
	}

	/**
	 * Why the client could not connect.
	 * @return the reason
	 */
	public Reason reason() {
		return this.reason;
	}

	/**
	 * What the server, or the proxy, answered.
	 * @return the answer, or {@code null} if there was none that could be read
	 */
	public @Nullable HandshakeResponse response() {
		return this.response;
	}

}
