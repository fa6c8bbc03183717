package dev.duplex.benchmarks;

import java.io.StringReader;
import java.util.List;

import javax.xml.parsers.DocumentBuilderFactory;

import dev.duplex.benchmarks.BarChart.Bar;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

import static org.assertj.core.api.Assertions.assertThat;

class BarChartTests {

	@Test
	void theBestIsOnTopAndTheLongestBarFillsTheWidth() throws Exception {
		Document svg = parse(BarChart.svg("echo", "us", List.of(new Bar("slow", false, 4, 4, 4),
				new Bar("unknown", false, Double.NaN, Double.NaN, Double.NaN), new Bar("duplex", true, 1, 1, 1)), 2));
		assertThat(svg.getElementsByTagName("rect").getLength()).isEqualTo(2);
		Element first = (Element) svg.getElementsByTagName("rect").item(0);
		Element second = (Element) svg.getElementsByTagName("rect").item(1);
		assertThat(first.getAttribute("class")).isEqualTo("ours");
		assertThat(second.getAttribute("class")).isEqualTo("other");
		assertThat(Double.parseDouble(second.getAttribute("width")))
			.isEqualTo(4 * Double.parseDouble(first.getAttribute("width")));
		assertThat(svg.getDocumentElement().getTextContent()).contains("slow", "4.00", "duplex", "1.00")
			.doesNotContain("unknown");
	}

	@Test
	void nothingMeasuredIsAnEmptyChart() throws Exception {
		assertThat(parse(BarChart.svg("idle", "B", List.of(), 0)).getElementsByTagName("rect").getLength()).isZero();
	}

	private static Document parse(String svg) throws Exception {
		return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
	}

}
