package dev.duplex.spring;

import org.jspecify.annotations.Nullable;

/**
 * A message has a type that no handler of the endpoint takes, or none. Unless an
 * exception handler deals with it, the connection is closed with 1003 (RFC 6455 section
 * 7.4.1: a type of data that cannot be accepted).
 *
 * @see OnText#type()
 * @see OnBinary#type()
 */
public class UnknownMessageTypeException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final @Nullable String type;

	/**
	 * Creates an exception without a stack trace of its own, as it reports a peer's
	 * behaviour.
	 * @param message what is wrong, without any byte of the message
	 * @param type the type that the message has, or {@code null} for none
	 */
	public UnknownMessageTypeException(String message, @Nullable String type) {
		super(message, null, false, false);
		this.type = type;
	}

	/**
	 * The type that the message has. It is the peer's text, so of any length that a
	 * message may have, and with any characters.
	 * @return the type, or {@code null} if the message has none
	 */
	public @Nullable String type() {
		return this.type;
	}

}
