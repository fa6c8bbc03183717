package dev.duplex.spring.web.jetty;

import dev.duplex.engine.tck.ChurnTck;
import dev.duplex.engine.tck.CloseTck;
import dev.duplex.engine.tck.DeflateTck;
import dev.duplex.engine.tck.FailureTck;
import dev.duplex.engine.tck.FrameTck;
import dev.duplex.engine.tck.HandshakeTck;
import dev.duplex.engine.tck.LimitTck;
import dev.duplex.engine.tck.StreamTck;
import dev.duplex.engine.tck.TopicTck;
import dev.duplex.engine.tck.TransportTck;
import org.junit.jupiter.api.Nested;

/**
 * Jetty as a transport that does TLS by an SSL bundle: the suite that our own listener
 * passes.
 */
class JettyTlsTransportTests {

	@Nested
	class Handshakes extends HandshakeTck {

		Handshakes() {
			super(JettyPort::startTls);
		}

	}

	@Nested
	class Frames extends FrameTck {

		Frames() {
			super(JettyPort::startTls);
		}

	}

	@Nested
	class Transport extends TransportTck {

		Transport() {
			super(JettyPort::startTls);
		}

	}

	@Nested
	class Closes extends CloseTck {

		Closes() {
			super(JettyPort::startTls);
		}

	}

	@Nested
	class Deflate extends DeflateTck {

		Deflate() {
			super(JettyPort::startTls);
		}

	}

	@Nested
	class Limits extends LimitTck {

		Limits() {
			super(JettyPort::startTls);
		}

	}

	@Nested
	class Failures extends FailureTck {

		Failures() {
			super(JettyPort::startTls);
		}

	}

	@Nested
	class Topics extends TopicTck {

		Topics() {
			super(JettyPort::startTls);
		}

	}

	@Nested
	class Churn extends ChurnTck {

		Churn() {
			super(JettyPort::startTls, 100);
		}

	}

	@Nested
	class Streams extends StreamTck {

		Streams() {
			super(JettyPort::startTls);
		}

	}

}
