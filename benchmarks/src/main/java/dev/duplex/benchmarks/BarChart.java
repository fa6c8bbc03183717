package dev.duplex.benchmarks;

import java.util.List;
import java.util.Locale;

/**
 * Draws one figure of many servers as an SVG of horizontal bars, the best on top.
 */
final class BarChart {

	private static final int WIDTH = 760;

	private static final int LABELS = 230;

	private static final int FIGURES = 90;

	private static final int TOP = 56;

	private static final int STEP = 24;

	private static final int BAR = 16;

	private static final String STYLE = """
			text { font: 13px system-ui, sans-serif; fill: #24292f }
			.title { font-weight: 600; font-size: 15px }
			.note { fill: #57606a }
			.ours { fill: #0969da }
			.other { fill: #afb8c1 }
			.range { stroke: #24292f; stroke-width: 1 }
			@media (prefers-color-scheme: dark) {
			  text { fill: #e6edf3 } .note { fill: #8d96a0 } .ours { fill: #4493f8 } .other { fill: #484f58 }
			  .range { stroke: #e6edf3 }
			}
			""";

	private BarChart() {
	}

	/**
	 * One server's figure.
	 *
	 * @param label the server
	 * @param ours whether it is to stand out
	 * @param median the length of the bar
	 * @param min the smallest figure of a round
	 * @param max the largest
	 */
	record Bar(String label, boolean ours, double median, double min, double max) {
	}

	/**
	 * Draws the chart.
	 * @param title what it is about
	 * @param note what the figure is, and which end is the good one
	 * @param bars the figures, which begin at 0
	 * @param decimals how exactly they are written
	 * @return the document
	 */
	static String svg(String title, String note, List<Bar> bars, int decimals) {
		List<Bar> known = bars.stream()
			.filter((bar) -> !Double.isNaN(bar.median()))
			.sorted((one, other) -> Double.compare(one.median(), other.median()))
			.toList();
		double longest = known.stream().mapToDouble(Bar::max).max().orElse(1);
		int height = TOP + known.size() * STEP + 8;
		StringBuilder svg = new StringBuilder();
		line(svg, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">",
				WIDTH, height, title);
		svg.append("<style>\n").append(STYLE).append("</style>\n");
		line(svg, "<text class=\"title\" x=\"8\" y=\"20\">%s</text>", title);
		line(svg, "<text class=\"note\" x=\"8\" y=\"40\">%s</text>", note);
		int y = TOP;
		for (Bar bar : known) {
			double scale = (WIDTH - LABELS - FIGURES) / longest;
			line(svg, "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>", LABELS - 8, y + 13, bar.label());
			line(svg, "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" rx=\"2\"/>",
					bar.ours() ? "ours" : "other", LABELS, y, Math.max(1, bar.median() * scale), BAR);
			line(svg, "<path class=\"range\" d=\"M%.1f %dH%.1f\"/>", LABELS + bar.min() * scale, y + BAR / 2,
					LABELS + bar.max() * scale);
			line(svg, "<text x=\"%.1f\" y=\"%d\">%." + decimals + "f</text>", LABELS + bar.max() * scale + 8, y + 13,
					bar.median());
			y += STEP;
		}
		return svg.append("</svg>\n").toString();
	}

	private static void line(StringBuilder svg, String format, Object... values) {
		svg.append(String.format(Locale.ROOT, format, values)).append('\n');
	}

}
