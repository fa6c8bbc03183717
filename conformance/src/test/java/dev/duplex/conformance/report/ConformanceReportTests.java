package dev.duplex.conformance.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.regex.Pattern;

import dev.duplex.conformance.suite.Behaviour;
import dev.duplex.conformance.suite.CaseResult;
import dev.duplex.conformance.suite.ConformanceCase;
import dev.duplex.conformance.suite.Result;
import dev.duplex.conformance.suite.Role;
import dev.duplex.conformance.suite.Section;
import dev.duplex.conformance.suite.Verdict;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The report shows what was found, whatever bytes it is made of.
 */
class ConformanceReportTests {

	private static final ConformanceCase PING = conformanceCase("2.1", "a Ping", Section.PINGS);

	private static final ConformanceCase BITS = conformanceCase("3.1", "text with RSV3", Section.RESERVED_BITS);

	private static final ConformanceCase NASTY = conformanceCase("H 1.2.3",
			"<script>alert(1)</script> \"\0\u001B\" \uD800", Section.SERVER_HANDSHAKE);

	private final ConformanceReport report = new ConformanceReport();

	@TempDir
	private Path folder;

	private static ConformanceCase conformanceCase(String id, String title, Section section) {
		return new ConformanceCase(id, title, section, "RFC 6455 section 5.2", EnumSet.allOf(Role.class),
				new Behaviour("sent & more", "expected", (target, conversation) -> Verdict.OK));
	}

	private void add(ConformanceCase conformanceCase, String target, Result result, String... conversation) {
		this.report.add(new CaseResult(conformanceCase, target, result, "byte by byte",
				(result == Result.OK) ? "" : "observed <b>", List.of(conversation), 3, 2_000_000));
	}

	@BeforeEach
	void addTargets() {
		this.report.target("Own port", "Own");
		this.report.target("Client", "Client");
	}

	private String page() throws IOException {
		this.report.write(this.folder, "conformance");
		return Files.readString(this.folder.resolve("conformance.html"));
	}

	@Test
	void saysThatAllIsWell() throws IOException {
		add(PING, "Own port", Result.OK);
		add(PING, "Client", Result.OK);
		add(BITS, "Own port", Result.NOT_APPLICABLE);
		assertThat(page()).contains("Every case is OK on every transport.")
			.contains("2 cases")
			.contains("9 runs in 0:00 min")
			.doesNotContain("matrix bad")
			.containsPattern("<h2>Own port</h2><p class=\"count\"><b>1</b> OK</p>")
			.contains("1 n/a of 2");
	}

	@Test
	void showsWhatIsNotOkInFront() throws IOException {
		add(PING, "Own port", Result.OK);
		add(BITS, "Own port", Result.FAILED, "> 91 81", "< nothing");
		add(BITS, "Client", Result.NON_STRICT);
		String page = page();
		assertThat(page).contains("2 of 3 results are not OK.");
		String front = page.substring(page.indexOf("matrix bad"), page.indexOf("<form"));
		assertThat(front)
			.contains("text with RSV3", "byte by byte", "observed &lt;b&gt;", "&gt; 91 81\n&lt; nothing",
					"https://www.rfc-editor.org/rfc/rfc6455#section-5.2")
			.doesNotContain("a Ping")
			.contains("title=\"FAILED\"", "title=\"NON-STRICT\"");
	}

	@Test
	void isOnePageWithNothingFromElsewhere() throws IOException {
		add(PING, "Own port", Result.OK);
		assertThat(page())
			.doesNotContainPattern(Pattern.compile("src=|url\\(|@import|href=\"(?!data:,|https://www\\.rfc)"))
			.doesNotContain("{{");
	}

	@Test
	void escapesEverything() throws IOException {
		add(NASTY, "Own port", Result.FAILED, "< \0<i>");
		String page = page();
		assertThat(page).doesNotContain("<script>alert", "<i>\n", "observed <b>")
			.contains("&lt;script&gt;alert(1)&lt;/script&gt; &quot;\\u0000\\u001B&quot; \\uD800")
			.contains("sent &amp; more");
		assertThat(page.chars().filter((c) -> Character.isISOControl(c) && c != '\n' && c != '\t')).isEmpty();
	}

	@Test
	void tellsMachinesTheSame() throws IOException {
		add(PING, "Own port", Result.OK);
		add(NASTY, "Own port", Result.FAILED, "> 91 81");
		add(NASTY, "Client", Result.UNIMPLEMENTED);
		page();
		JsonNode json = JsonMapper.shared().readTree(Files.readString(this.folder.resolve("conformance.json")));
		assertThat(json.at("/totals/Own port/OK").asInt()).isOne();
		assertThat(json.at("/totals/Own port/FAILED").asInt()).isOne();
		assertThat(json.at("/cases/1/id").asString()).isEqualTo("H 1.2.3");
		assertThat(json.at("/cases/1/results/Own port/result").asString()).isEqualTo("FAILED");
		assertThat(json.at("/cases/1/results/Own port/conversation/0").asString()).isEqualTo("> 91 81");
		assertThat(json.at("/cases/1/results/Client/result").asString()).isEqualTo("UNIMPLEMENTED");
	}

}
