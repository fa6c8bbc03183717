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
 * Tomcat as a transport whose own threads move the bytes: the whole suite again.
 */
class TomcatContainerTransportTests {

	@Nested
	class Handshakes extends HandshakeTck {

		Handshakes() {
			super(TomcatPort.of(TomcatIo.CONTAINER, TomcatPort.NIO, false));
		}

	}

	@Nested
	class Frames extends FrameTck {

		Frames() {
			super(TomcatPort.of(TomcatIo.CONTAINER, TomcatPort.NIO, false));
		}

	}

	@Nested
	class Transport extends TransportTck {

		Transport() {
			super(TomcatPort.of(TomcatIo.CONTAINER, TomcatPort.NIO, false));
		}

	}

	@Nested
	class Closes extends CloseTck {

		Closes() {
			super(TomcatPort.of(TomcatIo.CONTAINER, TomcatPort.NIO, false));
		}

	}

	@Nested
	class Deflate extends DeflateTck {

		Deflate() {
			super(TomcatPort.of(TomcatIo.CONTAINER, TomcatPort.NIO, false));
		}

	}

	@Nested
	class Limits extends LimitTck {

		Limits() {
			super(TomcatPort.of(TomcatIo.CONTAINER, TomcatPort.NIO, false));
		}

	}

	@Nested
	class Failures extends FailureTck {

		Failures() {
			super(TomcatPort.of(TomcatIo.CONTAINER, TomcatPort.NIO, false));
		}

	}

	@Nested
	class Topics extends TopicTck {

		Topics() {
			super(TomcatPort.of(TomcatIo.CONTAINER, TomcatPort.NIO, false));
		}

	}

	@Nested
	class Churn extends ChurnTck {

		Churn() {
			super(TomcatPort.of(TomcatIo.CONTAINER, TomcatPort.NIO, false), 200);
		}

	}

	@Nested
	class Streams extends StreamTck {

		Streams() {
			super(TomcatPort.of(TomcatIo.CONTAINER, TomcatPort.NIO, false));
		}

	}

}
