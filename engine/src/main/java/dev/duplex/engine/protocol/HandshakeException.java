package dev.duplex.engine.protocol;

/**
 * An opening handshake that must be refused. Has no stack trace, as it tells of the peer
 * and may be provoked at will.
 */
public class HandshakeException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final transient HandshakeRefusal refusal;

	/**
	 * Creates the exception.
	 * @param refusal the answer
	 */
	public HandshakeException(HandshakeRefusal refusal) {
		super(refusal.status() + " " + refusal.reason(), null, false, false);
		this.refusal = refusal;
	}

	static HandshakeException badRequest(String body) {
		return new HandshakeException(HandshakeRefusal.of(400, "malformed", body));
	}

	/**
	 * The answer.
	 * @return the refusal
	 */
	public HandshakeRefusal refusal() {
		return this.refusal;
	}

}
