package dev.duplex.conformance.suite;

/**
 * How the engine under test is set up: which limits its connections have and whether they
 * may be compressed. Each echoes at {@code /echo}.
 */
public enum Service {

	/**
	 * The default limits: 64 KiB for a frame and for a message, 1,024 frames. No
	 * compression. Obeys at {@code /probe}, and speaks {@code v1.chat} and
	 * {@code v2.chat} at {@code /chat}.
	 */
	DEFAULTS,

	/**
	 * The default limits, compression with context takeover for the peer; what the engine
	 * sends is plain, so that answers are the same bytes as without compression.
	 */
	DEFLATE,

	/** Messages of 32 MiB in any number of frames, all compressed where agreed on. */
	LARGE,

	/**
	 * Four connections at most; origins must be sent and are those of
	 * {@code example.com}'s hosts; a second for the opening handshake; 401 at
	 * {@code /secret}.
	 */
	GUARDED

}
