package dev.duplex.conformance;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import dev.duplex.conformance.cases.Catalogue;
import dev.duplex.conformance.report.ConformanceReport;
import dev.duplex.conformance.suite.CaseResult;
import dev.duplex.conformance.suite.ConformanceCase;
import dev.duplex.conformance.suite.Target;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Every case on every target. Good is only what is as the RFC wants it.
 */
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
abstract class ConformanceTestBase {

	private static final List<ConformanceCase> CASES = Catalogue.all();

	private final ConformanceReport report = new ConformanceReport();

	private final String reportName;

	/**
	 * Creates the tests.
	 * @param reportName what the files of their report are called
	 */
	ConformanceTestBase(String reportName) {
		this.reportName = reportName;
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

	@AfterAll
	void writeReport() throws IOException {
		this.report.write(Path.of("target"), this.reportName);
	}

}
