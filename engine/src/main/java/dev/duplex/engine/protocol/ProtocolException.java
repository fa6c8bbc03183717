package dev.duplex.engine.protocol;

/**
 * The peer broke the protocol or passed a limit: the connection must be failed (RFC 6455
 * section 7.1.7) with {@link #closeCode()}. Has no stack trace, as it tells of the peer
 * and may be provoked at will. Its message holds no byte of the peer's.
 */
public class ProtocolException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final int closeCode;

	private final Cause cause;

	/**
	 * Creates the exception.
	 * @param closeCode the close code to send
	 * @param section the section of RFC 6455 that was broken
	 * @param message what was wrong
	 */
	public ProtocolException(int closeCode, String section, String message) {
		this(closeCode, Cause.VIOLATION, message + " (RFC 6455 section " + section + ")");
	}

	private ProtocolException(int closeCode, Cause cause, String message) {
		super(message, null, false, false);
		this.closeCode = closeCode;
		this.cause = cause;
	}

	static ProtocolException limit(int closeCode, Cause cause, String message) {
		return new ProtocolException(closeCode, cause, message);
	}

	/**
	 * The close code to send.
	 * @return the code
	 */
	public int closeCode() {
		return this.closeCode;
	}

	/**
	 * Whether a limit was passed, and which.
	 * @return the cause
	 */
	public Cause reason() {
		return this.cause;
	}

	/**
	 * Why a connection must be failed.
	 */
	public enum Cause {

		/** The peer broke a rule of the RFC. */
		VIOLATION,

		/** A frame is larger than {@link FrameLimits#maxFrameSize()}. */
		FRAME_SIZE,

		/** A message is larger than {@link FrameLimits#maxMessageSize()}. */
		MESSAGE_SIZE,

		/** A message has more frames than {@link FrameLimits#maxFragments()}. */
		FRAGMENTS

	}

}
