package dev.duplex.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import dev.duplex.conformance.cases.Catalogue;
import dev.duplex.conformance.suite.CaseResult;
import dev.duplex.conformance.suite.Target;
import dev.duplex.conformance.target.OwnPort;
import dev.duplex.conformance.target.TomcatPort;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every case on every target. Good is only what is as the RFC wants it.
 */
class ConformanceTests {

	private static final List<CaseResult> RESULTS = new ArrayList<>();

	private final List<Target> targets = new ArrayList<>();

	@TestFactory
	Stream<DynamicTest> ownPort() throws Exception {
		return tests(OwnPort.plain());
	}

	@TestFactory
	Stream<DynamicTest> ownPortWithTls() throws Exception {
		return tests(OwnPort.tls());
	}

	@TestFactory
	Stream<DynamicTest> tomcatsPort() {
		return tests(TomcatPort.start());
	}

	private Stream<DynamicTest> tests(Target target) {
		this.targets.add(target);
		return Catalogue.all()
			.stream()
			.filter((conformanceCase) -> conformanceCase.roles().contains(target.role()))
			.map((conformanceCase) -> DynamicTest.dynamicTest(conformanceCase + " [" + target.name() + "]", () -> {
				CaseResult result = CaseResult.of(conformanceCase, target);
				RESULTS.add(result);
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
	static void report() {
		long total = 0;
		for (CaseResult r : RESULTS) {
			total += r.nanos();
		}
		RESULTS.sort((a, b) -> Long.compare(b.nanos(), a.nanos()));
		for (CaseResult r : RESULTS.subList(0, Math.min(25, RESULTS.size()))) {
			System.out
				.println(r.nanos() / 1_000_000 + " ms " + r.runs() + " " + r.conformanceCase() + " " + r.target());
		}
		System.out.println("total " + total / 1_000_000 + " ms, " + RESULTS.size());
	}

}
