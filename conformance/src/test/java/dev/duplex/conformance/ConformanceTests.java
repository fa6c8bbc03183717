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
 * Every port and the client, with TLS and without.
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
	Stream<DynamicTest> ownPortWithTls() throws Exception {
		return tests(OwnPort.tls(), "Own + TLS");
	}

	@TestFactory
	@Order(3)
	Stream<DynamicTest> tomcatsPort() {
		return tests(SpringPort.of(WebServer.TOMCAT, false), "Tomcat");
	}

	@TestFactory
	@Order(4)
	Stream<DynamicTest> tomcatsPortWithTls() {
		return tests(SpringPort.of(WebServer.TOMCAT, true), "Tomcat + TLS");
	}

	@TestFactory
	@Order(5)
	Stream<DynamicTest> jettysPort() {
		return tests(SpringPort.of(WebServer.JETTY, false), "Jetty");
	}

	@TestFactory
	@Order(6)
	Stream<DynamicTest> jettysPortWithTls() {
		return tests(SpringPort.of(WebServer.JETTY, true), "Jetty + TLS");
	}

	@TestFactory
	@Order(7)
	Stream<DynamicTest> reactorNettysPort() {
		return tests(SpringPort.of(WebServer.NETTY, false), "Netty");
	}

	@TestFactory
	@Order(8)
	Stream<DynamicTest> reactorNettysPortWithTls() {
		return tests(SpringPort.of(WebServer.NETTY, true), "Netty + TLS");
	}

	@TestFactory
	@Order(9)
	Stream<DynamicTest> client() throws Exception {
		return tests(EngineClient.plain(), "Client");
	}

	@TestFactory
	@Order(10)
	Stream<DynamicTest> clientWithTls() throws Exception {
		return tests(EngineClient.tls(), "Client + TLS");
	}

}
