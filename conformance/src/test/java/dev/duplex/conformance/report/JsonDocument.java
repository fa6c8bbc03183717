package dev.duplex.conformance.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import dev.duplex.conformance.suite.CaseResult;
import dev.duplex.conformance.suite.ConformanceCase;
import dev.duplex.conformance.suite.Result;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The report for machines.
 */
final class JsonDocument {

	private static final long NANOS_PER_MILLI = 1_000_000;

	private final ConformanceReport report;

	JsonDocument(ConformanceReport report) {
		this.report = report;
	}

	/**
	 * The whole document.
	 *
	 * @param java the version of Java
	 * @param totals by target, how often each result came
	 * @param cases all cases
	 */
	record Document(String java, Map<String, Map<String, Integer>> totals, List<Row> cases) {
	}

	/**
	 * A case and its results by target.
	 */
	record Row(String id, String title, String section, String rfc, String input, String expected,
			Map<String, Cell> results) {
	}

	/**
	 * A result.
	 */
	record Cell(String result, int runs, long millis, String delivery, String observed, List<String> conversation) {
	}

	@Override
	public String toString() {
		Map<String, Map<String, Integer>> totals = new LinkedHashMap<>();
		for (ConformanceReport.TargetColumn target : this.report.targets()) {
			List<CaseResult> results = this.report.all()
				.stream()
				.filter((result) -> result.target().equals(target.name()))
				.toList();
			Map<String, Integer> counts = new TreeMap<>();
			ConformanceReport.counts(results).forEach((result, count) -> counts.put(result.label(), count));
			totals.put(target.name(), counts);
		}
		List<Row> rows = this.report.rows()
			.entrySet()
			.stream()
			.map((entry) -> row(entry.getKey(), entry.getValue()))
			.toList();
		return JsonMapper.builder()
			.enable(SerializationFeature.INDENT_OUTPUT)
			.enable(JsonWriteFeature.ESCAPE_NON_ASCII)
			.build()
			.writeValueAsString(new Document(System.getProperty("java.version"), totals, rows));
	}

	private static Row row(ConformanceCase conformanceCase, Map<String, CaseResult> results) {
		Map<String, Cell> cells = new LinkedHashMap<>();
		results.forEach((target, result) -> cells.put(target,
				new Cell(result.result().label(), result.runs(), result.nanos() / NANOS_PER_MILLI,
						(result.result() == Result.OK) ? "" : result.delivery(), result.observed(),
						result.conversation())));
		return new Row(conformanceCase.id(), conformanceCase.title(), conformanceCase.section().title(),
				conformanceCase.rfc(), conformanceCase.scenario().input(), conformanceCase.scenario().expected(),
				cells);
	}

}
