package dev.duplex.spring.web;

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
import java.util.ArrayList;
import java.util.List;

import dev.duplex.engine.runtime.WebSocketEngine;
import dev.duplex.spring.testing.FilteredApplication;
import dev.duplex.spring.testing.RawHttp;
import dev.duplex.spring.testing.TestApplication;
import dev.duplex.spring.testing.TestClient;
import dev.duplex.spring.testing.WebServerFilter;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Endpoints on the port of a web server, over real sockets.
 */
@TestInstance(Lifecycle.PER_CLASS)
public abstract class SharedPortTestBase {

	/** A masked text frame "hi", with the zero key. */
	protected static final String HI = "\u0081\u0082\0\0\0\0hi";

	private final WebApplicationType type;

	private final String webServer;

	private final List<Class<?>> always;

	private final ConfigurableApplicationContext context;

	private final int port;

	/**
	 * Starts the application.
	 * @param type its kind
	 * @param webServer its web server, as {@link WebServerFilter} names it
	 * @param always configurations of all applications that are started
	 * @param besides configurations of this one only
	 */
	protected SharedPortTestBase(WebApplicationType type, String webServer, List<Class<?>> always,
			Class<?>... besides) {
		this.type = type;
		this.webServer = WebServerFilter.PROPERTY + "=" + webServer;
		this.always = always;
		List<Class<?>> sources = new ArrayList<>(List.of(besides));
		sources.add(TestApplication.Http.class);
		this.context = start(sources, "management.endpoints.web.exposure.include=metrics");
		this.port = port(this.context);
	}

	/**
	 * Starts another application on the same kind of web server.
	 */
	protected final ConfigurableApplicationContext start(List<Class<?>> besides, String... properties) {
		List<Class<?>> sources = new ArrayList<>(this.always);
		sources.add(TestApplication.class);
		sources.addAll(besides);
		List<String> all = new ArrayList<>(List.of(properties));
		all.addAll(List.of(this.webServer, "server.port=0", TestApplication.NO_SECURITY));
		return TestApplication.start(sources.toArray(Class<?>[]::new), this.type, all.toArray(String[]::new));
	}

	protected static int port(ConfigurableApplicationContext context) {
		return port(context, "server");
	}

	protected static int port(ConfigurableApplicationContext context, String which) {
		return context.getEnvironment().getRequiredProperty("local." + which + ".port", Integer.class);
	}

	protected final int port() {
		return this.port;
	}

	/**
	 * A filter that refuses all requests with 401.
	 */
	protected abstract Class<?> guard();

	@AfterAll
	void stop() {
		this.context.close();
	}

	/**
	 * The filter has no order, as most that guard an application by an API key or an
	 * address.
	 */
	@Test
	void aFilterWithoutAnOrderGuardsEndpointsToo() throws Exception {
		try (ConfigurableApplicationContext guarded = start(List.of(guard()))) {
			try (Socket socket = new Socket("localhost", port(guarded))) {
				socket.setSoTimeout(10_000);
				RawHttp.send(socket, RawHttp.handshake("GET /echo HTTP/1.1"));
				assertThat(RawHttp.readUntil(socket, "\r\n\r\n")).startsWith("HTTP/1.1 401");
			}
		}
	}

	@Test
	void objectsAreReadWrittenAndBroadcastAsJson() throws Exception {
		try (TestClient one = TestClient.connect(this.port, "/rooms/lobby");
				TestClient two = TestClient.connect(this.port, "/rooms/lobby")) {
			Awaitility.await().until(() -> engine().topics().subscriberCount("room.lobby") == 2);
			one.send("{\"text\":\"h\u00e9llo\",\"number\":1}");
			assertThat(one.text()).isEqualTo("{\"text\":\"lobby: h\u00e9llo\",\"number\":2}");
			assertThat(two.text()).isEqualTo("{\"text\":\"lobby: h\u00e9llo\",\"number\":2}");
		}
	}

	@Test
	void textAndBinaryAreEchoed() throws Exception {
		try (TestClient client = TestClient.connect(this.port, "/echo")) {
			assertThat(client.send("hi").text()).isEqualTo("hi");
			ByteBuffer data = ByteBuffer.wrap(new byte[] { 1, 2, 3 });
			assertThat(client.send(data.duplicate()).binary()).isEqualTo(data);
			String large = "x".repeat(60_000);
			assertThat(client.send(large).text()).isEqualTo(large);
		}
	}

	@Test
	void handshakeFiltersGiveAConnectionItsUserAndAttributes() throws Exception {
		try (ConfigurableApplicationContext filtered = start(List.of(FilteredApplication.class));
				TestClient client = TestClient.connect(port(filtered), "/filtered", "X-Key", "k1")) {
			assertThat(client.send("key").text()).isEqualTo("k1");
			assertThat(client.send("user").text()).isEqualTo("user of k1");
		}
	}

	@Test
	void handshakeFiltersAnswerWithAnyResponse() throws Exception {
		try (ConfigurableApplicationContext filtered = start(List.of(FilteredApplication.class))) {
			assertThat(RawHttp.exchange(port(filtered), RawHttp.handshake("GET /filtered HTTP/1.1")))
				.startsWith("HTTP/1.1 429")
				.containsIgnoringCase("\r\nRetry-After: 7\r\n")
				.containsIgnoringCase("\r\nX-Hint: one\r\n")
				.containsIgnoringCase("\r\nX-Hint: two\r\n")
				.containsIgnoringCase("\r\nContent-Type: application/json\r\n")
				.doesNotContain("text/plain")
				.endsWith(FilteredApplication.BODY);
			assertThat(RawHttp.exchange(port(filtered), RawHttp.handshake("GET /filtered HTTP/1.1", "X-Key: fail")))
				.startsWith("HTTP/1.1 500")
				.doesNotContain("secret");
			assertThat(TestClient.refusal(port(filtered), "/filtered", "X-Key", "k1", "Origin", "https://evil.example"))
				.isEqualTo(403);
		}
	}

	@Test
	void framesSentWhileAHandshakeFilterDecidesAreKept() throws Exception {
		try (ConfigurableApplicationContext filtered = start(List.of(FilteredApplication.class));
				Socket socket = new Socket("localhost", port(filtered))) {
			socket.setSoTimeout(10_000);
			RawHttp.send(socket, RawHttp.handshake("GET /echo HTTP/1.1", "X-Key: k1") + HI);
			assertThat(RawHttp.readUntil(socket, "\u0081\u0002hi")).startsWith("HTTP/1.1 101")
				.containsIgnoringCase("X-Seen: /echo")
				.endsWith("\u0081\u0002hi");
		}
	}

	@Test
	void framesSentWithTheRequestAreKept() throws Exception {
		try (Socket socket = new Socket("localhost", this.port)) {
			socket.setSoTimeout(10_000);
			RawHttp.send(socket, RawHttp.handshake("GET /echo HTTP/1.1") + HI);
			assertThat(RawHttp.readUntil(socket, "\u0081\u0002hi")).startsWith("HTTP/1.1 101")
				.containsIgnoringCase("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
		}
	}

	@Test
	void the101HasNoBody() throws Exception {
		String answer = RawHttp.exchange(this.port,
				RawHttp.handshake("GET /echo HTTP/1.1") + "\u0088\u0082\0\0\0\0\u0003\u00e8");
		assertThat(answer).doesNotContainIgnoringCase("Content-Length").doesNotContainIgnoringCase("Transfer-Encoding");
	}

	@Test
	void aFailingHandlerClosesItsConnectionAndTellsThePeerNothing() throws Exception {
		try (TestClient client = TestClient.connect(this.port, "/rooms/failing")) {
			client.send("{\"text\":\"throw\",\"number\":1}");
			assertThat(client.closed()).startsWith("1011").doesNotContain("secret");
		}
	}

	@Test
	void aSubprotocolIsAgreedOn() {
		try (TestClient client = TestClient.connect(this.port, "/echo")) {
			assertThat(client).isNotNull();
		}
		String answer = handshakeHead("Sec-WebSocket-Protocol: v2.echo, v1.echo");
		assertThat(answer).containsIgnoringCase("Sec-WebSocket-Protocol: v1.echo\r\n");
		assertThat(handshakeHead("Sec-WebSocket-Protocol: v2.echo")).doesNotContainIgnoringCase("Protocol: v");
	}

	private String handshakeHead(String header) {
		try {
			return RawHttp.exchange(this.port,
					RawHttp.handshake("GET /echo HTTP/1.1", header) + "\u0088\u0082\0\0\0\0\u0003\u00e8");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Test
	void aForeignOriginIsRefused() {
		assertThat(TestClient.refusal(this.port, "/echo", "Origin", "https://evil.example")).isEqualTo(403);
		try (TestClient client = TestClient.connect(this.port, "/echo", "Origin", "http://localhost:" + this.port)) {
			assertThat(client).isNotNull();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "Content-Length: 5", "Transfer-Encoding: chunked", "Sec-WebSocket-Key: second",
			"Sec-WebSocket-Version: 12", "Sec-WebSocket-Protocol: a b", "Sec-WebSocket-Extensions: ;",
			"Origin: http://a" + "\r\n" + "Origin: http://b" })
	void aMalformedHandshakeIsRefusedOnceAndTheConnectionEnds(String header) throws Exception {
		String answer = RawHttp.exchange(this.port,
				RawHttp.handshake("GET /echo HTTP/1.1", header) + "GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n");
		assertThat(answer).startsWith("HTTP/1.1 400")
			.containsOnlyOnce("HTTP/1.1 ")
			.containsIgnoringCase("Connection: close")
			.doesNotContain("Exception");
	}

	@Test
	void anotherVersionIsAskedForTheOneSpokenHere() throws Exception {
		String answer = RawHttp.exchange(this.port, RawHttp.handshake("GET /echo HTTP/1.1").replace("13", "8"));
		assertThat(answer).startsWith("HTTP/1.1 426")
			.containsIgnoringCase("Sec-WebSocket-Version: 13")
			.containsIgnoringCase("Upgrade: websocket");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/rooms/%2e%2e", "/rooms/a;b=c", "/rooms/%2F" })
	void ambiguousPathsAreRefused(String path) throws Exception {
		String answer = RawHttp.exchange(this.port,
				RawHttp.handshake("GET " + path + " HTTP/1.1", "Connection: close"));
		assertThat(answer).matches("(?s)HTTP/1.1 40[04] .*");
	}

	@Test
	void otherRequestsAreTheApplications() throws Exception {
		assertThat(get("/hello").body()).isEqualTo("hello");
		assertThat(get("/echo").body()).isEqualTo("plain echo");
		assertThat(get("/rooms/lobby").statusCode()).isEqualTo(404);
		assertThat(TestClient.refusal(this.port, "/nowhere")).isEqualTo(404);
	}

	@Test
	void staticPagesAreServedBeside() throws Exception {
		assertThat(get("/page.html").body()).contains("A static page");
	}

	@Test
	void aManagementPortHasNoEndpoints() throws Exception {
		try (ConfigurableApplicationContext managed = start(List.of(), "management.server.port=0");
				TestClient client = TestClient.connect(port(managed), "/echo")) {
			assertThat(client.send("hi").text()).isEqualTo("hi");
			assertThat(TestClient.refusal(port(managed, "management"), "/echo")).isEqualTo(404);
		}
	}

	@Test
	void activeConnectionsAreAMeter() throws Exception {
		try (TestClient client = TestClient.connect(this.port, "/rooms/metered")) {
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
			TestClient.connect(this.port, "/echo").close();
		}
		Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> engine().connectionCount() == 0);
	}

	private WebSocketEngine engine() {
		return this.context.getBean(WebSocketEngine.class);
	}

	private HttpResponse<String> get(String path) throws Exception {
		return HttpClient.newHttpClient()
			.send(request(this.port, path).build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
	}

	protected static HttpRequest.Builder request(int port, String path) {
		return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path));
	}

}
