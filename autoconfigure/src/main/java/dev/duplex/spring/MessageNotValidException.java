package dev.duplex.spring;

import org.springframework.validation.Errors;

/**
 * A message breaks the constraints of the type it was read as, whose parameter has
 * {@code @Valid} or {@code @Validated}. Unless an exception handler deals with it, the
 * connection is closed with 1008.
 *
 * @see WebSocketExceptionHandler
 */
public class MessageNotValidException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final transient Errors errors;

	/**
	 * Creates an exception without a stack trace of its own, as it reports a peer's
	 * behaviour.
	 * @param message what is not valid, without any value of the message
	 * @param errors what is wrong with it
	 */
	public MessageNotValidException(String message, Errors errors) {
		super(message, null, false, false);
		this.errors = errors;
	}

	/**
	 * What is wrong, field by field. Rejected values are the peer's, so foreign text.
	 * @return at least one error
	 */
	public Errors errors() {
		return this.errors;
	}

}
