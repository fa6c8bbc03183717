package dev.duplex.conformance.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.NumberFormat;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

import dev.duplex.conformance.suite.Result;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * How often each result came of the conformance suite on one target.
 *
 * @param counts by what reports call the result
 */
record CaseTotals(Map<String, Integer> counts) {

	private static final NumberFormat NUMBERS = NumberFormat.getIntegerInstance(Locale.ENGLISH);

	/**
	 * Reads the report that the suite wrote last.
	 * @param name the report's name
	 * @return by target; empty if there is none
	 */
	static Map<String, CaseTotals> read(String name) throws IOException {
		return read(Path.of("target", name + ".json"));
	}

	static Map<String, CaseTotals> read(Path report) throws IOException {
		Map<String, CaseTotals> totals = new LinkedHashMap<>();
		if (Files.exists(report)) {
			JsonNode json = JsonMapper.shared().readTree(Files.readString(report)).get("totals");
			json.forEachEntry((target, counts) -> totals.put(target, of(counts)));
		}
		return totals;
	}

	private static CaseTotals of(JsonNode json) {
		Map<String, Integer> counts = new LinkedHashMap<>();
		json.forEachEntry((label, count) -> counts.put(label, count.asInt()));
		return new CaseTotals(counts);
	}

	/**
	 * What came of it in a few words, such as {@code 1,041 OK, 12 n/a}.
	 * @param virtualThreads whether handlers ran beside the event loop. Then it depends
	 * on the threads' order whether a case applies, so that the words do not tell.
	 */
	String summary(boolean virtualThreads) {
		if (virtualThreads
				&& Arrays.stream(Result.values()).allMatch((result) -> result.isGood() || count(result) == 0)) {
			return NUMBERS.format(count(Result.OK) + count(Result.NOT_APPLICABLE)) + " OK or n/a";
		}
		return Arrays.stream(Result.values())
			.filter((result) -> count(result) > 0)
			.map((result) -> NUMBERS.format(count(result)) + " " + result.label())
			.collect(Collectors.joining(", "));
	}

	private int count(Result result) {
		return this.counts.getOrDefault(result.label(), 0);
	}

}
