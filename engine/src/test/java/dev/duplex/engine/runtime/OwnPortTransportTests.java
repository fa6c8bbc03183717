package dev.duplex.engine.runtime;

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
 * Our own listener as a transport.
 */
class OwnPortTransportTests {

	@Nested
	class Handshakes extends HandshakeTck {

		Handshakes() {
			super(OwnListener::start);
		}

	}

	@Nested
	class Frames extends FrameTck {

		Frames() {
			super(OwnListener::start);
		}

	}

	@Nested
	class Transport extends TransportTck {

		Transport() {
			super(OwnListener::start);
		}

	}

	@Nested
	class Deflate extends DeflateTck {

		Deflate() {
			super(OwnListener::start);
		}

	}

	@Nested
	class Closes extends CloseTck {

		Closes() {
			super(OwnListener::start);
		}

	}

	@Nested
	class Limits extends LimitTck {

		Limits() {
			super(OwnListener::start);
		}

	}

	@Nested
	class Failures extends FailureTck {

		Failures() {
			super(OwnListener::start);
		}

	}

	@Nested
	class Topics extends TopicTck {

		Topics() {
			super(OwnListener::start);
		}

	}

	@Nested
	class Streams extends StreamTck {

		Streams() {
			super(OwnListener::start);
		}

	}

	@Nested
	class Churn extends ChurnTck {

		Churn() {
			super(OwnListener::start);
		}

	}

}
