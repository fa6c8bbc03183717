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

	@Nested
	class NioTls {

		private static final TransportFixture.Factory FACTORY = TomcatPort.of(TomcatIo.CONTAINER, TomcatPort.NIO, true);

		@Nested
		class Transport extends TransportTck {

			Transport() {
				super(FACTORY);
			}

		}

		@Nested
		class Closes extends CloseTck {

			Closes() {
				super(FACTORY);
			}

		}

		@Nested
		class Churn extends ChurnTck {

			Churn() {
				super(FACTORY, CHURN);
			}

		}

	}

	@Nested
	class Nio2 {

		private static final TransportFixture.Factory FACTORY = TomcatPort.of(TomcatIo.CONTAINER, TomcatPort.NIO2,
				false);

		@Nested
		class Transport extends TransportTck {

			Transport() {
				super(FACTORY);
			}

		}

		@Nested
		class Closes extends CloseTck {

			Closes() {
				super(FACTORY);
			}

		}

		@Nested
		class Churn extends ChurnTck {

			Churn() {
				super(FACTORY, CHURN);
			}

		}

	}

	@Nested
	class Nio2Tls {

		private static final TransportFixture.Factory FACTORY = TomcatPort.of(TomcatIo.CONTAINER, TomcatPort.NIO2,
				true);

		@Nested
		class Transport extends TransportTck {

			Transport() {
				super(FACTORY);
			}

		}

		@Nested
		class Closes extends CloseTck {

			Closes() {
				super(FACTORY);
			}

		}

		@Nested
		class Churn extends ChurnTck {

			Churn() {
				super(FACTORY, CHURN);
			}

		}

	}

	@Nested
	class Releasing {

		private static final TransportFixture.Factory FACTORY = TomcatPort.of(TomcatIo.ADOPTED, TomcatPort.RELEASING,
				false);

		@Nested
		class Transport extends TransportTck {

			Transport() {
				super(FACTORY);
			}

		}

		@Nested
		class Closes extends CloseTck {

			Closes() {
				super(FACTORY);
			}

		}

		@Nested
		class Churn extends ChurnTck {

			Churn() {
				super(FACTORY, CHURN);
			}

		}

	}

	@Nested
	class ReleasingTls {

		private static final TransportFixture.Factory FACTORY = TomcatPort.of(TomcatIo.ADOPTED, TomcatPort.RELEASING,
				true);

		@Nested
		class Transport extends TransportTck {

			Transport() {
				super(FACTORY);
			}

		}

		@Nested
		class Closes extends CloseTck {

			Closes() {
				super(FACTORY);
			}

		}

		@Nested
		class Churn extends ChurnTck {

			Churn() {
				super(FACTORY, CHURN);
			}

		}

	}

}
