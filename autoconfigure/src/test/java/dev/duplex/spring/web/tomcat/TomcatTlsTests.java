package dev.duplex.spring.web.tomcat;

import java.net.Socket;
import java.nio.ByteBuffer;

import dev.duplex.engine.WebSocketConnection;
import dev.duplex.engine.tck.Frame;
import dev.duplex.engine.tck.RawClient;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tomcat's TLS, used from our event loops and from its own threads.
 */
class TomcatTlsTests {

	@Nested
	class Adopted extends TomcatTlsCases {

		Adopted() throws Exception {
			super(TomcatIo.ADOPTED);
		}

		/**
		 * Their answers wait behind the record that cannot be sent, which Tomcat forbids.
		 */
		@Test
		void keyUpdatesWhileOutputIsBlockedAreAnsweredOnceThePeerReads() throws Exception {
			RawClient client = connect(new Socket(), 96 * 1024, "TLSv1.3").handshake("/echo");
			WebSocketConnection connection = onlyConnection();
			int sent = sendUntilBlocked(connection);
			for (int i = 0; i < 5; i++) {
				client.updateKeys();
				client.send(Frame.ping("p" + i));
			}
			int messages = 0;
			int pongs = 0;
			while (messages < sent || pongs < 5) {
				Frame frame = client.readFrame();
				if (frame.opcode() == 10) {
					assertThat(frame).isEqualTo(Frame.pong("p" + pongs++));
				}
				else {
					assertThat(ByteBuffer.wrap(frame.payload()).getInt()).isEqualTo(messages++);
				}
			}
			assertThat(client.closeGracefully().closeCode()).isEqualTo(1000);
		}

	}

	@Nested
	class Container extends TomcatTlsCases {

		Container() throws Exception {
			super(TomcatIo.CONTAINER);
		}

	}

}
