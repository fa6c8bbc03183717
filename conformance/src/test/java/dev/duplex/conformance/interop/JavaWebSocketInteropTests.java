package dev.duplex.conformance.interop;

import org.junit.jupiter.api.Nested;

/**
 * Java-WebSocket, from Maven's {@code org.java-websocket}.
 */
class JavaWebSocketInteropTests {

	@Nested
	class Client extends PeerClientSuite {

		Client() {
			super(new JavaWebSocketClient());
		}

	}

	@Nested
	class Server extends PeerServerSuite {

		Server() {
			super(new JavaWebSocketServer());
		}

	}

}
