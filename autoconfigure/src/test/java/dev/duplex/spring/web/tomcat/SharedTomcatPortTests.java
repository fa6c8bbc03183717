package dev.duplex.spring.web.tomcat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletResponse;
import dev.duplex.engine.runtime.WebSocketEngine;
import dev.duplex.spring.testing.RawHttp;
import dev.duplex.spring.testing.TestApplication;
import dev.duplex.spring.testing.TestClient;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Bean;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Endpoints on the port of Tomcat, over real sockets.
 */
class SharedTomcatPortTests {

	private static ConfigurableApplicationContext context;

	private static int port;

	@BeforeAll
	static void start() {
		context = TestApplication.start(new Class<?>[] { TestApplication.class, TestApplication.Http.class },
				WebApplicationType.SERVLET, "server.port=0", "management.endpoints.web.exposure.include=metrics",
				TestApplication.NO_SECURITY);
		port = context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
	}

	@AfterAll
	static void stop() {
		context.close();
	}

	/**
	 * The filter has no order, as most that guard an application by an API key or an
	 * address.
	 */
	@Test
	void aFilterWithoutAnOrderGuardsEndpointsToo() throws Exception {
		try (ConfigurableApplicationContext guarded = TestApplication.start(
				new Class<?>[] { TestApplication.class, Guard.class }, WebApplicationType.SERVLET, "server.port=0",
				TestApplication.NO_SECURITY)) {
			int guardedPort = guarded.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
			try (Socket socket = new Socket("localhost", guardedPort)) {
				socket.setSoTimeout(10_000);
				RawHttp.send(socket, RawHttp.handshake("GET /echo HTTP/1.1"));
				assertThat(RawHttp.readUntil(socket, "\r\n\r\n")).startsWith("HTTP/1.1 401");
			}
		}
	}

	@Test
	void objectsAreReadWrittenAndBroadcastAsJson() throws Exception {
		try (TestClient one = TestClient.connect(port, "/rooms/lobby");
				TestClient two = TestClient.connect(port, "/rooms/lobby")) {
			Awaitility.await().until(() -> engine().topics().subscriberCount("room.lobby") == 2);
			one.send("{\"text\":\"h\u00e9llo\",\"number\":1}");
			assertThat(one.text()).isEqualTo("{\"text\":\"lobby: h\u00e9llo\",\"number\":2}");
			assertThat(two.text()).isEqualTo("{\"text\":\"lobby: h\u00e9llo\",\"number\":2}");
		}
	}

	@Test
	void textAndBinaryAreEchoed() throws Exception {
		try (TestClient client = TestClient.connect(port, "/echo")) {
			assertThat(client.send("hi").text()).isEqualTo("hi");
			ByteBuffer data = ByteBuffer.wrap(new byte[] { 1, 2, 3 });
			assertThat(client.send(data.duplicate()).binary()).isEqualTo(data);
			String large = "x".repeat(60_000);
			assertThat(client.send(large).text()).isEqualTo(large);
		}
	}

	@Test
	void framesSentWithTheRequestAreKept() throws Exception {
		// A masked text frame "hi", with the zero key.
		String frame = "\u0081\u0082\0\0\0\0hi";
		try (Socket socket = new Socket("localhost", port)) {
			socket.setSoTimeout(10_000);
			RawHttp.send(socket, RawHttp.handshake("GET /echo HTTP/1.1") + frame);
			assertThat(RawHttp.readUntil(socket, "\u0081\u0002hi")).startsWith("HTTP/1.1 101")
				.containsIgnoringCase("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
		}
	}

	@Test
	void the101HasNoBody() throws Exception {
		String answer = RawHttp.exchange(port,
				RawHttp.handshake("GET /echo HTTP/1.1") + "\u0088\u0082\0\0\0\0\u0003\u00e8");
		assertThat(answer).doesNotContainIgnoringCase("Content-Length").doesNotContainIgnoringCase("Transfer-Encoding");
	}

	@Test
	void aFailingHandlerClosesItsConnectionAndTellsThePeerNothing() throws Exception {
		try (TestClient client = TestClient.connect(port, "/rooms/failing")) {
			client.send("{\"text\":\"throw\",\"number\":1}");
			assertThat(client.closed()).startsWith("1011").doesNotContain("secret");
		}
	}

	@Test
	void aSubprotocolIsAgreedOn() {
		try (TestClient client = TestClient.connect(port, "/echo")) {
			assertThat(client).isNotNull();
		}
		String answer = handshakeHead("Sec-WebSocket-Protocol: v2.echo, v1.echo");
		assertThat(answer).containsIgnoringCase("Sec-WebSocket-Protocol: v1.echo\r\n");
		assertThat(handshakeHead("Sec-WebSocket-Protocol: v2.echo")).doesNotContainIgnoringCase("Protocol: v");
	}

	private static String handshakeHead(String header) {
		try {
			return RawHttp.exchange(port,
					RawHttp.handshake("GET /echo HTTP/1.1", header) + "\u0088\u0082\0\0\0\0\u0003\u00e8");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Test
	void aForeignOriginIsRefused() {
		assertThat(TestClient.refusal(port, "/echo", "Origin", "https://evil.example")).isEqualTo(403);
		try (TestClient client = TestClient.connect(port, "/echo", "Origin", "http://localhost:" + port)) {
			assertThat(client).isNotNull();
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "POST /echo HTTP/1.1 | 405", "HEAD /echo HTTP/1.1 | 405", "GET /echo HTTP/1.0 | 505" })
	void whatIsNoHandshakeIsRefusedOnceAndTheConnectionEnds(String requestLine, int status) throws Exception {
		String answer = RawHttp.exchange(port,
				RawHttp.handshake(requestLine) + "GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n");
		assertThat(answer).startsWith("HTTP/1.1 " + status)
			.containsOnlyOnce("HTTP/1.1 ")
			.containsIgnoringCase("Connection: close");
	}

	@ParameterizedTest
	@ValueSource(strings = { "Content-Length: 5", "Transfer-Encoding: chunked", "Sec-WebSocket-Key: second",
			"Sec-WebSocket-Version: 12", "Sec-WebSocket-Protocol: a b", "Sec-WebSocket-Extensions: ;",
			"Origin: http://a" + "\r\n" + "Origin: http://b" })
	void aMalformedHandshakeIsRefusedOnceAndTheConnectionEnds(String header) throws Exception {
		String answer = RawHttp.exchange(port,
				RawHttp.handshake("GET /echo HTTP/1.1", header) + "GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n");
		assertThat(answer).startsWith("HTTP/1.1 400")
			.containsOnlyOnce("HTTP/1.1 ")
			.containsIgnoringCase("Connection: close")
			.doesNotContain("Exception");
	}

	@Test
	void anotherVersionIsAskedForTheOneSpokenHere() throws Exception {
		String answer = RawHttp.exchange(port, RawHttp.handshake("GET /echo HTTP/1.1").replace("13", "8"));
		assertThat(answer).startsWith("HTTP/1.1 426")
			.containsIgnoringCase("Sec-WebSocket-Version: 13")
			.containsIgnoringCase("Upgrade: websocket");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/rooms/%2e%2e", "/rooms/a;b=c", "/rooms/%2F" })
	void ambiguousPathsAreRefused(String path) throws Exception {
		String answer = RawHttp.exchange(port, RawHttp.handshake("GET " + path + " HTTP/1.1", "Connection: close"));
		assertThat(answer).matches("(?s)HTTP/1.1 40[04] .*");
	}

	@Test
	void otherRequestsAreTheApplications() throws Exception {
		assertThat(get("/hello").body()).isEqualTo("hello");
		assertThat(get("/echo").body()).isEqualTo("plain echo");
		assertThat(get("/rooms/lobby").statusCode()).isEqualTo(404);
		assertThat(TestClient.refusal(port, "/nowhere")).isEqualTo(404);
	}

	@Test
	void activeConnectionsAreAMeter() throws Exception {
		try (TestClient client = TestClient.connect(port, "/rooms/metered")) {
			client.send("{\"text\":\"a\",\"number\":1}").text();
			assertThat(get("/actuator/metrics/duplex.connections.active").body()).contains("\"/rooms/{room}\"");
			assertThat(get("/actuator/metrics/duplex.connections.active?tag=endpoint:/rooms/%7Broom%7D").body())
				.contains("\"value\":1.0");
			assertThat(get("/actuator/metrics/duplex.messages").statusCode()).isEqualTo(200);
			assertThat(get("/actuator/metrics/duplex.message.handling").statusCode()).isEqualTo(200);
		}
	}

	@Test
	void connectionsThatEndLeaveNothingBehind() {
		for (int i = 0; i < 50; i++) {
			TestClient.connect(port, "/echo").close();
		}
		Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> engine().connectionCount() == 0);
	}

	private static WebSocketEngine engine() {
		return context.getBean(WebSocketEngine.class);
	}

	private static HttpResponse<String> get(String path) throws Exception {
		return HttpClient.newHttpClient()
			.send(HttpRequest.newBuilder(URI.create("http://localhost:" + port + path)).build(),
					BodyHandlers.ofString(StandardCharsets.UTF_8));
	}

	@Configuration(proxyBeanMethods = false)
	static class Guard {

		@Bean
		Filter apiKeyFilter() {
			return (request, response, chain) -> ((HttpServletResponse) response).setStatus(401);
		}

	}

}
