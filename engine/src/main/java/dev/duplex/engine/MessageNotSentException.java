package dev.duplex.engine;

/**
 * A message will never be sent: its connection closed, its queue was full, or it was of
 * no use any more.
 */
public class MessageNotSentException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final SendResult result;

	/**
	 * Creates an exception without a stack trace, as it reports a peer's behaviour.
	 * @param result why the message was not sent
	 */
	public MessageNotSentException(SendResult result) {
		super("message not sent: " + result, null, false, false);
		this.result = result;
	}

	/**
	 * Why the message was not sent.
	 * @return anything but {@link SendResult#ACCEPTED}
	 */
	public SendResult result() {
		return this.result;
	}

}
