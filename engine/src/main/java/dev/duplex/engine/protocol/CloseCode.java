package dev.duplex.engine.protocol;

/**
 * Close codes (RFC 6455 section 7.4 and the registry it founded).
 */
public final class CloseCode {

	/** The purpose is fulfilled. */
	public static final int NORMAL = 1000;

	/** A server goes down, or a browser leaves the page. */
	public static final int GOING_AWAY = 1001;

	/** A protocol error. */
	public static final int PROTOCOL_ERROR = 1002;

	/** Data of a type that the endpoint does not take. */
	public static final int UNSUPPORTED_DATA = 1003;

	/** Never sent: the peer's Close frame had no code. */
	public static final int NO_STATUS = 1005;

	/** Never sent: TCP ended without a Close frame. */
	public static final int ABNORMAL = 1006;

	/** The payload does not fit its type, such as text that is not UTF-8. */
	public static final int INVALID_PAYLOAD = 1007;

	/** A rule of the receiver was broken. */
	public static final int POLICY_VIOLATION = 1008;

	/** The message is too big. */
	public static final int TOO_BIG = 1009;

	/** A client misses an extension that the server did not accept. */
	public static final int MANDATORY_EXTENSION = 1010;

	/** The server met an unexpected condition. */
	public static final int INTERNAL_ERROR = 1011;

	/** Try again later. */
	public static final int TRY_AGAIN_LATER = 1013;

	private CloseCode() {
	}

	/**
	 * Whether a peer may put the code on the wire.
	 * @param code the code
	 * @return whether it is 1000-1003, 1007-1014 or 3000-4999
	 */
	public static boolean isValidOnWire(int code) {
		return code >= 1000 && code <= 1003 || code >= 1007 && code <= 1014 || code >= 3000 && code <= 4999;
	}

	/**
	 * Whether a server may send the code: as {@link #isValidOnWire}, but 1010, which only
	 * a client sends (section 7.4.1).
	 * @param code the code
	 * @return whether a server may send it
	 */
	public static boolean isValidFromServer(int code) {
		return isValidOnWire(code) && code != MANDATORY_EXTENSION;
	}

	/**
	 * Refuses what must not be in a Close frame.
	 * @param code the close code
	 * @param reason the close reason
	 * @param fromClient whether a client would send it, else a server
	 * @throws IllegalArgumentException naming the code, or as
	 * {@link FrameEncoder#closePayload}
	 */
	public static void requireSendable(int code, String reason, boolean fromClient) {
		if (!(fromClient ? isValidOnWire(code) : isValidFromServer(code))) {
			throw new IllegalArgumentException(
					"close code " + code + " must not be sent by a " + (fromClient ? "client" : "server"));
		}
		FrameEncoder.closePayload(code, reason);
	}

}
