package dev.duplex.conformance;

import java.util.stream.Stream;

import dev.duplex.conformance.report.ConformanceReport;
import dev.duplex.conformance.target.OwnPort;
import dev.duplex.conformance.target.SpringPort;
import dev.duplex.conformance.target.SpringPort.WebServer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/**
 * Every port once more, with requests and handlers on virtual threads.
 */
@EnabledForJreRange(min = JRE.JAVA_21)
class VirtualThreadConformanceTests extends ConformanceTestBase {

	VirtualThreadConformanceTests() {
		super(ConformanceReport.VIRTUAL_THREADS);
	}

	@TestFactory
	@Order(1)
	Stream<DynamicTest> ownPort() throws Exception {
		return tests(OwnPort.onVirtualThreads(false), "Own");
	}

	@TestFactory
	@Order(2)
	Stream<DynamicTest> tomcatsPort() {
		return tests(SpringPort.onVirtualThreads(WebServer.TOMCAT, false), "Tomcat");
	}

	@TestFactory
	@Order(3)
	Stream<DynamicTest> jettysPort() {
		return tests(SpringPort.onVirtualThreads(WebServer.JETTY, false), "Jetty");
	}

	@TestFactory
	@Order(4)
	Stream<DynamicTest> reactorNettysPort() {
		return tests(SpringPort.onVirtualThreads(WebServer.NETTY, false), "Netty");
	}

}
