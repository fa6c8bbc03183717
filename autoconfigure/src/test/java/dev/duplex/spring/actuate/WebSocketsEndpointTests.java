package dev.duplex.spring.actuate;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.duplex.spring.testing.TestApplication;
import dev.duplex.spring.testing.TestClient;
import dev.duplex.spring.testing.WebServerFilter;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WebSocketsEndpoint}, over HTTP and with the settings that
 * {@code docs/actuator.md} shows.
 */
class WebSocketsEndpointTests {

	private static final Pattern YAML = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);

	private static final HttpClient HTTP = HttpClient.newHttpClient();

	/**
	 * Where the endpoint is: the web server and the port.
	 */
	enum Place {

		MVC(WebApplicationType.SERVLET, "tomcat"), WEBFLUX(WebApplicationType.REACTIVE, WebServerFilter.REACTOR_NETTY),
		MANAGEMENT_PORT(WebApplicationType.SERVLET, "tomcat", "management.server.port=0"),
		OWN_LISTENER(WebApplicationType.SERVLET, "tomcat", "duplex.server.port=0");

		final WebApplicationType type;

		final List<String> properties;

		Place(WebApplicationType type, String webServer, String... properties) {
			this.type = type;
			this.properties = new ArrayList<>(List.of(properties));
			this.properties.addAll(
					List.of(WebServerFilter.PROPERTY + "=" + webServer, "server.port=0", TestApplication.NO_SECURITY));
		}

	}

	@ParameterizedTest
	@EnumSource
	void connectionsAndTopicsAreSeenAndActedOn(Place place) throws Exception {
		try (Running running = start(place, documented(0), documented(1));
				TestClient ann = TestClient.connect(running.webSocketPort, "/rooms/a?token=secret");
				TestClient bob = TestClient.connect(running.webSocketPort, "/rooms/b", "Origin",
						"http://localhost:" + running.webSocketPort);
				TestClient echo = TestClient.connect(running.webSocketPort, "/echo")) {
			ann.send("{\"text\":\"x\",\"number\":1}").text();
			bob.send("{\"text\":\"y\",\"number\":1}").text();
			echo.send("hidden payload").text();

			JsonNode overview = running.get("", 200);
			assertThat(overview.path("connections").asInt()).isEqualTo(3);
			assertThat(overview.path("topics").asInt()).isEqualTo(2);
			assertThat(overview.path("draining").asBoolean()).isFalse();
			JsonNode rooms = overview.path("endpoints").get(1);
			assertThat(rooms.path("name").asString()).isEqualTo("/rooms/{room}");
			assertThat(rooms.path("connections").asInt()).isEqualTo(2);
			assertThat(rooms.path("messagesReceived").asInt()).isEqualTo(2);

			JsonNode page = running.get("/connections?endpoint=/rooms/%7Broom%7D&sort=id,desc&size=1&page=1", 200);
			assertThat(page.path("total").asInt()).isEqualTo(2);
			assertThat(page.path("connections")).hasSize(1);
			JsonNode ofTopic = running.get("/connections?topic=room.a", 200).path("connections");
			assertThat(ofTopic).hasSize(1);
			assertThat(ofTopic.get(0).path("subscriptions").asInt()).isEqualTo(1);
			String id = ofTopic.get(0).path("id").asString();

			JsonNode details = running.get("/connections/" + id, 200);
			assertThat(details.path("path").asString()).isEqualTo("/rooms/a");
			assertThat(details.path("subscriptions").get(0).asString()).isEqualTo("room.a");
			assertThat(details.toString()).doesNotContain("secret", "token");
			running.get("/connections/" + "0".repeat(32), 404);
			running.get("/payloads", 404);

			JsonNode topics = running.get("/topics?topic=room.&sort=name,desc", 200);
			assertThat(topics.path("topics").get(0).path("name").asString()).isEqualTo("room.b");
			assertThat(topics.path("topics").get(0).path("subscribers").asInt()).isEqualTo(1);

			JsonNode published = running.send("POST", "/topics", "{\"topic\":\"room.b\",\"text\":\"maintenance\"}",
					200);
			assertThat(published.path("subscribers").asInt()).isEqualTo(1);
			assertThat(bob.text()).isEqualTo("maintenance");

			assertThat(running.send("DELETE", "/connections/" + id + "?code=4000&reason=bye", "", 200)
				.path("closed")
				.asInt()).isEqualTo(1);
			assertThat(ann.closed()).isEqualTo("4000 bye");
			assertThat(running.send("DELETE", "/connections?endpoint=/echo", "", 200).path("closed").asInt())
				.isEqualTo(1);
			assertThat(echo.closed()).startsWith("1008");
			Awaitility.await().until(() -> running.get("", 200).path("connections").asInt() == 1);
			assertThat(running.get("/connections?endpoint=/echo", 200).path("total").asInt()).isZero();
		}
	}

	@Test
	void whatIsAskedForMustMakeSense() throws Exception {
		try (Running running = start(Place.MVC, documented(0), documented(1));
				TestClient client = TestClient.connect(running.webSocketPort, "/echo")) {
			running.get("/connections?sort=payload", 400);
			running.get("/connections?sort=id,down", 400);
			running.get("/connections?size=0", 400);
			running.get("/connections?size=1001", 400);
			running.get("/connections?page=-1", 400);
			running.send("DELETE", "/connections", "", 400);
			running.send("DELETE", "/topics?endpoint=/echo", "", 400);
			running.send("DELETE", "/connections?endpoint=/echo&code=1005", "", 400);
			running.send("DELETE", "/connections?endpoint=/echo&reason=" + "x".repeat(124), "", 400);
			running.send("POST", "/connections", "{\"topic\":\"a\",\"text\":\"b\"}", 400);
			assertThat(client.send("still here").text()).isEqualTo("still here");
		}
	}

	@Test
	void nothingCanBeChangedUnlessAccessIsUnrestricted() throws Exception {
		try (Running running = start(Place.MVC, documented(0));
				TestClient client = TestClient.connect(running.webSocketPort, "/echo")) {
			client.send("a").text();
			assertThat(running.get("", 200).path("connections").asInt()).isEqualTo(1);
			running.send("DELETE", "/connections?endpoint=/echo", "", 405);
			running.send("POST", "/topics", "{\"topic\":\"a\",\"text\":\"b\"}", 405);
			assertThat(client.send("still here").text()).isEqualTo("still here");
		}
	}

	private static String documented(int index) throws IOException {
		Matcher matcher = YAML.matcher(Files.readString(Path.of("..", "docs", "actuator.md")));
		return matcher.results().toList().get(index).group(1);
	}

	private static Running start(Place place, String... documents) throws IOException {
		List<String> properties = new ArrayList<>(place.properties);
		for (String document : documents) {
			for (PropertySource<?> source : new YamlPropertySourceLoader().load("documented",
					new ByteArrayResource(document.getBytes()))) {
				for (String name : ((EnumerablePropertySource<?>) source).getPropertyNames()) {
					properties.add(name + "=" + source.getProperty(name));
				}
			}
		}
		return new Running(TestApplication.start(place.type, properties.toArray(String[]::new)));
	}

	private static final class Running implements AutoCloseable {

		final ConfigurableApplicationContext context;

		final int webSocketPort;

		private final int actuatorPort;

		Running(ConfigurableApplicationContext context) {
			this.context = context;
			int server = port("server", -1);
			this.webSocketPort = port("duplex", server);
			this.actuatorPort = port("management", server);
		}

		private int port(String which, int otherwise) {
			return this.context.getEnvironment().getProperty("local." + which + ".port", Integer.class, otherwise);
		}

		JsonNode get(String path, int status) throws Exception {
			return send("GET", path, "", status);
		}

		JsonNode send(String method, String path, String body, int status) throws Exception {
			URI uri = URI.create("http://localhost:" + this.actuatorPort + "/actuator/websockets" + path);
			HttpRequest request = HttpRequest.newBuilder(uri)
				.header("Content-Type", "application/json")
				.method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
				.build();
			HttpResponse<String> response = HTTP.send(request, BodyHandlers.ofString());
			assertThat(response.statusCode()).as(method + " " + path + ": " + response.body()).isEqualTo(status);
			assertThat(response.body()).doesNotContain("hidden payload");
			return JsonMapper.shared().readTree(response.body().isEmpty() ? "{}" : response.body());
		}

		@Override
		public void close() {
			this.context.close();
		}

	}

}
