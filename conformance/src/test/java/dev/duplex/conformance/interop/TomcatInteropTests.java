package dev.duplex.conformance.interop;

import org.junit.jupiter.api.Nested;

/**
 * Tomcat's own WebSocket.
 */
class TomcatInteropTests {

	@Nested
	class Client extends PeerClientSuite {

		Client() {
			super(new TomcatClient());
		}

	}

	@Nested
	class Server extends PeerServerSuite {

		Server() {
			super(new TomcatServer());
		}

	}

}
