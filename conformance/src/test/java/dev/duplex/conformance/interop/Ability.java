package dev.duplex.conformance.interop;

/**
 * What a peer's API lets an application do, beyond sending messages and closing.
 */
enum Ability {

	/** Send a message in fragments. */
	FRAGMENTS,

	/** Send a Ping with a payload, and hear of its Pong. */
	PINGS,

	/** Send a Close frame without a status code. */
	CLOSE_WITHOUT_CODE,

	/** End TCP without a Close frame. */
	ABORT,

	/** Offer no extension at all, or offer one with parameters of the test's choice. */
	CHOOSES_OFFER

}
