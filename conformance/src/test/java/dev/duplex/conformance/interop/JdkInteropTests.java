package dev.duplex.conformance.interop;

import org.junit.jupiter.api.Nested;

/**
 * The JDK's own client.
 */
class JdkInteropTests {

	@Nested
	class Client extends PeerClientSuite {

		Client() {
			super(new JdkClient());
		}

	}

}
