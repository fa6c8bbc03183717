package dev.duplex.conformance;

import java.util.stream.Stream;

import dev.duplex.conformance.report.ConformanceReport;
import dev.duplex.conformance.target.EngineClient;
import dev.duplex.conformance.target.OwnPort;
import dev.duplex.conformance.target.SpringPort;
import dev.duplex.conformance.target.SpringPort.WebServer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.TestFactory;

/**
 * Every port and the client with TLS. Apart from those without, as both take their time.
 */
class TlsConformanceTests extends ConformanceTestBase {

	TlsConformanceTests() {
		super(ConformanceReport.TLS);
	}

	@TestFactory
	@Order(1)
	Stream<DynamicTest> ownPort() throws Exception {
		return tests(OwnPort.tls(), "Own + TLS");
	}

	@TestFactory
	@Order(2)
	Stream<DynamicTest> tomcatsPort() {
		return tests(SpringPort.of(WebServer.TOMCAT, true), "Tomcat + TLS");
	}

	@TestFactory
	@Order(3)
	Stream<DynamicTest> jettysPort() {
		return tests(SpringPort.of(WebServer.JETTY, true), "Jetty + TLS");
	}

	@TestFactory
	@Order(4)
	Stream<DynamicTest> reactorNettysPort() {
		return tests(SpringPort.of(WebServer.NETTY, true), "Netty + TLS");
	}

	@TestFactory
	@Order(5)
	Stream<DynamicTest> client() throws Exception {
		return tests(EngineClient.tls(), "Client + TLS");
	}

}
