package dev.duplex.conformance;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import dev.duplex.conformance.cases.Catalogue;
import dev.duplex.conformance.report.ConformanceReport;
import dev.duplex.conformance.servers.ServersPage;
import dev.duplex.conformance.suite.CaseResult;
import dev.duplex.conformance.suite.ConformanceCase;
import dev.duplex.conformance.suite.Target;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every case on every target. Good is only what is as the RFC wants it.
 */
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
abstract class ConformanceTestBase {

	private static final List<ConformanceCase> CASES = Catalogue.all();

	private static final ServersPage SERVERS = new ServersPage();

	private final ConformanceReport report = new ConformanceReport();

	private final boolean virtualThreads;

	ConformanceTestBase(boolean virtualThreads) {
		this.virtualThreads = virtualThreads;
	}

	final Stream<DynamicTest> tests(Target target, String shortName) {
		this.report.target(target.name(), shortName);
		return CASES.stream()
			.filter((conformanceCase) -> conformanceCase.roles().contains(target.role()))
			.map((conformanceCase) -> DynamicTest.dynamicTest(conformanceCase + " [" + target.name() + "]", () -> {
				CaseResult result = CaseResult.of(conformanceCase, target);
				this.report.add(result);
				if (!result.result().isGood()) {
					throw new AssertionError(result.explanation());
				}
			}))
			.onClose(target::close);
	}

	@Test
	@Order(100)
	void theManualSaysWhatWorks() throws IOException {
		SERVERS.conformance(this.report.summaries(), this.virtualThreads);
		assertThat(ServersPage.MANUAL)
			.as("This run found something else: cp conformance/%s docs/servers.md", ServersPage.WRITTEN)
			.content()
			.isEqualTo(SERVERS.write());
	}

	@AfterAll
	void writeReport() throws IOException {
		this.report.write(Path.of("target"), this.virtualThreads ? "conformance-virtual-threads" : "conformance");
	}

}
