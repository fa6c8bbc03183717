package dev.duplex.spring.web.tomcat;

import dev.duplex.engine.tck.ChurnTck;
import dev.duplex.engine.tck.CloseTck;
import dev.duplex.engine.tck.TransportFixture;
import dev.duplex.engine.tck.TransportTck;
import org.junit.jupiter.api.Nested;

/**
 * What lies below handshakes, frames and topics, on Tomcat's other connectors: those
 * whose own threads move the bytes, and those that release their sockets' buffers.
 */
class TomcatOtherTransportTests {

	private static final int CHURN = 50;

	abstract static class Cases {

		private final TransportFixture.Factory factory;

		Cases(TomcatIo io, String protocol, boolean tls) {
			this.factory = TomcatPort.of(io, protocol, tls);
		}

		@Nested
		class Transport extends TransportTck {

			Transport() {
				super(Cases.this.factory);
			}

		}

		@Nested
		class Closes extends CloseTck {

			Closes() {
				super(Cases.this.factory);
			}

		}

		@Nested
		class Churn extends ChurnTck {

			Churn() {
				super(Cases.this.factory, CHURN);
			}

		}

	}

	@Nested
	class NioTls extends Cases {

		NioTls() {
			super(TomcatIo.CONTAINER, TomcatPort.NIO, true);
		}

	}

	@Nested
	class Nio2 extends Cases {

		Nio2() {
			super(TomcatIo.CONTAINER, TomcatPort.NIO2, false);
		}

	}

	@Nested
	class Nio2Tls extends Cases {

		Nio2Tls() {
			super(TomcatIo.CONTAINER, TomcatPort.NIO2, true);
		}

	}

	@Nested
	class Releasing extends Cases {

		Releasing() {
			super(TomcatIo.ADOPTED, TomcatPort.RELEASING, false);
		}

	}

	@Nested
	class ReleasingTls extends Cases {

		ReleasingTls() {
			super(TomcatIo.ADOPTED, TomcatPort.RELEASING, true);
		}

	}

}
