package dev.duplex.conformance.interop;

import java.util.List;

import dev.duplex.conformance.interop.OurServer.Port;
import dev.duplex.conformance.interop.Received.Event;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Java-WebSocket, from Maven's {@code org.java-websocket}.
 */
class JavaWebSocketInteropTests {

	@Nested
	class Client extends PeerClientSuite {

		Client() {
			super(new JavaWebSocketClient());
		}

		/**
		 * Whether a message is compressed is said by its first frame (RFC 7692 section
		 * 6). When this fails, the library says so for all of its fragments, and the
		 * other tests need no threshold of 0.
		 */
		@Test
		void compressesFragmentsOneByOne() throws Exception {
			OurServer server = OurServer.running(Port.OWN, Compression.STANDALONE);
			OurEnd our = server.end("fragments");
			try (JavaWebSocketClient client = new JavaWebSocketClient(1_024)) {
				PeerConnection peer = client.connect(server.uri("/links/fragments"), Opening.offering(""));
				peer.sendTextParts(List.of("small, ", "large".repeat(1_000)), PeerConnection.Action.NONE);
				assertThat(our.received().next()).isEqualTo(new Event.Closed(1007, "Protocol error"));
			}
		}

	}

	@Nested
	class Server extends PeerServerSuite {

		Server() {
			super(new JavaWebSocketServer());
		}

	}

}
