package dev.duplex.conformance.interop;

/**
 * A peer's client reported that the server refused its opening handshake.
 */
final class RefusedException extends Exception {

	private final int status;

	RefusedException(int status) {
		super("refused with status " + status);
		this.status = status;
	}

	/**
	 * The status of HTTP, as the peer's API tells it.
	 */
	int status() {
		return this.status;
	}

}
