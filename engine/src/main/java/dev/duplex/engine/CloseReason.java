package dev.duplex.engine;

/**
 * Why a connection ended (RFC 6455 section 7.1).
 *
 * @param code the close code: what the initiating side put into its Close frame; 1005
 * when the peer's Close carried none; 1006 when TCP ended without a Close frame
 * @param reason the close reason, empty for none. A peer's reason is foreign text: escape
 * it before it goes into a log or a page
 * @param initiator who began
 */
public record CloseReason(int code, String reason, Initiator initiator) {

	/**
	 * Who began to close.
	 */
	public enum Initiator {

		/** This side: the application, a limit, or a protocol error of the peer. */
		LOCAL,

		/** The peer sent the first Close frame. */
		REMOTE,

		/** Nobody: TCP was lost, or the peer stopped answering. */
		NETWORK

	}

}
