package dev.duplex.sample.dashboard;

import java.time.Duration;
import java.util.List;

import dev.duplex.sample.Browser;
import dev.duplex.sample.BrowserCondition;
import dev.duplex.sample.RunningSample;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the dashboard's page.
 */
@ExtendWith(BrowserCondition.class)
class DashboardPageTests {

	private static RunningSample sample;

	private static Browser browser;

	@BeforeAll
	static void start() {
		sample = RunningSample.start();
		browser = Browser.open();
	}

	@AfterAll
	static void stop() {
		if (browser != null) {
			browser.close();
		}
		if (sample != null) {
			sample.close();
		}
	}

	@BeforeEach
	void open() {
		browser.desktop(false);
		browser.go("about:blank");
		browser.complaints();
		browser.go(sample.page("dashboard.html"));
		Browser.await().until(() -> browser.texts("#state-text").equals(List.of("Live")));
		Browser.await().until(() -> !browser.texts("[data-key=connections] dd").equals(List.of("–")));
	}

	@Test
	void linesMove() {
		assertThat(browser.texts(".card h2")).hasSize(6);
		for (String key : List.of("connections", "messagesIn", "messagesOut", "heapUsed", "cpu")) {
			String canvas = ".card:has([data-key=%s]) canvas".formatted(key);
			Object before = pixels(canvas);
			assertThat(before).asString().startsWith("data:image/png");
			Browser.await().atMost(Duration.ofSeconds(5)).until(() -> !before.equals(pixels(canvas)));
		}
		assertThat(browser.complaints()).isEmpty();
	}

	@Test
	void valuesFollowTheServer() {
		Browser.await().until(() -> browser.texts("[data-key=connections] dd").equals(List.of("1")));
		browser.click("#traffic");
		Browser.await().until(() -> browser.texts("[data-key=connections] dd").equals(List.of("11")));
		Browser.await().until(() -> number("messagesIn") > 20 && number("messagesOut") > 200);
		Browser.await().until(() -> curveIsDrawn("messagesOut"));
		browser.screenshot("dashboard-desktop-light");
		browser.desktop(true);
		browser.screenshot("dashboard-desktop-dark");
		browser.click("#traffic");
		Browser.await().until(() -> browser.texts("[data-key=connections] dd").equals(List.of("1")));
		assertThat(browser.complaints()).isEmpty();
	}

	@Test
	void serverRestartsAndTheLinesGoOn() {
		sample.stop();
		Browser.await().until(() -> browser.texts("#state-text").equals(List.of("Offline")));
		assertThat(browser.element("#cards").getDomAttribute("class")).contains("stale");
		sample.startAgain();
		Browser.await().until(() -> browser.texts("#state-text").equals(List.of("Live")));
		Object before = pixels("canvas");
		Browser.await().until(() -> !before.equals(pixels("canvas")));
		assertThat(browser.element("#cards").getDomAttribute("class")).doesNotContain("stale");
		assertThat(browser.complaints()).allMatch((complaint) -> complaint.contains("WebSocket connection to 'ws://"));
	}

	@Test
	void phoneShowsEverythingWithoutScrollingSideways() {
		browser.phone(false);
		browser.click("#traffic");
		Browser.await().until(() -> curveIsDrawn("messagesOut"));
		assertThat(browser.overflow()).isZero();
		browser.screenshot("dashboard-phone-light");
		browser.phone(true);
		assertThat(browser.overflow()).isZero();
		browser.screenshot("dashboard-phone-dark");
		browser.click("nav a[href='./']");
		Browser.await().until(() -> browser.texts("#name-title").size() == 1);
		assertThat(browser.complaints()).isEmpty();
	}

	private static double number(String key) {
		String text = browser.texts("[data-key=%s] dd".formatted(key)).get(0).replaceAll("[^0-9.]", "");
		return text.isEmpty() ? 0 : Double.parseDouble(text);
	}

	/**
	 * A second of line at least: something in the line's colour in the upper half of the
	 * chart.
	 */
	private static boolean curveIsDrawn(String key) {
		return Boolean.TRUE.equals(browser.script("""
				const canvas = document.querySelector(`.card:has([data-key=${arguments[0]}]) canvas`);
				const { width, height } = canvas;
				const copy = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
				copy.drawImage(canvas, 0, 0);
				const { data } = copy.getImageData(width / 2, 0, width / 2, height / 2);
				let violet = 0;
				for (let i = 0; i < data.length; i += 4) {
					if (data[i + 3] > 200 && data[i + 2] > data[i + 1] + 60) {
						violet++;
					}
				}
				return violet > 20;
				""", key));
	}

	private static Object pixels(String canvas) {
		Object pixels = browser.script("return document.querySelector(arguments[0]).toDataURL()", canvas);
		return (pixels != null) ? pixels : "";
	}

}
