package dev.duplex.engine.protocol;

import java.nio.ByteBuffer;

/**
 * Checks that the payload of text messages is UTF-8, part by part, failing at the first
 * wrong byte (RFC 6455 section 8.1).
 */
public final class TextValidator {

	private int state = Utf8Validator.START;

	/**
	 * Checks the next part of a message.
	 * @param payload the bytes, from position to limit, which stay as they are
	 * @param endOfMessage whether the message ends with them; then the next part begins
	 * another
	 * @throws ProtocolException with 1007 if the message is not, or can no longer become,
	 * well-formed
	 */
	public void check(ByteBuffer payload, boolean endOfMessage) {
		this.state = Utf8Validator.validate(this.state, payload, payload.position(), payload.limit());
		if (this.state == Utf8Validator.INVALID || endOfMessage && !Utf8Validator.isComplete(this.state)) {
			throw new ProtocolException(CloseCode.INVALID_PAYLOAD, "8.1", "text is not UTF-8");
		}
	}

}
