package dev.duplex.conformance.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.duplex.conformance.suite.CaseResult;
import dev.duplex.conformance.suite.ConformanceCase;
import dev.duplex.conformance.suite.Result;
import dev.duplex.conformance.suite.Section;

/**
 * The results of all cases on all targets. Not thread-safe.
 */
public final class ConformanceReport {

	/** The name of the report on every transport without TLS. */
	public static final String NAME = "conformance";

	/** The name of the report on every transport with TLS. */
	public static final String TLS = "conformance-tls";

	/** The name of the report on ports that use virtual threads. */
	public static final String VIRTUAL_THREADS = "conformance-virtual-threads";

	/** The name of the report on those with TLS. */
	public static final String VIRTUAL_THREADS_TLS = "conformance-virtual-threads-tls";

	private final List<TargetColumn> targets = new ArrayList<>();

	private final Map<ConformanceCase, Map<String, CaseResult>> rows = new LinkedHashMap<>();

	/**
	 * A target, which is a column of the matrix.
	 *
	 * @param name its name
	 * @param shortName its name where there is little room
	 */
	public record TargetColumn(String name, String shortName) {
	}

	/**
	 * Adds a target.
	 * @param name its name
	 * @param shortName its name where there is little room
	 */
	public void target(String name, String shortName) {
		this.targets.add(new TargetColumn(name, shortName));
	}

	/**
	 * Adds a result.
	 * @param result the result, on a target that was added
	 */
	public void add(CaseResult result) {
		this.rows.computeIfAbsent(result.conformanceCase(), (key) -> new LinkedHashMap<>())
			.put(result.target(), result);
	}

	List<TargetColumn> targets() {
		return this.targets;
	}

	/**
	 * The rows by section, in the order of the sections.
	 */
	Map<Section, Map<ConformanceCase, Map<String, CaseResult>>> sections() {
		Map<Section, Map<ConformanceCase, Map<String, CaseResult>>> sections = new EnumMap<>(Section.class);
		this.rows.forEach((conformanceCase, results) -> sections
			.computeIfAbsent(conformanceCase.section(), (section) -> new LinkedHashMap<>())
			.put(conformanceCase, results));
		return sections;
	}

	Map<ConformanceCase, Map<String, CaseResult>> rows() {
		return this.rows;
	}

	/**
	 * How often each result came.
	 */
	static Map<Result, Integer> counts(Iterable<CaseResult> results) {
		Map<Result, Integer> counts = new EnumMap<>(Result.class);
		results.forEach((result) -> counts.merge(result.result(), 1, Integer::sum));
		return counts;
	}

	List<CaseResult> all() {
		return this.rows.values().stream().flatMap((results) -> results.values().stream()).toList();
	}

	/**
	 * Writes it as HTML and as JSON.
	 * @param folder where to, created if need be
	 * @param name the name of both files, without an extension
	 * @throws IOException if they cannot be written
	 */
	public void write(Path folder, String name) throws IOException {
		Files.createDirectories(folder);
		Files.writeString(folder.resolve(name + ".html"), new HtmlPage(this).toString());
		Files.writeString(folder.resolve(name + ".json"), new JsonDocument(this).toString());
	}

}
