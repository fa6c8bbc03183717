package dev.duplex.conformance.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * The page says what runs have shown, and no run takes from it what another has shown.
 */
class ServersPageTests {

	private static final String TEXT = "# Servers\n\n" + Page.START + """

			|  | Own port | Tomcat | Jetty | Reactor Netty |
			|---|---|---|---|---|
			| cases | 3 OK | 4 OK | ? | 5 OK |
			| dropped | yes | yes | yes | yes |

			""" + Page.END + "\nMore.\n";

	private static final Proof PASSING = Proof.of("SomeTests#works");

	@TempDir
	private Path folder;

	private TestReports reports(Map<String, String> files) throws IOException {
		for (Map.Entry<String, String> file : files.entrySet()) {
			Files.writeString(this.folder.resolve(file.getKey()),
					"<testsuite>" + file.getValue() + "<system-out>worksNot</system-out></testsuite>");
		}
		return new TestReports(List.of(this.folder, this.folder.resolve("missing")));
	}

	@Test
	void whatARunDoesNotKnowStays() {
		Page page = new Page(TEXT);
		page.row("cases");
		page.row("added");
		page.cell("cases", Server.TOMCAT, "6 OK");
		assertThat(page).hasToString(TEXT.replace("4 OK", "6 OK")
			.replace("| dropped | yes | yes | yes | yes |", "| added | ? | ? | ? | ? |"));
	}

	@Test
	void aPageWithoutATableIsNone() {
		assertThatIllegalArgumentException().isThrownBy(() -> new Page("# Servers\n"));
	}

	@Test
	void aTestThatPassedIsAProof() throws IOException {
		TestReports reports = reports(Map.of("TEST-dev.duplex.SomeTests.xml",
				"<testcase name=\"works\"/><testcase name=\"worksNot\"><error/></testcase>"));
		assertThat(reports.passed(PASSING)).contains(true);
		assertThat(reports.passed(Proof.of("SomeTests"))).contains(false);
		assertThat(reports.passed(Proof.of("OtherTests"))).isEmpty();
	}

	@Test
	void parametersAndNestedClassesCount() throws IOException {
		TestReports reports = reports(Map.of("TEST-dev.duplex.SomeTests$Inner.xml",
				"<testcase name=\"works(String)[1]\"/><testcase name=\"works{int}[2]\"><failure>no</failure></testcase>"));
		assertThat(reports.passed(PASSING)).contains(false);
	}

	@Test
	void whatWasSkippedProvesNothing() throws IOException {
		TestReports reports = reports(
				Map.of("TEST-dev.duplex.SomeTests.xml", "<testcase name=\"works\"><skipped/></testcase>"));
		assertThat(reports.passed(PASSING)).isEmpty();
	}

	@Test
	void whatRanOnVirtualThreadsIsInItsOwnReports() throws IOException {
		TestReports reports = reports(Map.of("TEST-dev.duplex.SomeTests.xml", "<testcase name=\"works\"/>"));
		assertThat(reports.passed(PASSING.onVirtualThreads())).isEmpty();
		reports = reports(Map.of("TEST-dev.duplex.SomeTests-virtual-threads.xml", "<testcase name=\"works\"/>"));
		assertThat(reports.passed(PASSING.onVirtualThreads())).contains(true);
	}

	@Test
	void whatRanWithOtherVersionsIsNoProofOfThisOne() throws IOException {
		TestReports reports = reports(Map.of("TEST-dev.duplex.SomeTests-boot-4.0.xml", "<testcase name=\"works\"/>"));
		assertThat(reports.passed(PASSING)).isEmpty();
	}

	@Test
	void targetsBelongToServers() {
		assertThat(Server.of("Reactor Netty's port, TLS")).contains(Server.NETTY);
		assertThat(Server.of("Own port")).contains(Server.OWN);
		assertThat(Server.of("Client, TLS")).isEmpty();
	}

	@Test
	void resultsOfCasesAreSummedUp() throws IOException {
		Path report = this.folder.resolve("conformance.json");
		assertThat(CaseTotals.read(report)).isEmpty();
		Files.writeString(report,
				"""
						{ "java": "17", "totals": { "Own port": { "OK": 1041, "n/a": 12 }, "Client": { "FAILED": 1, "OK": 2 } } }
						""");
		Map<String, CaseTotals> totals = CaseTotals.read(report);
		assertThat(totals).containsOnlyKeys("Own port", "Client");
		assertThat(totals.get("Own port").summary(false)).isEqualTo("1,041 OK, 12 n/a");
		assertThat(totals.get("Own port").summary(true)).isEqualTo("1,053 OK or n/a");
		assertThat(totals.get("Client").summary(true)).isEqualTo("2 OK, 1 FAILED");
	}

	/** In this run or in another one: on this Java there may be no virtual threads. */
	@Test
	void everyCellOfTheManualWasFilledByARun() throws IOException {
		for (Feature feature : Feature.all()) {
			assertThat(ServersPage.MANUAL).content().contains("| " + feature.title() + " |");
		}
		assertThat(ServersPage.MANUAL).content().doesNotContain("| " + Page.UNKNOWN + " |", "fails: ");
	}

	@Test
	void theVersionsOfTheManualAreThoseThatAreTested() throws IOException {
		String pom = Files.readString(Path.of("..", "pom.xml"));
		String ci = Files.readString(Path.of("..", ".ci", "run"));
		String row = "\n| %s | %s | %s | ";
		assertThat(ServersPage.MANUAL).content()
			.contains(row.formatted(find(pom, "<spring-boot.version>(.+)</"), Server.TOMCAT.version(),
					Server.JETTY.version()) + Server.NETTY.version())
			.contains("\n| " + find(ci, "spring_boot_4_0=(.+)") + " | ")
			.contains(row.formatted(find(ci, "spring_boot_4_0=(.+)"), find(ci, "-Dtomcat.version=(\\S+)"),
					find(ci, "-Djetty.version=(\\S+)\\)")));
	}

	private static String find(String text, String regex) {
		return Pattern.compile(regex)
			.matcher(text)
			.results()
			.findFirst()
			.orElseThrow(() -> new AssertionError(regex + " is not there"))
			.group(1);
	}

	@TestFactory
	Stream<DynamicTest> everyProofIsATest() throws IOException {
		Map<String, Path> classes = testClasses();
		return Feature.all()
			.stream()
			.flatMap((feature) -> Arrays.stream(Server.values()).flatMap((server) -> feature.proofs(server).stream()))
			.distinct()
			.map((proof) -> DynamicTest.dynamicTest(proof.toString(), () -> {
				assertThat(classes).containsKey(proof.testClass());
				if (proof.method() != null) {
					assertThat(source(classes, proof.testClass())).contains("void " + proof.method() + "(");
				}
			}));
	}

	/** With that of its base class. */
	private static String source(Map<String, Path> classes, String name) throws IOException {
		String source = Files.readString(classes.get(name));
		String base = source.replaceFirst("(?s).*class " + name + " extends (\\w+).*", "$1");
		return classes.containsKey(base) ? source + source(classes, base) : source;
	}

	private static Map<String, Path> testClasses() throws IOException {
		Map<String, Path> classes = new HashMap<>();
		for (String module : List.of("engine", "autoconfigure", "conformance")) {
			try (Stream<Path> files = Files.walk(Path.of("..", module, "src", "test", "java"))) {
				files.filter((file) -> file.toString().endsWith(".java"))
					.forEach((file) -> classes.putIfAbsent(file.getFileName().toString().replace(".java", ""), file));
			}
		}
		return classes;
	}

}
