package dev.duplex.sample.chat;

/**
 * A message is not taken; its sender is told why and stays connected.
 */
class RejectedMessageException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String id;

	RejectedMessageException(String id, String reason) {
		super(reason);
		this.id = id;
	}

	String id() {
		return this.id;
	}

	String reason() {
		return String.valueOf(getMessage());
	}

}
