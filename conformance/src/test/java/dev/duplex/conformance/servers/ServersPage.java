package dev.duplex.conformance.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code docs/servers.md} as a run has it: the results of the conformance suite, and of
 * the tests that show a feature. Not thread-safe.
 */
public final class ServersPage {

	/** The page of the manual. */
	public static final Path MANUAL = Path.of("..", "docs", "servers.md");

	/** The page as the run has it. */
	public static final Path WRITTEN = Path.of("target", "servers.md");

	private static final String VERSION = "tested version";

	private static final String CASES = "RFC 6455 and 7692 as cases";

	private static final String TLS = ", TLS";

	private static final String VIRTUAL_THREADS = ", virtual threads";

	private static final List<Path> REPORTS = List.of(Path.of("..", "engine", "target", "surefire-reports"),
			Path.of("..", "autoconfigure", "target", "surefire-reports"), Path.of("target", "surefire-reports"));

	private final Map<String, Map<Server, String>> results = new HashMap<>();

	/**
	 * Takes the results of the conformance suite.
	 * @param summaries what came of the targets, by their names
	 * @param virtualThreads whether they are of a run on virtual threads
	 */
	public void conformance(Map<String, String> summaries, boolean virtualThreads) {
		summaries.forEach((target, summary) -> Server.of(target)
			.ifPresent((server) -> this.results
				.computeIfAbsent(cases(virtualThreads, target.endsWith(TLS)), (row) -> new EnumMap<>(Server.class))
				.put(server, summary)));
	}

	private static String cases(boolean virtualThreads, boolean tls) {
		return CASES + (virtualThreads ? VIRTUAL_THREADS : "") + (tls ? TLS : "");
	}

	/**
	 * Writes the page to {@link #WRITTEN}: what is known by now, and what did not run as
	 * the manual has it.
	 * @return its text
	 * @throws IOException if something cannot be read or written
	 */
	public String write() throws IOException {
		Page page = new Page(Files.readString(MANUAL));
		page.row(VERSION);
		for (Server server : Server.values()) {
			page.cell(VERSION, server, server.version());
		}
		for (boolean virtualThreads : new boolean[] { false, true }) {
			for (boolean tls : new boolean[] { false, true }) {
				String row = cases(virtualThreads, tls);
				page.row(row);
				this.results.getOrDefault(row, Map.of()).forEach((server, text) -> page.cell(row, server, text));
			}
		}
		features(page, new TestReports(REPORTS));
		Files.createDirectories(WRITTEN.getParent());
		Files.writeString(WRITTEN, page.toString());
		return page.toString();
	}

	private static void features(Page page, TestReports reports) throws IOException {
		for (Feature feature : Feature.all()) {
			page.row(feature.title());
			for (Server server : Server.values()) {
				Optional<String> text = text(feature, server, reports);
				if (text.isPresent()) {
					page.cell(feature.title(), server, text.get());
				}
			}
		}
	}

	private static Optional<String> text(Feature feature, Server server, TestReports reports) throws IOException {
		List<Proof> proofs = feature.proofs(server);
		if (proofs.isEmpty()) {
			return Optional.of(Page.NONE);
		}
		boolean all = true;
		for (Proof proof : proofs) {
			Optional<Boolean> passed = reports.passed(proof);
			if (passed.isPresent() && !passed.get()) {
				return Optional.of("fails: " + proof);
			}
			all &= passed.isPresent();
		}
		return all ? Optional.of(feature.words(server)) : Optional.empty();
	}

}
