package dev.duplex.conformance.interop;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Node's {@code ws}.
 */
@ExtendWith(NodeWsCondition.class)
class NodeWsInteropTests {

	@Nested
	class Client extends PeerClientSuite {

		Client() {
			super(new NodeWsClient());
		}

	}

	@Nested
	class Server extends PeerServerSuite {

		Server() {
			super(new NodeWsServer());
		}

	}

}
