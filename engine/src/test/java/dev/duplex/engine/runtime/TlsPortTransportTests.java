package dev.duplex.engine.runtime;

import dev.duplex.engine.tck.ChurnTck;
import dev.duplex.engine.tck.CloseTck;
import dev.duplex.engine.tck.FailureTck;
import dev.duplex.engine.tck.LimitTck;
import dev.duplex.engine.tck.StreamTck;
import dev.duplex.engine.tck.TransportTck;
import org.junit.jupiter.api.Nested;

/**
 * Our own listener with TLS as a transport. Handshakes, frames and topics lie above it.
 */
class TlsPortTransportTests {

	@Nested
	class Transport extends TransportTck {

		Transport() {
			super(OwnListener::startTls);
		}

	}

	@Nested
	class Closes extends CloseTck {

		Closes() {
			super(OwnListener::startTls);
		}

	}

	@Nested
	class Limits extends LimitTck {

		Limits() {
			super(OwnListener::startTls);
		}

	}

	@Nested
	class Failures extends FailureTck {

		Failures() {
			super(OwnListener::startTls);
		}

	}

	@Nested
	class Streams extends StreamTck {

		Streams() {
			super(OwnListener::startTls);
		}

	}

	@Nested
	class Churn extends ChurnTck {

		Churn() {
			super(OwnListener::startTls, 100);
		}

	}

}
