package dev.duplex.spring.web.jetty;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.IntSupplier;

import dev.duplex.engine.CloseReason;
import dev.duplex.engine.WebSocketConnection;
import dev.duplex.engine.runtime.WebSocketEngine;
import dev.duplex.engine.tck.Frame;
import dev.duplex.engine.tck.RawClient;
import dev.duplex.engine.tck.RawRequest;
import dev.duplex.engine.tck.TestCertificate;
import dev.duplex.spring.OnConnect;
import dev.duplex.spring.OnDisconnect;
import dev.duplex.spring.WebSocketEndpoint;
import dev.duplex.spring.testing.TestApplication;
import dev.duplex.spring.testing.TestBundles;
import dev.duplex.spring.testing.TestClient;
import dev.duplex.spring.testing.WebServerFilter;
import org.awaitility.Awaitility;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http2.frames.SettingsFrame;
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
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.StrictHttpFirewall;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * WebSocket over HTTP/2 on the port of Jetty (RFC 8441), by TLS, behind Spring Security
 * and below a context path.
 */
class Http2JettyPortTests {

	private static final String AUTHORIZATION = TestClient.basic("ada", "lovelace");

	private static final TestCertificate CERTIFICATE = TestCertificate.of("localhost");

	private static ConfigurableApplicationContext context;

	private static Http2Client client;

	private static Http2Bridge bridge;

	@BeforeAll
	static void start() throws Exception {
		context = start(Watched.class);
		client = connect(context);
		bridge = new Http2Bridge(client);
	}

	private static ConfigurableApplicationContext start(Class<?> configuration) {
		return TestApplication.start(
				new Class<?>[] { TestApplication.class, TestApplication.Http.class, configuration },
				WebApplicationType.SERVLET,
				TestBundles.keystore("web", CERTIFICATE, WebServerFilter.PROPERTY + "=jetty", "server.port=0",
						"server.http2.enabled=true", "server.ssl.bundle=web", "server.servlet.context-path=/shop",
						"spring.security.user.name=ada", "spring.security.user.password=lovelace",
						"duplex.limits.max-message-size=1MB", "duplex.limits.max-frame-size=-1",
						"duplex.compression.enabled=true"));
	}

	private static Http2Client connect(ConfigurableApplicationContext context) throws Exception {
		int port = context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
		return new Http2Client(new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
				TestCertificate.context(null, CERTIFICATE));
	}

	@AfterAll
	static void stop() {
		bridge.close();
		context.close();
	}

	private static RawClient open(String path) {
		RawClient opened = RawClient.connect(bridge.address());
		opened.handshake(RawRequest.handshake(path).with("Authorization: " + AUTHORIZATION));
		return opened;
	}

	@Test
	void theServerSaysThatItKnowsExtendedConnect() {
		assertThat(client.settings().getSettings())
			.containsAllEntriesOf(Map.of(SettingsFrame.ENABLE_CONNECT_PROTOCOL, 1));
	}

	@Test
	void aHandshakeIsAnsweredWith200AndNothingOfHttp1() throws IOException {
		Http2Tunnel tunnel = client.webSocket("/shop/echo", "Authorization", AUTHORIZATION, "Sec-WebSocket-Protocol",
				"v2.echo, v1.echo", "Sec-WebSocket-Extensions", "permessage-deflate");
		assertThat(tunnel.status()).isEqualTo(200);
		HttpFields headers = tunnel.headers();
		assertThat(headers.get("Sec-WebSocket-Protocol")).isEqualTo("v1.echo");
		assertThat(headers.get("Sec-WebSocket-Extensions")).startsWith("permessage-deflate");
		for (String name : new String[] { "Upgrade", "Connection", "Sec-WebSocket-Accept", "Content-Length" }) {
			assertThat(headers.get(name)).as(name).isNull();
		}
		tunnel.end();
	}

	@Test
	void theUserOfTheHandshakeIsThePrincipal() {
		try (RawClient opened = open("/shop/echo")) {
			assertThat(opened.readFrame()).isEqualTo(Frame.text("hello ada"));
			opened.send(Frame.text("hi"));
			assertThat(opened.readFrame()).isEqualTo(Frame.text("hi"));
			assertThat(opened.closeGracefully().closeCode()).isEqualTo(1000);
		}
	}

	@Test
	void aMessageLargerThanEveryWindowIsEchoed() {
		Frame large = Frame.binary(new byte[500_000]);
		try (RawClient opened = open("/shop/echo")) {
			opened.readFrame();
			for (int i = 0; i < 5; i++) {
				opened.send(large);
				assertThat(opened.readFrame()).isEqualTo(large);
			}
		}
	}

	@Test
	void manyShareOneConnectionWithRequests() {
		try (RawClient one = open("/shop/echo"); RawClient two = open("/shop/echo")) {
			for (RawClient opened : new RawClient[] { one, two }) {
				opened.readFrame();
				opened.send(Frame.text("hi"));
				assertThat(opened.readFrame()).isEqualTo(Frame.text("hi"));
			}
		}
	}

	@Test
	void theHandlerSeesTheHandshakeAsItCame() throws Exception {
		Watched watched = context.getBean(Watched.class);
		watched.reset();
		try (RawClient opened = open("/shop/watched?a=b")) {
			WebSocketConnection connection = watched.opened.join();
			assertThat(connection.handshake().method()).isEqualTo("CONNECT");
			assertThat(connection.handshake().path()).isEqualTo("/shop/watched");
			assertThat(connection.handshake().query()).isEqualTo("a=b");
			assertThat(connection.handshake().isSecure()).isTrue();
			assertThat(opened.closeGracefully().closeCode()).isEqualTo(1000);
		}
		assertThat(watched.closed.join().code()).isEqualTo(1000);
	}

	@Test
	void theEndOfTheStreamIsThatOfTheConnection() throws Exception {
		Watched watched = context.getBean(Watched.class);
		watched.reset();
		Http2Tunnel tunnel = client.webSocket("/shop/watched", "Authorization", AUTHORIZATION);
		watched.opened.join();
		tunnel.end();
		assertThat(watched.closed.join().code()).isEqualTo(1006);
		assertThat(tunnel.read()).isNull();
	}

	@Test
	void aResetOfTheStreamIsThatOfTheConnection() {
		Watched watched = context.getBean(Watched.class);
		watched.reset();
		Http2Tunnel tunnel = client.webSocket("/shop/watched", "Authorization", AUTHORIZATION);
		watched.opened.join();
		tunnel.reset();
		assertThat(watched.closed.join().code()).isEqualTo(1006);
		Awaitility.await().until(() -> context.getBean(WebSocketEngine.class).connectionCount() == 0);
	}

	@Test
	void nobodyConnectsWithoutCredentials() {
		assertThat(client.webSocket("/shop/echo").status()).isEqualTo(401);
		assertThat(client.webSocket("/shop/echo", "Authorization", TestClient.basic("ada", "wrong")).status())
			.isEqualTo(401);
	}

	@Test
	void aForeignOriginIsRefusedToUsersToo() {
		assertThat(client.webSocket("/shop/echo", "Authorization", AUTHORIZATION, "Origin", "https://evil.example")
			.status()).isEqualTo(403);
	}

	@Test
	void anotherVersionIsToldTheOneSpokenHere() {
		HttpFields.Mutable headers = HttpFields.build()
			.add("Sec-WebSocket-Version", "8")
			.add("Authorization", AUTHORIZATION);
		Http2Tunnel tunnel = client.connect("websocket", "/shop/echo", headers);
		assertThat(tunnel.status()).isEqualTo(400);
		assertThat(tunnel.headers().get("Sec-WebSocket-Version")).isEqualTo("13");
		assertThat(tunnel.headers().get("Connection")).isNull();
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "/shop/hello", "/shop/nowhere", "/shop//echo", "/echo", "/shop/echo/.", "/shop/a/../echo" })
	void aConnectForAnythingElseGoesNowhere(String path) {
		assertRefused(() -> client.webSocket(path, "Authorization", AUTHORIZATION).status());
	}

	@Test
	void aTunnelOfAnotherProtocolGoesNowhere() {
		HttpFields headers = HttpFields.build().add("Sec-WebSocket-Version", "13").add("Authorization", AUTHORIZATION);
		assertRefused(() -> client.connect("connect-udp", "/shop/echo", headers).status());
	}

	private static void assertRefused(IntSupplier status) {
		int answered;
		try {
			answered = status.getAsInt();
		}
		catch (CompletionException ex) {
			// Reset instead.
			return;
		}
		assertThat(answered).isBetween(400, 599);
	}

	@ParameterizedTest
	@CsvSource({ "/shop/echo, 400", "/shop/watched, 200" })
	void theApplicationsOwnFirewallIsAsked(String path, int status) throws Exception {
		try (ConfigurableApplicationContext guarded = start(OwnFirewall.class);
				Http2Client guardedClient = connect(guarded)) {
			assertThat(guardedClient.webSocket(path, "Authorization", AUTHORIZATION, "X-Room", path).status())
				.isEqualTo(status);
		}
	}

	@Test
	void theShutdownTellsThePeer() throws Exception {
		ConfigurableApplicationContext ending = start(Watched.class);
		try (Http2Client endingClient = connect(ending); Http2Bridge endingBridge = new Http2Bridge(endingClient)) {
			RawClient opened = RawClient.connect(endingBridge.address());
			opened.handshake(RawRequest.handshake("/shop/watched").with("Authorization: " + AUTHORIZATION));
			ending.getBean(Watched.class).opened.join();
			CompletableFuture<Void> closing = CompletableFuture.runAsync(ending::close);
			assertThat(opened.readClose().closeCode()).isEqualTo(1001);
			opened.send(Frame.close(1001));
			closing.join();
			opened.close();
		}
	}

	@WebSocketEndpoint("/watched")
	static class Watched {

		private volatile CompletableFuture<WebSocketConnection> opened = new CompletableFuture<>();

		private volatile CompletableFuture<CloseReason> closed = new CompletableFuture<>();

		void reset() {
			this.opened = new CompletableFuture<>();
			this.closed = new CompletableFuture<>();
		}

		@OnConnect
		void opened(WebSocketConnection connection) {
			this.opened.complete(connection);
		}

		@OnDisconnect
		void closed(CloseReason reason) {
			this.closed.complete(reason);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnFirewall {

		@Bean
		Watched watched() {
			return new Watched();
		}

		@Bean
		HttpFirewall firewall() {
			StrictHttpFirewall firewall = new StrictHttpFirewall();
			firewall.setAllowedHeaderValues((value) -> !value.equals("/shop/echo"));
			return firewall;
		}

	}

}
