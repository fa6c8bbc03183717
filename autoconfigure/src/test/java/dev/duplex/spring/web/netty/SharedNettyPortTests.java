package dev.duplex.spring.web.netty;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
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
import java.util.Locale;
import java.util.Map;

import dev.duplex.engine.WebSocketConnection;
import dev.duplex.engine.runtime.WebSocketEngine;
import dev.duplex.engine.tck.Frame;
import dev.duplex.engine.tck.RawClient;
import dev.duplex.engine.tck.TestCertificate;
import dev.duplex.spring.testing.RawHttp;
import dev.duplex.spring.testing.TestApplication;
import dev.duplex.spring.testing.TestClient;
import dev.duplex.spring.testing.WebServerFilter;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.reactive.config.WebFluxConfigurer;
import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.WebSocketMessage;
import org.springframework.web.reactive.socket.server.WebSocketService;
import org.springframework.web.reactive.socket.server.support.HandshakeWebSocketService;
import org.springframework.web.reactive.socket.server.upgrade.ReactorNettyRequestUpgradeStrategy;
import org.springframework.web.server.WebFilter;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Endpoints on the port of Reactor Netty, over real sockets.
 */
class SharedNettyPortTests {

	/** A masked text frame "hi", with the zero key. */
	private static final String HI = "\u0081\u0082\0\0\0\0hi";

	private static ConfigurableApplicationContext context;

	private static int port;

	@BeforeAll
	static void start() {
		context = start(new Class<?>[] { TestApplication.class, TestApplication.Http.class, SpringsOwn.class },
				"management.endpoints.web.exposure.include=metrics");
		port = port(context, "server");
	}

	private static ConfigurableApplicationContext start(Class<?>[] sources, String... properties) {
		List<String> all = new ArrayList<>(List.of(properties));
		all.add("server.port=0");
		all.add(TestApplication.NO_SECURITY);
		all.add(WebServerFilter.PROPERTY + "=" + WebServerFilter.REACTOR_NETTY);
		List<Class<?>> withLoops = new ArrayList<>(List.of(sources));
		withLoops.add(OwnLoops.class);
		return TestApplication.start(withLoops.toArray(Class<?>[]::new), WebApplicationType.REACTIVE,
				all.toArray(String[]::new));
	}

	private static int port(ConfigurableApplicationContext started, String which) {
		return started.getEnvironment().getRequiredProperty("local." + which + ".port", Integer.class);
	}

	@AfterAll
	static void stop() {
		context.close();
	}

	@Test
	void staticPagesAreServed() throws Exception {
		assertThat(get("/page.txt").body()).contains("a static page");
	}

	/**
	 * The filter has no order, as most that guard an application by an API key or an
	 * address.
	 */
	@Test
	void aFilterWithoutAnOrderGuardsEndpointsToo() {
		try (ConfigurableApplicationContext guarded = start(new Class<?>[] { TestApplication.class, Guard.class })) {
			assertThat(TestClient.refusal(port(guarded, "server"), "/echo")).isEqualTo(401);
		}
	}

	@Test
	void aManagementPortHasNoEndpoints() throws Exception {
		try (ConfigurableApplicationContext managed = start(new Class<?>[] { TestApplication.class },
				"management.server.port=0"); TestClient client = TestClient.connect(port(managed, "server"), "/echo")) {
			assertThat(client.send("hi").text()).isEqualTo("hi");
			assertThat(TestClient.refusal(port(managed, "management"), "/echo")).isEqualTo(404);
		}
	}

	@Test
	void connectionsAreDrainedBeforeTheServerStops() throws Exception {
		ConfigurableApplicationContext stopping = start(new Class<?>[] { TestApplication.class });
		try (TestClient client = TestClient.connect(port(stopping, "server"), "/echo")) {
			assertThat(client.send("hi").text()).isEqualTo("hi");
			long start = System.nanoTime();
			stopping.close();
			assertThat(client.closed()).startsWith("1001");
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
		}
	}

	@Test
	void endpointsAreServedAgainAfterAStop() throws Exception {
		try (ConfigurableApplicationContext restarted = start(new Class<?>[] { TestApplication.class })) {
			for (int i = 0; i < 2; i++) {
				try (TestClient client = TestClient.connect(port(restarted, "server"), "/echo")) {
					assertThat(client.send("hi").text()).isEqualTo("hi");
				}
				restarted.stop();
				restarted.start();
			}
		}
	}

	@Test
	void aConnectionMayHaveAskedForPagesBefore() throws Exception {
		try (Socket socket = new Socket("localhost", port)) {
			socket.setSoTimeout(10_000);
			for (int i = 0; i < 3; i++) {
				RawHttp.send(socket, "GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n");
				assertThat(RawHttp.readUntil(socket, "hello")).startsWith("HTTP/1.1 200");
			}
			RawHttp.send(socket, RawHttp.handshake("GET /echo HTTP/1.1") + HI);
			assertThat(RawHttp.readUntil(socket, "\u0081\u0002hi")).startsWith("HTTP/1.1 101");
		}
	}

	@Test
	void aHandshakeMayWaitForTheAnswerToAnEarlierRequest() throws Exception {
		try (Socket socket = new Socket("localhost", port)) {
			socket.setSoTimeout(10_000);
			RawHttp.send(socket,
					"GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n" + RawHttp.handshake("GET /echo HTTP/1.1") + HI);
			assertThat(RawHttp.readUntil(socket, "\u0081\u0002hi")).startsWith("HTTP/1.1 200")
				.contains("hello")
				.contains("HTTP/1.1 101");
		}
	}

	@Test
	void whatFollowsARefusedHandshakeElsewhereIsAnotherRequest() throws Exception {
		try (Socket socket = new Socket("localhost", port)) {
			socket.setSoTimeout(10_000);
			RawHttp.send(socket,
					RawHttp.handshake("GET /nowhere HTTP/1.1") + "GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n");
			assertThat(RawHttp.readUntil(socket, "hello")).startsWith("HTTP/1.1 404").contains("HTTP/1.1 200");
		}
	}

	@Test
	void springsOwnWebSocketsGoOnBeside() throws Exception {
		try (TestClient client = TestClient.connect(port, "/spring")) {
			assertThat(client.send("hi").text()).isEqualTo("spring: hi");
		}
		try (Socket socket = new Socket("localhost", port)) {
			socket.setSoTimeout(10_000);
			RawHttp.send(socket, RawHttp.handshake("GET /spring HTTP/1.1") + HI);
			assertThat(RawHttp.readUntil(socket, "spring: hi")).startsWith("HTTP/1.1 101");
		}
	}

	@Test
	void withAnSslBundleTheyAreServedOverTls() {
		TestCertificate certificate = TestCertificate.of("localhost");
		String prefix = "spring.ssl.bundle.jks.server.keystore.";
		try (ConfigurableApplicationContext secure = start(new Class<?>[] { TestApplication.class },
				"server.ssl.bundle=server", prefix + "location=" + certificate.file().toUri(),
				prefix + "password=" + TestCertificate.PASSWORD, prefix + "type=PKCS12");
				RawClient client = RawClient.connectTls(
						new InetSocketAddress(InetAddress.getLoopbackAddress(), port(secure, "server")), 0,
						TestCertificate.context(null, certificate))) {
			client.handshake("/echo").send(Frame.text("hi"));
			assertThat(client.readFrame()).isEqualTo(Frame.text("hi"));
			WebSocketEngine engine = secure.getBean(WebSocketEngine.class);
			Awaitility.await().until(() -> engine.connectionCount() == 1);
			WebSocketConnection connection = engine.connections().iterator().next();
			assertThat(connection.handshake().isSecure()).isTrue();
			assertThat(client.closeGracefully().closeCode()).isEqualTo(1000);
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

	private String handshakeHead(String header) {
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
		String version = requestLine.substring(requestLine.length() - "HTTP/1.1".length());
		assertThat(answer).startsWith(version + " " + status).containsOnlyOnce(version + " ");
		assertThat(answer.contains("1.0") || answer.toLowerCase(Locale.ROOT).contains("connection: close")).isTrue();
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
		WebFilter apiKeyFilter() {
			return (exchange, chain) -> {
				exchange.getResponse().setStatusCode(HttpStatus.UNAUTHORIZED);
				return exchange.getResponse().setComplete();
			};
		}

	}

	/**
	 * Of all applications that share loops, the first one to end would end them.
	 */
	@Configuration(proxyBeanMethods = false)
	static class OwnLoops {

		@Bean
		ReactorResourceFactory ownLoops() {
			ReactorResourceFactory factory = new ReactorResourceFactory();
			factory.setUseGlobalResources(false);
			return factory;
		}

	}

	/**
	 * WebSocket by Spring WebFlux itself, in the same application.
	 */
	@Configuration(proxyBeanMethods = false)
	static class SpringsOwn implements WebFluxConfigurer {

		@Override
		public WebSocketService getWebSocketService() {
			return new HandshakeWebSocketService(new ReactorNettyRequestUpgradeStrategy());
		}

		@Bean
		HandlerMapping springsOwnMapping() {
			WebSocketHandler handler = (session) -> session.send(session.receive()
				.map(WebSocketMessage::getPayloadAsText)
				.map((text) -> session.textMessage("spring: " + text)));
			return new SimpleUrlHandlerMapping(Map.of("/spring", handler), -1);
		}

	}

}
