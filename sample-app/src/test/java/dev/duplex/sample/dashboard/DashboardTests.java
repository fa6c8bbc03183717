package dev.duplex.sample.dashboard;

import dev.duplex.sample.JsonClient;
import dev.duplex.sample.RunningSample;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Dashboard}, over the wire.
 */
class DashboardTests {

	private static RunningSample sample;

	@BeforeAll
	static void start() {
		sample = RunningSample.start();
	}

	@AfterAll
	static void stop() {
		sample.close();
	}

	@Test
	void pastComesFirstAndThePresentFollows() {
		try (JsonClient client = JsonClient.connect(sample.endpoint("dashboard"))) {
			assertThat(client.next("past").path("samples").isArray()).isTrue();
			JsonNode first = client.next("present").path("sample");
			JsonNode second = client.next("present").path("sample");
			assertThat(second.path("at").longValue() - first.path("at").longValue()).isBetween(500L, 5000L);
			assertThat(second.path("connections").doubleValue()).isEqualTo(1);
			assertThat(second.path("messagesOut").doubleValue()).isPositive();
			assertThat(second.path("bytesOut").doubleValue()).isPositive();
			assertThat(second.path("heapUsed").doubleValue()).isPositive()
				.isLessThan(second.path("heapMax").doubleValue());
			assertThat(second.path("cpu").doubleValue()).isBetween(0.0, 1.0);
		}
	}

	@Test
	void whatIsReceivedIsCounted() {
		try (JsonClient client = JsonClient.connect(sample.endpoint("dashboard"));
				JsonClient chat = JsonClient.connect(sample.endpoint("rooms/counted?name=Ada"))) {
			chat.next("welcome");
			chat.send("{\"text\": \"Hello\"}");
			chat.next("said");
			JsonNode present;
			do {
				present = client.next("present").path("sample");
			}
			while (present.path("messagesIn").doubleValue() == 0);
			assertThat(present.path("connections").doubleValue()).isEqualTo(2);
			assertThat(present.path("bytesIn").doubleValue()).isGreaterThan(10);
		}
	}

}
