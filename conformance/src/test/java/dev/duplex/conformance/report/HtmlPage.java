package dev.duplex.conformance.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.NumberFormat;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import dev.duplex.conformance.report.ConformanceReport.TargetColumn;
import dev.duplex.conformance.suite.CaseResult;
import dev.duplex.conformance.suite.ConformanceCase;
import dev.duplex.conformance.suite.Result;
import dev.duplex.conformance.suite.Section;
import org.jspecify.annotations.Nullable;

/**
 * The report for people: one page with everything in it. Sections and cases are
 * {@code details}, so that it can be read without scripts; those only filter.
 */
final class HtmlPage {

	private static final Pattern RFC = Pattern.compile("RFC (\\d+)(?: sections? ([\\d.]+))?.*");

	private static final NumberFormat NUMBERS = NumberFormat.getIntegerInstance(Locale.ENGLISH);

	/** Of what is not OK, so many are shown with everything there is to know. */
	private static final int MOST_OPEN = 20;

	private final ConformanceReport report;

	HtmlPage(ConformanceReport report) {
		this.report = report;
	}

	@Override
	public String toString() {
		List<CaseResult> all = this.report.all();
		return resource("report.html").replace("{{style}}", resource("report.css"))
			.replace("{{script}}", resource("report.js"))
			.replace("{{columns}}", Integer.toString(this.report.targets().size()))
			.replace("{{verdict}}", verdict(all))
			.replace("{{facts}}", facts(all))
			.replace("{{cards}}", cards())
			.replace("{{heads}}", heads())
			.replace("{{bad}}", bad())
			.replace("{{sections}}", sections());
	}

	private String verdict(List<CaseResult> all) {
		long bad = all.stream().filter((result) -> !result.result().isGood()).count();
		return (bad == 0) ? "<p class=\"verdict ok\">Every case is OK on every transport.</p>"
				: "<p class=\"verdict failed\">%s of %s results are not OK.</p>".formatted(NUMBERS.format(bad),
						NUMBERS.format(all.size()));
	}

	private String facts(List<CaseResult> all) {
		long seconds = TimeUnit.NANOSECONDS.toSeconds(all.stream().mapToLong(CaseResult::nanos).sum());
		int runs = all.stream().mapToInt(CaseResult::runs).sum();
		return "%s cases, each cut in every way that matters: %s runs in %d:%02d min on Java %s".formatted(
				NUMBERS.format(this.report.rows().size()), NUMBERS.format(runs), seconds / 60, seconds % 60,
				escape(System.getProperty("java.version")));
	}

	private String cards() {
		StringBuilder cards = new StringBuilder();
		for (TargetColumn target : this.report.targets()) {
			Map<Result, Integer> counts = ConformanceReport.counts(on(target, this.report.rows().values()));
			int total = counts.values().stream().mapToInt(Integer::intValue).sum();
			cards.append("<div class=\"card\"><h2>")
				.append(escape(target.name()))
				.append("</h2><p class=\"count\"><b>");
			cards.append(NUMBERS.format(counts.getOrDefault(Result.OK, 0))).append("</b> OK</p><div class=\"bar\">");
			counts.forEach((result, count) -> cards
				.append("<i class=\"%s\" style=\"flex-grow:%d\"></i>".formatted(css(result), count)));
			cards.append("</div><p class=\"rest\">");
			cards.append(counts.entrySet()
				.stream()
				.filter((entry) -> entry.getKey() != Result.OK)
				.map((entry) -> NUMBERS.format(entry.getValue()) + " " + entry.getKey().label())
				.collect(Collectors.joining(", ", "", (counts.size() > 1) ? " " : "")));
			cards.append("of ").append(NUMBERS.format(total)).append("</p></div>\n");
		}
		return cards.toString();
	}

	private static List<CaseResult> on(TargetColumn target, Collection<Map<String, CaseResult>> rows) {
		return rows.stream()
			.filter((results) -> results.containsKey(target.name()))
			.map((results) -> results.get(target.name()))
			.toList();
	}

	private String heads() {
		return this.report.targets()
			.stream()
			.map((target) -> "<span title=\"%1$s\"><span class=\"long\">%1$s</span><span class=\"short\">%2$s</span></span>"
				.formatted(escape(target.name()), escape(target.shortName())))
			.collect(Collectors.joining());
	}

	private String sections() {
		StringBuilder html = new StringBuilder();
		this.report.sections().forEach((section, rows) -> section(section, rows, html));
		return html.toString();
	}

	/** Once more in front of everything else, as it is what one comes for. */
	private String bad() {
		Map<ConformanceCase, Map<String, CaseResult>> bad = new LinkedHashMap<>();
		this.report.rows().forEach((conformanceCase, results) -> {
			if (!worst(results).isGood()) {
				bad.put(conformanceCase, results);
			}
		});
		StringBuilder html = new StringBuilder();
		if (!bad.isEmpty()) {
			html.append("<div class=\"matrix bad\"><div class=\"row heads\"><span class=\"name\">Not OK</span>")
				.append("<span class=\"rfc\">RFC</span>")
				.append(heads())
				.append("</div>\n");
			boolean open = bad.size() <= MOST_OPEN;
			bad.forEach((conformanceCase, results) -> row(conformanceCase, results, open, html));
			html.append("</div>\n");
		}
		return html.toString();
	}

	private static Result worst(Map<String, CaseResult> results) {
		return results.values().stream().map(CaseResult::result).max(Result::compareTo).orElse(Result.OK);
	}

	private void section(Section section, Map<ConformanceCase, Map<String, CaseResult>> rows, StringBuilder html) {
		html.append("<details class=\"section\"><summary class=\"row\"><span class=\"name\">");
		html.append(escape(section.title()))
			.append("</span><span class=\"rfc\">")
			.append(escape(shorter(section.rfc())));
		html.append("</span>");
		for (TargetColumn target : this.report.targets()) {
			html.append(total(ConformanceReport.counts(on(target, rows.values()))));
		}
		html.append("</summary>\n");
		rows.forEach((conformanceCase, results) -> row(conformanceCase, results, false, html));
		html.append("</details>\n");
	}

	private static String shorter(String rfc) {
		return rfc.replace("sections ", "\u00A7 ").replace("section ", "\u00A7 ");
	}

	private static String total(Map<Result, Integer> counts) {
		if (counts.isEmpty()) {
			return "<span class=\"cell none\"></span>";
		}
		Result worst = counts.keySet().stream().max(Result::compareTo).orElse(Result.OK);
		int bad = counts.entrySet()
			.stream()
			.filter((entry) -> !entry.getKey().isGood())
			.mapToInt(Map.Entry::getValue)
			.sum();
		String text = (bad == 0) ? Integer.toString(counts.getOrDefault(Result.OK, 0)) : bad + " " + sign(worst);
		String title = counts.entrySet()
			.stream()
			.map((entry) -> entry.getValue() + " " + entry.getKey().label())
			.collect(Collectors.joining(", "));
		return "<span class=\"cell total %s\" title=\"%s\">%s</span>".formatted(css(worst.isGood() ? Result.OK : worst),
				title, text);
	}

	private void row(ConformanceCase conformanceCase, Map<String, CaseResult> results, boolean open,
			StringBuilder html) {
		String words = conformanceCase.toString().toLowerCase(Locale.ROOT);
		html.append("<details class=\"case\" data-result=\"%s\" data-words=\"%s\"%s><summary class=\"row\">"
			.formatted(css(worst(results)), escape(words), open ? " open" : ""));
		html.append("<span class=\"name\"><b>").append(escape(conformanceCase.id())).append("</b> ");
		html.append(escape(conformanceCase.title())).append("</span><span class=\"rfc\">");
		html.append(escape(shorter(conformanceCase.rfc()).replace("RFC 6455 ", "")));
		html.append("</span>");
		for (TargetColumn target : this.report.targets()) {
			html.append(cell(results.get(target.name())));
		}
		html.append("</summary><div class=\"more\"><dl>");
		fact("RFC", link(conformanceCase.rfc()), html);
		fact("Sent", "<code>" + escape(conformanceCase.scenario().input()) + "</code>", html);
		fact("Expected", escape(conformanceCase.scenario().expected()), html);
		results.values().forEach((result) -> fact(escape(result.target()), details(result), html));
		html.append("</dl></div></details>\n");
	}

	private static String cell(@Nullable CaseResult result) {
		if (result == null) {
			return "<span class=\"cell none\"></span>";
		}
		return "<span class=\"cell %s\" title=\"%s\">%s</span>".formatted(css(result.result()), result.result().label(),
				sign(result.result()));
	}

	private static String sign(Result result) {
		return switch (result) {
			case OK -> "\u2713";
			case NOT_APPLICABLE -> "\u2013";
			case NON_STRICT -> "~";
			case UNIMPLEMENTED -> "?";
			case FAILED -> "\u2717";
		};
	}

	private static String details(CaseResult result) {
		String text = "<span class=\"label %s\">%s</span> %s in %d ms".formatted(css(result.result()),
				result.result().label(), (result.runs() == 1) ? "1 run" : result.runs() + " runs",
				TimeUnit.NANOSECONDS.toMillis(result.nanos()));
		if (result.result() == Result.OK) {
			return text;
		}
		if (!result.result().isGood()) {
			text += ", " + escape(result.delivery());
		}
		text += "<br>Observed: " + escape(result.observed());
		return result.conversation().isEmpty() ? text
				: text + "<pre>" + escape(String.join("\n", result.conversation())) + "</pre>";
	}

	private static void fact(String name, String content, StringBuilder html) {
		html.append("<dt>").append(name).append("</dt><dd>").append(content).append("</dd>");
	}

	private static String link(String rfc) {
		Matcher matcher = RFC.matcher(rfc);
		if (!matcher.matches()) {
			return escape(rfc);
		}
		String anchor = (matcher.group(2) != null) ? "#section-" + matcher.group(2) : "";
		return "<a href=\"https://www.rfc-editor.org/rfc/rfc%s%s\">%s</a>".formatted(matcher.group(1), anchor,
				escape(rfc));
	}

	private static String css(Result result) {
		return result.name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	/** Also what would not show: cases are full of control characters. */
	private static String escape(String text) {
		StringBuilder out = new StringBuilder(text.length() + 16);
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			switch (c) {
				case '&' -> out.append("&amp;");
				case '<' -> out.append("&lt;");
				case '>' -> out.append("&gt;");
				case '"' -> out.append("&quot;");
				case '\n' -> out.append('\n');
				default -> out.append(Character.isISOControl(c) || Character.isSurrogate(c)
						? "\\u%04X".formatted((int) c) : String.valueOf(c));
			}
		}
		return out.toString();
	}

	private static String resource(String name) {
		try (InputStream in = HtmlPage.class.getResourceAsStream(name)) {
			if (in == null) {
				throw new IllegalStateException(name + " is missing");
			}
			return new String(in.readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
