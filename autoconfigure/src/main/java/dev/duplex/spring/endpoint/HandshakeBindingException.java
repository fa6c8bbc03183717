package dev.duplex.spring.endpoint;

/**
 * A handshake lacks something that a handler needs. The message has no byte of the
 * peer's.
 */
final class HandshakeBindingException extends Exception {

	private static final long serialVersionUID = 1L;

	HandshakeBindingException(String message) {
		super(message, null, false, false);
	}

}
