package dev.duplex.sample.chat;

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
 * Tests for the chat's page: two people with a browser each.
 */
@ExtendWith(BrowserCondition.class)
class ChatPageTests {

	private static RunningSample sample;

	private static Browser ada;

	private static Browser grace;

	private String room = "lobby";

	@BeforeAll
	static void start() {
		sample = RunningSample.start();
		ada = Browser.open();
		grace = Browser.open();
		remember(sample, ada, "Ada Lovelace");
		remember(sample, grace, "Grace");
	}

	@AfterAll
	static void stop() {
		for (AutoCloseable opened : new AutoCloseable[] { ada, grace, sample }) {
			closeQuietly(opened);
		}
	}

	private static void closeQuietly(AutoCloseable opened) {
		try {
			if (opened != null) {
				opened.close();
			}
		}
		catch (Exception ex) {
			System.err.println("Not closed: " + ex);
		}
	}

	/** The name dialog has its own test. */
	private static void remember(RunningSample server, Browser browser, String name) {
		browser.go(server.page(""));
		browser.script("localStorage.setItem('duplex.name', arguments[0])", name);
		browser.go("about:blank");
	}

	@BeforeEach
	void startAfresh() {
		for (Browser browser : List.of(ada, grace)) {
			browser.desktop(false);
			browser.go("about:blank");
			browser.complaints();
		}
	}

	@Test
	void nameIsAskedForOnceAndRemembered() {
		this.room = "library";
		try (Browser linus = Browser.open()) {
			linus.go(sample.page("#" + this.room));
			assertThat(linus.element("#name-dialog").isDisplayed()).isTrue();
			linus.screenshot("chat-name");
			linus.clear("#name-input");
			linus.type("#name-input", "Linus");
			linus.pressEnter("#name-input");
			awaitConnected(linus);
			Browser.await().until(() -> linus.texts("#people .name").equals(List.of("Linus")));
			linus.go(sample.page("?room=" + this.room));
			awaitConnected(linus);
			assertThat(linus.element("#name-dialog").isDisplayed()).isFalse();
			Browser.await().until(() -> linus.texts("#people .name").equals(List.of("Linus")));
			linus.screenshot("chat-alone");
			assertThat(linus.complaints()).isEmpty();
		}
	}

	@Test
	void twoPeopleSeeEachOtherAndTalk() {
		this.room = "garden";
		enter(ada);
		enter(grace);
		for (Browser browser : List.of(ada, grace)) {
			Browser.await().until(() -> browser.texts("#people .name").equals(List.of("Ada Lovelace", "Grace")));
			assertThat(browser.texts("#people-count")).containsExactly("2");
		}
		assertThat(ada.texts("#messages .event")).containsExactly("You are in #%s as Ada Lovelace".formatted(this.room),
				"Grace came in");
		List<String> said = List.of("W" + "o".repeat(1998) + "w", "That was long. Good morning, Ada 👋",
				"Look: <b>bold</b> & <script>alert(1)</script>", "صباح الخير، كيف الحال؟", "🎉🚀",
				"https://example.org/a/path/" + "that-never-ends/".repeat(12));
		for (int i = 0; i < said.size(); i++) {
			say((i % 2 == 0) ? ada : grace, said.get(i));
			List<String> soFar = said.subList(0, i + 1);
			Browser.await().untilAsserted(() -> assertThat(grace.texts("#messages .text")).isEqualTo(soFar));
			Browser.await().untilAsserted(() -> assertThat(ada.texts("#messages .text")).isEqualTo(soFar));
		}
		assertThat(ada.texts("#messages .mine .text")).containsExactly(said.get(0), said.get(2), said.get(4));
		assertThat(grace.texts("#messages .mine .text")).containsExactly(said.get(1), said.get(3), said.get(5));
		assertThat(ada.texts("#messages b, #messages script")).isEmpty();
		assertThat(ada.texts("#messages .waiting")).isEmpty();
		assertThat(grace.overflow()).isZero();
		grace.desktop(true);
		ada.screenshot("chat-desktop-light");
		grace.screenshot("chat-desktop-dark");
		assertThat(grace.script("return getComputedStyle(document.querySelectorAll('#messages .text')[3]).direction"))
			.isEqualTo("rtl");
		assertThat(ada.complaints()).isEmpty();
		assertThat(grace.complaints()).isEmpty();
	}

	@Test
	void whoLeavesIsNoLongerHere() {
		this.room = "hall";
		enter(ada);
		enter(grace);
		Browser.await().until(() -> ada.texts("#people .name").size() == 2);
		grace.go("about:blank");
		Browser.await().until(() -> ada.texts("#people .name").equals(List.of("Ada Lovelace")));
		assertThat(ada.texts("#messages .event")).endsWith("Grace left");
	}

	@Test
	void serverRestartsAndBothComeBackByThemselves() {
		// Its own, so that whatever goes wrong here leaves the others theirs.
		try (RunningSample restarted = RunningSample.start()) {
			restartAndComeBack(restarted);
		}
	}

	private void restartAndComeBack(RunningSample restarted) {
		this.room = "kitchen";
		remember(restarted, ada, "Ada Lovelace");
		remember(restarted, grace, "Grace");
		enter(restarted, ada);
		enter(restarted, grace);
		say(ada, "before");
		Browser.await().until(() -> grace.texts("#messages .text").equals(List.of("before")));
		assertThat(ada.complaints()).isEmpty();
		assertThat(grace.complaints()).isEmpty();

		restarted.stop();
		for (Browser browser : List.of(ada, grace)) {
			Browser.await().until(() -> browser.texts("#state-text").equals(List.of("Offline")));
			// Now and then it tries again, but what it says stays where it is.
			assertThat(browser.element("#notice").isDisplayed()).isTrue();
		}
		say(ada, "while nobody hears me");
		assertThat(ada.texts("#messages .waiting .text")).containsExactly("while nobody hears me");
		ada.type("#text", "half a sent");
		ada.screenshot("chat-offline");

		restarted.startAgain();
		awaitConnected(ada);
		awaitConnected(grace);
		for (Browser browser : List.of(ada, grace)) {
			Browser.await().until(() -> browser.texts("#people .name").size() == 2);
			Browser.await()
				.until(() -> browser.texts("#messages .text").equals(List.of("before", "while nobody hears me")));
			assertThat(browser.element("#notice").isDisplayed()).isFalse();
			assertThat(browser.texts("#messages .waiting")).isEmpty();
		}
		assertThat(ada.element("#text").getDomProperty("value")).isEqualTo("half a sent");
		ada.pressEnter("#text");
		say(grace, "and after");
		for (Browser browser : List.of(ada, grace)) {
			Browser.await()
				.untilAsserted(() -> assertThat(browser.texts("#messages .text")).containsExactlyInAnyOrder("before",
						"while nobody hears me", "half a sent", "and after"));
			assertThat(browser.complaints()).allMatch(ChatPageTests::isFailedAttempt);
		}
	}

	/**
	 * Chromium itself reports every attempt that fails; no page can keep it from that.
	 */
	private static boolean isFailedAttempt(String complaint) {
		return complaint.contains("WebSocket connection to 'ws://");
	}

	@Test
	void pageOpenedInRoomWithBadNameSaysWhyAndDoesNotTryAgain() {
		this.room = "no.such";
		ada.go(sample.page("#" + this.room));
		Browser.await().until(() -> ada.texts("#state-text").equals(List.of("Not connected")));
		assertThat(ada.texts("#notice-text").get(0)).contains("A room's name has up to 32 letters");
		assertThat(ada.element("#retry").isDisplayed()).isFalse();
		assertThat(ada.complaints()).isEmpty();
	}

	@Test
	void roomsAreChangedWithoutLoadingThePage() {
		this.room = "attic";
		enter(ada);
		ada.script("window.notLoaded = true");
		ada.type("#room-input", this.room + "-b");
		ada.pressEnter("#room-input");
		Browser.await().until(() -> ada.texts("#room-title").equals(List.of("#" + this.room + "-b")));
		awaitConnected(ada);
		assertThat(ada.texts("#rooms [aria-current]")).containsExactly(this.room + "-b");
		ada.click("#rooms a[href='#" + this.room + "']");
		Browser.await().until(() -> ada.texts("#room-title").equals(List.of("#" + this.room)));
		Browser.await().until(() -> ada.texts("#people .name").size() == 1);
		assertThat(ada.script("return window.notLoaded")).isEqualTo(true);
		assertThat(ada.complaints()).isEmpty();
	}

	@Test
	void phoneShowsEverythingWithoutScrollingSideways() {
		this.room = "platform nine and three quarters";
		enter(ada);
		grace.phone(false);
		enter(grace);
		say(ada, "Where are you?");
		say(ada, "https://example.org/" + "x".repeat(300));
		say(grace, "On the train, with the phone. 🚆 The tunnel is next, so I may be gone for a moment.");
		say(grace, "See you at nine");
		say(ada, "👍");
		Browser.await().until(() -> grace.texts("#messages .text").size() == 5);
		assertThat(grace.overflow()).isZero();
		Object bottom = grace.script("return document.querySelector('#composer').getBoundingClientRect().bottom");
		assertThat(((Number) bottom).doubleValue()).isLessThanOrEqualTo(844);
		grace.screenshot("chat-phone-light");
		grace.phone(true);
		grace.screenshot("chat-phone-dark");
		grace.click("#side-open");
		Browser.await().until(() -> grace.element("#people").isDisplayed());
		Browser.await()
			.until(() -> Boolean.TRUE
				.equals(grace.script("return document.querySelector('#side').getAnimations().length === 0")));
		assertThat(grace.overflow()).isZero();
		grace.screenshot("chat-phone-side");
		grace.click("#side-close");
		Browser.await().until(() -> !grace.element("#people").isDisplayed());
		assertThat(grace.complaints()).isEmpty();
	}

	@Test
	void pageFindsEndpointsOnPortOfTheirOwn() {
		try (RunningSample own = RunningSample.start("--duplex.server.port=0"); Browser linus = Browser.open()) {
			linus.go(own.page("#cellar"));
			linus.click("#name-form button");
			awaitConnected(linus);
			say(linus, "On a port of its own");
			Browser.await().until(() -> linus.texts("#messages .waiting").isEmpty());
			assertThat(linus.texts("#messages .text")).containsExactly("On a port of its own");
			assertThat(own.environment().getProperty("local.duplex.port"))
				.isNotEqualTo(own.environment().getProperty("local.server.port"));
			assertThat(linus.complaints()).isEmpty();
		}
	}

	@Test
	void whoReadsEarlierMessagesIsNotCarriedAway() {
		this.room = "archive";
		enter(ada);
		enter(grace);
		for (int i = 1; i <= 20; i++) {
			say(grace, "Line " + i);
		}
		Browser.await().until(() -> ada.texts("#messages .text").size() == 20);
		assertThat(ada.element("#newest").isDisplayed()).isFalse();
		ada.script("document.querySelector('#log').scrollTop = 50");
		say(grace, "News");
		Browser.await().until(() -> ada.element("#newest").isDisplayed());
		assertThat(ada.script("return document.querySelector('#log').scrollTop")).isEqualTo(50L);
		ada.click("#newest");
		Browser.await().until(() -> !ada.element("#newest").isDisplayed());
		assertThat(ada.script("return document.querySelector('#log').scrollTop")).isNotEqualTo(50L);
		assertThat(ada.complaints()).isEmpty();
	}

	private void enter(Browser browser) {
		enter(sample, browser);
	}

	private void enter(RunningSample server, Browser browser) {
		browser.go(server.page("#" + this.room));
		awaitConnected(browser);
		Browser.await().until(() -> !browser.texts("#people .you").isEmpty());
	}

	private static void awaitConnected(Browser browser) {
		Browser.await().until(() -> browser.texts("#state-text").equals(List.of("Connected")));
	}

	private static void say(Browser browser, String text) {
		browser.type("#text", text);
		browser.pressEnter("#text");
	}

}
