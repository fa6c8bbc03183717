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
import dev.duplex.engine.tck.TransportFixture;
import dev.duplex.engine.tck.TransportTck;
import org.junit.jupiter.api.Nested;

/**
 * Tomcat as a transport whose own threads move the bytes: the whole suite again.
 */
class TomcatContainerTransportTests {

	private static final TransportFixture.Factory FACTORY = TomcatPort.of(TomcatIo.CONTAINER, TomcatPort.NIO, false);

	@Nested
	class Handshakes extends HandshakeTck {

		Handshakes() {
			super(FACTORY);
		}

	}

	@Nested
	class Frames extends FrameTck {

		Frames() {
			super(FACTORY);
		}

	}

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
	class Deflate extends DeflateTck {

		Deflate() {
			super(FACTORY);
		}

	}

	@Nested
	class Limits extends LimitTck {

		Limits() {
			super(FACTORY);
		}

	}

	@Nested
	class Failures extends FailureTck {

		Failures() {
			super(FACTORY);
		}

	}

	@Nested
	class Topics extends TopicTck {

		Topics() {
			super(FACTORY);
		}

	}

	@Nested
	class Churn extends ChurnTck {

		Churn() {
			super(FACTORY, 200);
		}

	}

	@Nested
	class Streams extends StreamTck {

		Streams() {
			super(FACTORY);
		}

	}

}
