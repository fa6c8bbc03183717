package dev.duplex.conformance.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.duplex.conformance.report.ConformanceReport;

/**
 * {@code docs/servers.md} as runs have it: the results of the conformance suite, and of
 * the tests that show a feature.
 */
final class ServersPage {

	/** The page of the manual. */
	static final Path MANUAL = Path.of("..", "docs", "servers.md");

	/** The page as the run has it. */
	static final Path WRITTEN = Path.of("target", "servers.md");

	private static final String VERSION = "tested version";

	private static final String CASES = "RFC 6455 and 7692 as cases";

	private static final String TLS = ", TLS";

	private static final String VIRTUAL_THREADS = ", virtual threads";

	private static final List<Path> REPORTS = List.of(Path.of("..", "engine", "target", "surefire-reports"),
			Path.of("..", "autoconfigure", "target", "surefire-reports"), Path.of("target", "surefire-reports"));

	private ServersPage() {
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
	static String write() throws IOException {
		Page page = new Page(Files.readString(MANUAL));
		page.row(VERSION);
		for (Server server : Server.values()) {
			page.cell(VERSION, server, server.version());
		}
		for (boolean virtualThreads : new boolean[] { false, true }) {
			page.row(cases(virtualThreads, false));
			page.row(cases(virtualThreads, true));
		}
		cases(page, ConformanceReport.NAME, false);
		cases(page, ConformanceReport.TLS, false);
		cases(page, ConformanceReport.VIRTUAL_THREADS, true);
		cases(page, ConformanceReport.VIRTUAL_THREADS_TLS, true);
		features(page, new TestReports(REPORTS));
		Files.createDirectories(WRITTEN.getParent());
		Files.writeString(WRITTEN, page.toString());
		return page.toString();
	}

	private static void cases(Page page, String report, boolean virtualThreads) throws IOException {
		CaseTotals.read(report)
			.forEach((target, totals) -> Server.of(target)
				.ifPresent((server) -> page.cell(cases(virtualThreads, target.endsWith(TLS)), server,
						totals.summary(virtualThreads))));
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
			return Optional.of(feature.words(server));
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
