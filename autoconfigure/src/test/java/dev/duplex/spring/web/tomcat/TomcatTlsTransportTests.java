package dev.duplex.spring.web.tomcat;

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
 * Tomcat with TLS as a transport: the whole suite again, over lent channels.
 */
class TomcatTlsTransportTests {

	@Nested
	class Handshakes extends HandshakeTck {

		Handshakes() {
			super(TomcatPort::startTls);
		}

	}

	@Nested
	class Frames extends FrameTck {

		Frames() {
			super(TomcatPort::startTls);
		}

	}

	@Nested
	class Transport extends TransportTck {

		Transport() {
			super(TomcatPort::startTls);
		}

	}

	@Nested
	class Closes extends CloseTck {

		Closes() {
			super(TomcatPort::startTls);
		}

	}

	@Nested
	class Deflate extends DeflateTck {

		Deflate() {
			super(TomcatPort::startTls);
		}

	}

	@Nested
	class Limits extends LimitTck {

		Limits() {
			super(TomcatPort::startTls);
		}

	}

	@Nested
	class Failures extends FailureTck {

		Failures() {
			super(TomcatPort::startTls);
		}

	}

	@Nested
	class Topics extends TopicTck {

		Topics() {
			super(TomcatPort::startTls);
		}

	}

	@Nested
	class Churn extends ChurnTck {

		Churn() {
			super(TomcatPort::startTls, 100);
		}

	}

	@Nested
	class Streams extends StreamTck {

		Streams() {
			super(TomcatPort::startTls);
		}

	}

}
