package dev.duplex.conformance.interop;

import java.net.URI;

import dev.duplex.conformance.interop.OurServer.Port;
import dev.duplex.conformance.interop.Received.Event;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Jetty's own WebSocket.
 */
class JettyInteropTests {

	@Nested
	class Client extends PeerClientSuite {

		Client() {
			super(new JettyClient());
		}

		/**
		 * A server may ask a client to forget its context that did not offer to (RFC 7692
		 * section 7.1.1.2), and ours does by default. When this fails, Jetty does as it
		 * is asked: see {@link JettyClient#offers}.
		 */
		@Test
		void keepsItsContextAlthoughItAgreedNotTo() throws Exception {
			OurServer server = OurServer.running(Port.OWN, Compression.STANDALONE);
			URI uri = server.uri("/links/jetty");
			OurEnd our = server.end("jetty");
			try (JettyClient client = new JettyClient()) {
				PeerConnection peer = client.connect(uri, Opening.offering(""));
				assertThat(peer.extensions()).contains("client_no_context_takeover");
				peer.sendText("the same");
				our.received().expectText("the same");
				peer.sendText("the same");
				assertThat(our.received().next()).isEqualTo(new Event.Closed(1007, "Protocol error"));
			}
		}

	}

	@Nested
	class Server extends PeerServerSuite {

		Server() {
			super(new JettyServer());
		}

	}

}
