package dev.duplex.spring.web.netty;

import dev.duplex.engine.tck.ChurnTck;
import dev.duplex.engine.tck.CloseTck;
import dev.duplex.engine.tck.LimitTck;
import dev.duplex.engine.tck.TransportTck;
import org.junit.jupiter.api.Nested;

/**
 * Reactor Netty on the JDK's channels as a transport, in what depends on the channels.
 */
class NioNettyTransportTests {

	@Nested
	class Transport extends TransportTck {

		Transport() {
			super(NettyPort::startNio);
		}

	}

	@Nested
	class Closes extends CloseTck {

		Closes() {
			super(NettyPort::startNio);
		}

	}

	@Nested
	class Limits extends LimitTck {

		Limits() {
			super(NettyPort::startNio);
		}

	}

	@Nested
	class Churn extends ChurnTck {

		Churn() {
			super(NettyPort::startNio);
		}

	}

}
