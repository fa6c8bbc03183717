package dev.duplex.engine.protocol;

/**
 * A server's answer to an opening handshake breaks RFC 6455, so the connection must be
 * failed (section 4.1). Has no stack trace, as it tells of the peer. Its message holds no
 * byte of the peer's.
 */
public class InvalidResponseException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/**
	 * Creates the exception.
	 * @param message what is wrong with the answer
	 */
	public InvalidResponseException(String message) {
		super(message, null, false, false);
	}

}
