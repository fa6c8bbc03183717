package dev.duplex.conformance.interop;

import java.util.Set;

/**
 * One way to bring the peer and us together.
 */
interface Pairing {

	/**
	 * What the peer's API can do.
	 */
	Set<Ability> abilities();

	/**
	 * What our side wants.
	 */
	Compression compression();

	/**
	 * Connects.
	 */
	Link connect() throws Exception;

}
