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
 * Every port and the client.
 */
class ConformanceTests extends ConformanceTestBase {

	ConformanceTests() {
		super(ConformanceReport.NAME);
	}

	@TestFactory
	@Order(1)
	Stream<DynamicTest> ownPort() throws Exception {
		return tests(OwnPort.plain(), "Own");
	}

	@TestFactory
	@Order(2)
	Stream<DynamicTest> tomcatsPort() {
		return tests(SpringPort.of(WebServer.TOMCAT, false), "Tomcat");
	}

	@TestFactory
	@Order(3)
	Stream<DynamicTest> jettysPort() {
		return tests(SpringPort.of(WebServer.JETTY, false), "Jetty");
	}

	@TestFactory
	@Order(4)
	Stream<DynamicTest> reactorNettysPort() {
		return tests(SpringPort.of(WebServer.NETTY, false), "Netty");
	}

	@TestFactory
	@Order(5)
	Stream<DynamicTest> client() throws Exception {
		return tests(EngineClient.plain(), "Client");
	}

}
