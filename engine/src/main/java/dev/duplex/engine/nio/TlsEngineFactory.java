package dev.duplex.engine.nio;

import javax.net.ssl.SSLEngine;

/**
 * Makes the TLS engines of a listener. Asked anew for every connection, so what it is
 * made from can be exchanged at any time: connections that exist keep theirs.
 */
@FunctionalInterface
public interface TlsEngineFactory {

	/**
	 * Makes the engine of a new connection. Called on an event loop; must not block.
	 * @return an engine in its role, not begun
	 */
	SSLEngine newEngine();

}
