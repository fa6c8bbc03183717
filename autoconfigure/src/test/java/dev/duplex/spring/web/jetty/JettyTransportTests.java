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
 * Jetty as a transport: the suite that our own listener passes, over bytes that Jetty's
 * threads bring.
 */
class JettyTransportTests {

	@Nested
	class Handshakes extends HandshakeTck {

		Handshakes() {
			super(JettyPort::start);
		}

	}

	@Nested
	class Frames extends FrameTck {

		Frames() {
			super(JettyPort::start);
		}

	}

	@Nested
	class Transport extends TransportTck {

		Transport() {
			super(JettyPort::start);
		}

	}

	@Nested
	class Closes extends CloseTck {

		Closes() {
			super(JettyPort::start);
		}

	}

	@Nested
	class Deflate extends DeflateTck {

		Deflate() {
			super(JettyPort::start);
		}

	}

	@Nested
	class Limits extends LimitTck {

		Limits() {
			super(JettyPort::start);
		}

	}

	@Nested
	class Failures extends FailureTck {

		Failures() {
			super(JettyPort::start);
		}

	}

	@Nested
	class Topics extends TopicTck {

		Topics() {
			super(JettyPort::start);
		}

	}

	@Nested
	class Churn extends ChurnTck {

		Churn() {
			super(JettyPort::start);
		}

	}

	@Nested
	class Streams extends StreamTck {

		Streams() {
			super(JettyPort::start);
		}

	}

}
