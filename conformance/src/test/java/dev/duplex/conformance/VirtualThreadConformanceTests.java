package dev.duplex.conformance;

import java.util.stream.Stream;

import dev.duplex.conformance.target.OwnPort;
import dev.duplex.conformance.target.SpringPort;
import dev.duplex.conformance.target.SpringPort.WebServer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.TestFactory;

/**
 * Every port once more, with requests and handlers on virtual threads. There is nothing
 * to test on a Java that has none.
 */
class VirtualThreadConformanceTests extends ConformanceTestBase {

	private static final boolean KNOWN = Runtime.version().feature() >= 21;

	VirtualThreadConformanceTests() {
		super(true);
	}

	@TestFactory
	@Order(1)
	Stream<DynamicTest> ownPort() throws Exception {
		return KNOWN ? tests(OwnPort.onVirtualThreads(false), "Own") : Stream.empty();
	}

	@TestFactory
	@Order(2)
	Stream<DynamicTest> ownPortWithTls() throws Exception {
		return KNOWN ? tests(OwnPort.onVirtualThreads(true), "Own + TLS") : Stream.empty();
	}

	@TestFactory
	@Order(3)
	Stream<DynamicTest> tomcatsPort() {
		return tests(WebServer.TOMCAT, false);
	}

	@TestFactory
	@Order(4)
	Stream<DynamicTest> tomcatsPortWithTls() {
		return tests(WebServer.TOMCAT, true);
	}

	@TestFactory
	@Order(5)
	Stream<DynamicTest> jettysPort() {
		return tests(WebServer.JETTY, false);
	}

	@TestFactory
	@Order(6)
	Stream<DynamicTest> jettysPortWithTls() {
		return tests(WebServer.JETTY, true);
	}

	@TestFactory
	@Order(7)
	Stream<DynamicTest> reactorNettysPort() {
		return tests(WebServer.NETTY, false);
	}

	@TestFactory
	@Order(8)
	Stream<DynamicTest> reactorNettysPortWithTls() {
		return tests(WebServer.NETTY, true);
	}

	private Stream<DynamicTest> tests(WebServer server, boolean tls) {
		return KNOWN ? tests(SpringPort.onVirtualThreads(server, tls), server.shortName() + (tls ? " + TLS" : ""))
				: Stream.empty();
	}

}
