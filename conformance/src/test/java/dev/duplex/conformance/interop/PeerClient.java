package dev.duplex.conformance.interop;

import java.net.URI;
import java.util.List;
import java.util.Set;

/**
 * A WebSocket client that others wrote.
 */
interface PeerClient extends AutoCloseable {

	/**
	 * What its API can do.
	 */
	Set<Ability> abilities();

	/**
	 * The parameters of permessage-deflate it can offer, each as in a header; the first
	 * are its usual ones. Offers that it does not keep to itself are left out, and have a
	 * test of their own.
	 * @param compression what our side wants
	 * @return the offers; empty if it does not know the extension
	 */
	List<String> offers(Compression compression);

	/**
	 * Connects, trusting the certificate of {@link Tls}.
	 * @throws RefusedException if the server answers with a status other than 101
	 */
	PeerConnection connect(URI uri, Opening opening) throws Exception;

	@Override
	void close() throws Exception;

}
