package dev.duplex.sample.chat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

import dev.duplex.sample.JsonClient;
import dev.duplex.sample.RunningSample;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ChatRoom}, over the wire.
 */
class ChatRoomTests {

	private static RunningSample sample;

	private String room;

	@BeforeAll
	static void start() {
		sample = RunningSample.start();
	}

	@AfterAll
	static void stop() {
		sample.close();
	}

	@BeforeEach
	void takeRoomOfOwn(TestInfo test) {
		this.room = "r" + Integer.toHexString(test.getDisplayName().hashCode());
	}

	@Test
	void whoComesInIsToldTheirNameAndWhoIsHere() {
		try (JsonClient ada = join("Ada")) {
			assertThat(ada.next("welcome").at("/you/name").stringValue()).isEqualTo("Ada");
			try (JsonClient grace = join("Grace")) {
				JsonNode welcome = grace.next("welcome");
				assertThat(welcome.at("/you/name").stringValue()).isEqualTo("Grace");
				assertThat(welcome.path("here").valueStream().map((person) -> person.path("name").stringValue()))
					.containsExactlyInAnyOrder("Ada", "Grace");
				assertThat(welcome.path("here").valueStream().map((person) -> person.path("id").stringValue()))
					.contains(welcome.at("/you/id").stringValue())
					.doesNotHaveDuplicates();
			}
		}
	}

	@Test
	void othersSeeWhoComesAndGoes() {
		try (JsonClient ada = join("Ada")) {
			ada.next("joined");
			JsonClient grace = join("Grace");
			JsonNode joined = ada.next("joined");
			grace.close();
			JsonNode left = ada.next("left");
			assertThat(joined.path("name").stringValue()).isEqualTo("Grace");
			assertThat(left.path("name").stringValue()).isEqualTo("Grace");
			assertThat(left.path("id")).isEqualTo(joined.path("id"));
		}
	}

	@Test
	void sameNameGetsNumber() {
		try (JsonClient first = join("Ada")) {
			assertThat(first.next("welcome").at("/you/name").stringValue()).isEqualTo("Ada");
			try (JsonClient second = join("ada")) {
				assertThat(second.next("welcome").at("/you/name").stringValue()).isEqualTo("ada 2");
				try (JsonClient third = join("Ada")) {
					assertThat(third.next("welcome").at("/you/name").stringValue()).isEqualTo("Ada 3");
				}
			}
		}
	}

	@Test
	void nameIsTidiedAndCut() {
		try (JsonClient client = join("  Ada\n\u202E Lovelace " + "🦊".repeat(30)); JsonClient nobody = join(" ")) {
			assertThat(client.next("welcome").at("/you/name").stringValue())
				.isEqualTo("Ada Lovelace " + "🦊".repeat(11));
			assertThat(nobody.next("welcome").at("/you/name").stringValue()).isEqualTo("Guest");
		}
	}

	@Test
	void whatIsSaidReachesEverybodyInTheRoomOnly() {
		try (JsonClient ada = join("Ada");
				JsonClient grace = join("Grace");
				JsonClient other = join(this.room + "-2", "Linus")) {
			grace.next("welcome");
			other.next("welcome");
			ada.send("{\"id\": \"m1\", \"text\": \" <b>Hello</b> 👋 \"}");
			for (JsonClient client : new JsonClient[] { ada, grace }) {
				JsonNode said = client.next("said");
				assertThat(said.path("id").stringValue()).isEqualTo("m1");
				assertThat(said.path("from").stringValue()).isEqualTo("Ada");
				assertThat(said.path("text").stringValue()).isEqualTo("<b>Hello</b> 👋");
				assertThat(said.path("at").stringValue()).matches("\\d{4}-\\d\\d-\\d\\dT.*Z");
			}
			other.send("{\"text\": \"Anybody?\"}");
			assertThat(other.next("said").path("text").stringValue()).isEqualTo("Anybody?");
		}
	}

	@Test
	void whoComesLaterHearsWhatWasSaid() {
		try (JsonClient ada = join("Ada")) {
			ada.send("{\"text\": \"one\"}");
			ada.next("said");
			ada.send("{\"text\": \"two\"}");
			ada.next("said");
			try (JsonClient grace = join("Grace")) {
				assertThat(grace.next("welcome")
					.path("recent")
					.valueStream()
					.map((said) -> said.path("text").stringValue())).containsExactly("one", "two");
			}
		}
	}

	@Test
	void messageSentTwiceIsSaidOnce() {
		try (JsonClient ada = join("Ada")) {
			ada.send("{\"id\": \"m1\", \"text\": \"once\"}");
			ada.send("{\"id\": \"m1\", \"text\": \"once\"}");
			ada.send("{\"id\": \"m2\", \"text\": \"end\"}");
			assertThat(ada.next("said").path("id").stringValue()).isEqualTo("m1");
			assertThat(ada.next("said").path("id").stringValue()).isEqualTo("m2");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"text\": \" \\n \"}", "{\"text\": null}", "{}" })
	void blankMessageIsIgnored(String blank) {
		try (JsonClient ada = join("Ada")) {
			ada.send(blank);
			ada.send("{\"text\": \"end\"}");
			assertThat(ada.next("said").path("text").stringValue()).isEqualTo("end");
		}
	}

	@Test
	void messageThatIsTooLongIsRejectedToItsSenderWhoStays() {
		try (JsonClient ada = join("Ada")) {
			ada.send("{\"id\": \"long\", \"text\": \"%s\"}".formatted("x".repeat(4001)));
			JsonNode rejected = ada.next("rejected");
			assertThat(rejected.path("id").stringValue()).isEqualTo("long");
			assertThat(rejected.path("reason").stringValue()).contains("4,000");
			ada.send("{\"id\": \"longest\", \"text\": \"%s\"}".formatted("x".repeat(4000)));
			assertThat(ada.next("said").path("text").stringValue()).hasSize(4000);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "no JSON", "[1, 2]", "{\"text\": {\"a\": 1}}" })
	void unreadableMessageIsRejectedToItsSenderWhoStays(String unreadable) {
		try (JsonClient ada = join("Ada")) {
			ada.send(unreadable);
			assertThat(ada.next("rejected").path("reason").stringValue()).contains("JSON");
			ada.send("{\"text\": \"still here\"}");
			assertThat(ada.next("said").path("text").stringValue()).isEqualTo("still here");
		}
	}

	@Test
	void messageOverTheConfiguredSizeClosesWith1009() {
		JsonClient ada = join("Ada");
		ada.next("welcome");
		ada.send("{\"text\": \"%s\"}".formatted("x".repeat(32 * 1024)));
		assertThat(ada.closeCode()).isEqualTo(1009);
	}

	@Test
	void roomWithBadNameClosesWith1008() {
		assertThat(join("a.b", "Ada").closeCode()).isEqualTo(1008);
		assertThat(join("x".repeat(33), "Ada").closeCode()).isEqualTo(1008);
	}

	private JsonClient join(String name) {
		return join(this.room, name);
	}

	private static JsonClient join(String room, String name) {
		return JsonClient.connect(sample.endpoint("rooms/%s?name=%s".formatted(encode(room), encode(name))));
	}

	private static String encode(String text) {
		return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
	}

}
