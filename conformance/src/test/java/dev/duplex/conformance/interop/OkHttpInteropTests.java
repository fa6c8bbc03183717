package dev.duplex.conformance.interop;

import org.junit.jupiter.api.Nested;

/**
 * OkHttp, whose server is MockWebServer.
 */
class OkHttpInteropTests {

	@Nested
	class Client extends PeerClientSuite {

		Client() {
			super(new OkHttpPeerClient());
		}

	}

	@Nested
	class Server extends PeerServerSuite {

		Server() {
			super(new OkHttpMockServer());
		}

	}

}
