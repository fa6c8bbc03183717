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
 * Reactor Netty with TLS as a transport.
 */
class SecureNettyTransportTests {

	@Nested
	class Handshakes extends HandshakeTck {

		Handshakes() {
			super(NettyPort::startTls);
		}

	}

	@Nested
	class Frames extends FrameTck {

		Frames() {
			super(NettyPort::startTls);
		}

	}

	@Nested
	class Transport extends TransportTck {

		Transport() {
			super(NettyPort::startTls);
		}

	}

	@Nested
	class Closes extends CloseTck {

		Closes() {
			super(NettyPort::startTls);
		}

	}

	@Nested
	class Deflate extends DeflateTck {

		Deflate() {
			super(NettyPort::startTls);
		}

	}

	@Nested
	class Limits extends LimitTck {

		Limits() {
			super(NettyPort::startTls);
		}

	}

	@Nested
	class Failures extends FailureTck {

		Failures() {
			super(NettyPort::startTls);
		}

	}

	@Nested
	class Topics extends TopicTck {

		Topics() {
			super(NettyPort::startTls);
		}

	}

	@Nested
	class Churn extends ChurnTck {

		Churn() {
			super(NettyPort::startTls, 100);
		}

	}

	@Nested
	class Streams extends StreamTck {

		Streams() {
			super(NettyPort::startTls);
		}

	}

}
