package dev.duplex.engine.protocol;

/**
 * A connection does not begin with a header of the PROXY protocol, so it must be closed.
 * Has no stack trace, as it tells of the peer. Its message holds no byte of the peer's.
 */
public class InvalidProxyHeaderException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/**
	 * Creates the exception.
	 * @param message what is wrong with the header
	 */
	public InvalidProxyHeaderException(String message) {
		super(message, null, false, false);
	}

}
