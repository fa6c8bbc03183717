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
 * Tomcat as a transport: the suite that our own listener passes, over lent channels.
 */
class TomcatTransportTests {

	@Nested
	class Handshakes extends HandshakeTck {

		Handshakes() {
			super(TomcatPort::start);
		}

	}

	@Nested
	class Frames extends FrameTck {

		Frames() {
			super(TomcatPort::start);
		}

	}

	@Nested
	class Transport extends TransportTck {

		Transport() {
			super(TomcatPort::start);
		}

	}

	@Nested
	class Closes extends CloseTck {

		Closes() {
			super(TomcatPort::start);
		}

	}

	@Nested
	class Deflate extends DeflateTck {

		Deflate() {
			super(TomcatPort::start);
		}

	}

	@Nested
	class Limits extends LimitTck {

		Limits() {
			super(TomcatPort::start);
		}

	}

	@Nested
	class Failures extends FailureTck {

		Failures() {
			super(TomcatPort::start);
		}

	}

	@Nested
	class Topics extends TopicTck {

		Topics() {
			super(TomcatPort::start);
		}

	}

	@Nested
	class Churn extends ChurnTck {

		Churn() {
			super(TomcatPort::start);
		}

	}

	@Nested
	class Streams extends StreamTck {

		Streams() {
			super(TomcatPort::start);
		}

	}

}
