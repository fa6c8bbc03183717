package dev.duplex.conformance;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import dev.duplex.conformance.cases.Catalogue;
import dev.duplex.conformance.report.ConformanceReport;
import dev.duplex.conformance.suite.CaseResult;
import dev.duplex.conformance.suite.ConformanceCase;
import dev.duplex.conformance.suite.Target;
import dev.duplex.conformance.target.EngineClient;
import dev.duplex.conformance.target.OwnPort;
import dev.duplex.conformance.target.TomcatPort;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Every case on every target. Good is only what is as the RFC wants it.
 */
@TestMethodOrder(OrderAnnotation.class)
class ConformanceTests {

	private static final List<ConformanceCase> CASES = Catalogue.all();

	private static final ConformanceReport REPORT = new ConformanceReport();

	private final List<Target> targets = new ArrayList<>();

	@TestFactory
	@Order(1)
	Stream<DynamicTest> ownPort() throws Exception {
		return tests(OwnPort.plain(), "Own");
	}

	@TestFactory
	@Order(2)
	Stream<DynamicTest> ownPortWithTls() throws Exception {
		return tests(OwnPort.tls(), "TLS");
	}

	@TestFactory
	@Order(3)
	Stream<DynamicTest> tomcatsPort() {
		return tests(TomcatPort.start(), "Tomcat");
	}

	@TestFactory
	@Order(4)
	Stream<DynamicTest> client() throws Exception {
		return tests(EngineClient.plain(), "Client");
	}

	@TestFactory
	@Order(5)
	Stream<DynamicTest> clientWithTls() throws Exception {
		return tests(EngineClient.tls(), "Client + TLS");
	}

	private Stream<DynamicTest> tests(Target target, String shortName) {
		this.targets.add(target);
		REPORT.target(target.name(), shortName);
		return CASES.stream()
			.filter((conformanceCase) -> conformanceCase.roles().contains(target.role()))
			.map((conformanceCase) -> DynamicTest.dynamicTest(conformanceCase + " [" + target.name() + "]", () -> {
				CaseResult result = CaseResult.of(conformanceCase, target);
				REPORT.add(result);
				if (!result.result().isGood()) {
					throw new AssertionError(result.explanation());
				}
			}));
	}

	@AfterEach
	void stop() {
		this.targets.forEach(Target::close);
	}

	@AfterAll
	static void report() throws IOException {
		REPORT.write(Path.of("target"));
	}

}
