package dev.duplex.spring;

import org.jspecify.annotations.Nullable;

/**
 * A message could not be read as the type that its handler asks for: malformed JSON, or
 * JSON of another shape. The cause may quote the message, so it is foreign text.
 *
 * @see WebSocketExceptionHandler
 */
public class MessageNotReadableException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/**
	 * Creates an exception without a stack trace of its own, as it reports a peer's
	 * behaviour.
	 * @param message what was not readable, without any byte of the message
	 * @param cause why, or {@code null} if the message says it all
	 */
	public MessageNotReadableException(String message, @Nullable Throwable cause) {
		super(message, cause, false, false);
	}

}
