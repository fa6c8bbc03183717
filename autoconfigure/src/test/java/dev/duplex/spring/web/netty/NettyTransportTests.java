package dev.duplex.spring.web.netty;

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
 * Reactor Netty as a transport: the suite that our own listener passes, over connections
 * that were taken over.
 */
class NettyTransportTests {

	@Nested
	class Handshakes extends HandshakeTck {

		Handshakes() {
			super(NettyPort::start);
		}

	}

	@Nested
	class Frames extends FrameTck {

		Frames() {
			super(NettyPort::start);
		}

	}

	@Nested
	class Transport extends TransportTck {

		Transport() {
			super(NettyPort::start);
		}

	}

	@Nested
	class Closes extends CloseTck {

		Closes() {
			super(NettyPort::start);
		}

	}

	@Nested
	class Deflate extends DeflateTck {

		Deflate() {
			super(NettyPort::start);
		}

	}

	@Nested
	class Limits extends LimitTck {

		Limits() {
			super(NettyPort::start);
		}

	}

	@Nested
	class Failures extends FailureTck {

		Failures() {
			super(NettyPort::start);
		}

	}

	@Nested
	class Topics extends TopicTck {

		Topics() {
			super(NettyPort::start);
		}

	}

	@Nested
	class Churn extends ChurnTck {

		Churn() {
			super(NettyPort::start);
		}

	}

	@Nested
	class Streams extends StreamTck {

		Streams() {
			super(NettyPort::start);
		}

	}

}
