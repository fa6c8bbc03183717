package dev.duplex.conformance.interop;

import org.junit.jupiter.api.Nested;

/**
 * Jetty's own WebSocket.
 */
class JettyInteropTests {

	@Nested
	class Client extends PeerClientSuite {

		Client() {
			super(new JettyClient());
		}

	}

}
