package dev.duplex.spring.web.jetty;

import dev.duplex.engine.tck.ChurnTck;
import dev.duplex.engine.tck.CloseTck;
import dev.duplex.engine.tck.FailureTck;
import dev.duplex.engine.tck.LimitTck;
import dev.duplex.engine.tck.StreamTck;
import dev.duplex.engine.tck.TransportTck;
import org.junit.jupiter.api.Nested;

/**
 * Streams of HTTP/2 as a transport (RFC 8441): the part of the suite that depends on it,
 * over one connection.
 */
class JettyHttp2TransportTests {

	@Nested
	class Transport extends TransportTck {

		Transport() {
			super(JettyPort::startHttp2);
		}

	}

	@Nested
	class Closes extends CloseTck {

		Closes() {
			super(JettyPort::startHttp2);
		}

	}

	@Nested
	class Limits extends LimitTck {

		Limits() {
			super(JettyPort::startHttp2);
		}

	}

	@Nested
	class Failures extends FailureTck {

		Failures() {
			super(JettyPort::startHttp2);
		}

	}

	@Nested
	class Churn extends ChurnTck {

		Churn() {
			super(JettyPort::startHttp2, 80);
		}

	}

	@Nested
	class Streams extends StreamTck {

		Streams() {
			super(JettyPort::startHttp2);
		}

	}

}
