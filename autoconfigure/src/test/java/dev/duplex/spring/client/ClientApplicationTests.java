package dev.duplex.spring.client;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import dev.duplex.engine.CloseReason;
import dev.duplex.engine.ConnectFailedException;
import dev.duplex.engine.ConnectFailedException.Reason;
import dev.duplex.engine.WebSocketConnection;
import dev.duplex.engine.runtime.ManagedConnection;
import dev.duplex.engine.runtime.WebSocketEngine;
import dev.duplex.engine.tck.RecordingHandler;
import dev.duplex.engine.tck.TestCertificate;
import dev.duplex.spring.ClientRequestCustomizer;
import dev.duplex.spring.OnBinary;
import dev.duplex.spring.OnConnect;
import dev.duplex.spring.OnDisconnect;
import dev.duplex.spring.OnText;
import dev.duplex.spring.WebSocketClientEndpoint;
import dev.duplex.spring.WebSocketClientFactory;
import dev.duplex.spring.WebSocketEndpoint;
import dev.duplex.spring.testing.RawHttp;
import dev.duplex.spring.testing.TestApplication;
import io.micrometer.core.instrument.MeterRegistry;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundleRegistry;
import org.springframework.boot.ssl.SslStoreBundle;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.RequestHeader;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Clients inside of applications, over real sockets.
 */
@ExtendWith(OutputCaptureExtension.class)
@Timeout(60)
class ClientApplicationTests {

	private static final String ALLOWED = "duplex.server.allow-unauthenticated=true";

	private static final String KEEP_ALIVE = "duplex-client-keep-alive";

	private final List<ConfigurableApplicationContext> started = new ArrayList<>();

	@AfterEach
	void stop() {
		for (int i = this.started.size() - 1; i >= 0; i--) {
			this.started.get(i).close();
		}
	}

	private ConfigurableApplicationContext start(Class<?> source, WebApplicationType type, String... properties) {
		ConfigurableApplicationContext context = TestApplication.start(new Class<?>[] { source }, type,
				join(properties, "duplex.client.prices.reconnect.first-delay=10ms",
						"duplex.client.prices.reconnect.initial-delay=10ms",
						"duplex.client.prices.reconnect.max-delay=50ms"));
		this.started.add(context);
		return context;
	}

	private ConfigurableApplicationContext startServer(String... properties) {
		return start(ServerApplication.class, WebApplicationType.NONE,
				join(properties, "duplex.server.port=0", ALLOWED));
	}

	private ConfigurableApplicationContext startBoth() {
		return start(BothApplication.class, WebApplicationType.NONE, "duplex.server.port=0", ALLOWED,
				"duplex.client.prices.url=ws://localhost:${local.duplex.port}/feed");
	}

	/** An application with a client endpoint. */
	private ConfigurableApplicationContext startClient(String url, String... properties) {
		return start(ClientApplication.class, WebApplicationType.NONE,
				join(properties, "duplex.client.prices.url=" + url));
	}

	/** An application without one. */
	private ConfigurableApplicationContext startOther(String url, String... properties) {
		return start(OtherApplication.class, WebApplicationType.NONE,
				join(properties, "duplex.client.prices.url=" + url));
	}

	private static String[] join(String[] first, String... second) {
		return Stream.concat(Stream.of(first), Stream.of(second)).toArray(String[]::new);
	}

	private static String url(ConfigurableApplicationContext server) {
		return "ws://localhost:" + server.getEnvironment().getRequiredProperty("local.duplex.port") + "/feed";
	}

	private static String secureUrl(ConfigurableApplicationContext server) {
		return url(server).replace("ws:", "wss:");
	}

	private static ConditionFactory await() {
		return Awaitility.await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(10));
	}

	private static List<String> events(ConfigurableApplicationContext client) {
		return client.getBean(Prices.class).events;
	}

	/** In any order, as those of two connections have none. */
	private static void awaitEvents(ConfigurableApplicationContext client, String... expected) {
		await().untilAsserted(() -> assertThat(events(client)).containsExactlyInAnyOrder(expected));
	}

	/** What a connection brings when it is new. */
	private static void awaitConnected(ConfigurableApplicationContext client, String... before) {
		awaitEvents(client, join(before, "open", "text welcome", "text subscribed"));
	}

	private static String[] connectedAnd(String... after) {
		return join(new String[] { "open", "text welcome", "text subscribed" }, after);
	}

	private static List<String> heard(ConfigurableApplicationContext server) {
		return server.getBean(Feed.class).heard;
	}

	private static WebSocketClientFactory factory(ConfigurableApplicationContext context) {
		return context.getBean(WebSocketClientFactory.class);
	}

	private static WebSocketConnection connection(ConfigurableApplicationContext context) {
		await().until(() -> factory(context).connection("prices").isPresent());
		return factory(context).connection("prices").orElseThrow();
	}

	private static MeterRegistry meters(ConfigurableApplicationContext context) {
		return context.getBean(MeterRegistry.class);
	}

	private static double messages(ConfigurableApplicationContext context, String name, String endpoint,
			String direction) {
		return meters(context).get(name)
			.tags("endpoint", endpoint, "type", "text", "direction", direction)
			.functionCounter()
			.count();
	}

	// Endpoint beans

	@Test
	void anApplicationConnectsToItsOwnPort() {
		ConfigurableApplicationContext context = startBoth();
		awaitConnected(context);
		assertThat(events(context)).containsExactly("open", "text welcome", "text subscribed");
		assertThat(heard(context)).containsExactly("subscribe");
	}

	@Test
	void anApplicationConnectsToItsWebServersPort() {
		ConfigurableApplicationContext context = start(BothApplication.class, WebApplicationType.SERVLET,
				"server.port=0", TestApplication.NO_SECURITY,
				"duplex.client.prices.url=ws://localhost:${local.server.port}/feed");
		awaitConnected(context);
		List<String> heard = heard(context);
		context.close();
		await().untilAsserted(() -> assertThat(heard).containsExactly("subscribe", "closed 1001 Application stopping"));
	}

	@Test
	void otherBeansSendOnItsConnection() {
		ConfigurableApplicationContext client = startClient(url(startServer()));
		awaitConnected(client);
		WebSocketConnection connection = connection(client);
		assertThat(connection.isClient()).isTrue();
		assertThat(connection.endpoint()).isEqualTo("prices");
		connection.sendBinary(ByteBuffer.wrap(new byte[] { 7 }));
		awaitEvents(client, connectedAnd("binary 7"));
	}

	@Test
	void aLostConnectionIsReplaced(CapturedOutput output) {
		ConfigurableApplicationContext client = startClient(url(startServer()));
		awaitConnected(client);
		connection(client).sendText("go away");
		awaitConnected(client, connectedAnd("closed 1001"));
		assertThat(output).contains("WebSocket client 'prices' was closed by REMOTE with 1001 (as asked); connecting");
		MeterRegistry meters = meters(client);
		assertThat(meters.get("duplex.client.reconnects").tag("endpoint", "prices").counter().count()).isEqualTo(1);
		assertThat(meters.get("duplex.client.connections.active").tag("endpoint", "prices").gauge().value())
			.isEqualTo(1);
		assertThat(meters.get("duplex.client.closes").tag("code", "1001").counter().count()).isEqualTo(1);
		assertThat(meters.get("duplex.client.handshakes").tag("outcome", "accepted").counter().count()).isEqualTo(2);
	}

	@Test
	void aServerThatIsNotUpKeepsNothingFromStarting(CapturedOutput output) throws Exception {
		int port;
		try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			port = free.getLocalPort();
		}
		ConfigurableApplicationContext client = startClient("ws://localhost:" + port + "/feed");
		await().until(() -> meters(client).find("duplex.client.reconnects")
			.counters()
			.stream()
			.anyMatch((counter) -> counter.count() > 2));
		assertThat(output).containsOnlyOnce("WebSocket client 'prices': Cannot connect to ws://localhost:" + port);
		assertThat(factory(client).connection("prices")).isEmpty();
		start(ServerApplication.class, WebApplicationType.NONE, "duplex.server.port=" + port, ALLOWED);
		awaitConnected(client);
		assertThat(meters(client).get("duplex.client.handshakes")
			.tags("endpoint", "prices", "outcome", "failed", "reason", "connect")
			.counter()
			.count()).isGreaterThan(2);
	}

	@Test
	void aStoppingApplicationGoesAwayAndComesBackWhenItIsStartedAgain() {
		ConfigurableApplicationContext server = startServer();
		ConfigurableApplicationContext client = startClient(url(server));
		awaitConnected(client);
		client.stop();
		awaitEvents(client, connectedAnd("closed 1001"));
		await().until(() -> heard(server).contains("closed 1001 Application stopping"));
		assertThat(client.getBean(WebSocketEngine.class).clientConnectionCount()).isZero();
		client.start();
		awaitConnected(client, connectedAnd("closed 1001"));
	}

	@Test
	void aPausedApplicationIsNotConnected() {
		ConfigurableApplicationContext server = startServer();
		ConfigurableApplicationContext client = startClient(url(server));
		awaitConnected(client);
		client.pause();
		await().until(() -> heard(server).contains("closed 1001 Application stopping"));
		awaitEvents(client, connectedAnd("closed 1001"));
		client.restart();
		awaitConnected(client, connectedAnd("closed 1001"));
	}

	@Test
	void withoutAWebServerAnApplicationOfClientsStaysAliveAndOpensNoPort() {
		ConfigurableApplicationContext client = startClient(url(startServer()));
		awaitConnected(client);
		assertThat(client.getEnvironment().containsProperty("local.duplex.port")).isFalse();
		assertThat(threads()).anyMatch((thread) -> thread.getName().equals(KEEP_ALIVE) && !thread.isDaemon());
		client.close();
		await().until(() -> threads().stream().noneMatch((thread) -> thread.getName().equals(KEEP_ALIVE)));
	}

	@Test
	void withoutClientEndpointsNothingKeepsAnApplicationAlive() {
		startOther("ws://localhost:1/");
		await().until(() -> threads().stream().noneMatch((thread) -> thread.getName().equals(KEEP_ALIVE)));
	}

	private static List<Thread> threads() {
		return List.copyOf(Thread.getAllStackTraces().keySet());
	}

	@Test
	void anEndpointIsStartedAndStopped() {
		ConfigurableApplicationContext server = startServer();
		ConfigurableApplicationContext client = startClient(url(server), "duplex.client.prices.auto-startup=false");
		assertThat(events(client)).isEmpty();
		factory(client).start("prices");
		factory(client).start("prices");
		awaitConnected(client);
		factory(client).stop("prices");
		awaitEvents(client, connectedAnd("closed 1000"));
		assertThat(factory(client).connection("prices")).isEmpty();
		factory(client).start("prices");
		awaitConnected(client, connectedAnd("closed 1000"));
		await().until(() -> server.getBean(WebSocketEngine.class).connectionCount() == 1);
	}

	@Test
	void anEndpointThatDoesNotReconnectIsConnectedOnceUntilItIsStartedAgain() {
		ConfigurableApplicationContext client = startClient(url(startServer()),
				"duplex.client.prices.reconnect.enabled=false");
		awaitConnected(client);
		connection(client).sendText("go away");
		awaitEvents(client, connectedAnd("closed 1001"));
		assertThat(factory(client).connection("prices")).isEmpty();
		factory(client).start("prices");
		awaitConnected(client, connectedAnd("closed 1001"));
		List<String> events = events(client);
		client.close();
		await().untilAsserted(() -> assertThat(events).hasSize(8).endsWith("closed 1001"));
	}

	@Test
	void anEndpointThatDoesNotReconnectSaysWhyItIsNotConnected(CapturedOutput output) throws Exception {
		try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
			startClient("ws://localhost:" + silent.getLocalPort() + "/", "duplex.client.prices.reconnect.enabled=false",
					"duplex.client.prices.connect-timeout=200ms");
			await().untilAsserted(() -> assertThat(output).contains(
					"no answer within 200 ms; not connecting again, as duplex.client.prices.reconnect.enabled=false"));
		}
	}

	@Test
	void aRefusalThatLastsIsAccepted(CapturedOutput output) {
		startClient(url(startServer()).replace("/feed", "/nothing"));
		await().untilAsserted(() -> assertThat(output).contains("WARN")
			.contains("/nothing: the server answered 404; not connecting again"));
	}

	@Test
	void anAnswerThatBreaksTheProtocolIsNotAskedForAgain(CapturedOutput output) throws Exception {
		try (ServerSocket listening = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
			startClient("ws://localhost:" + listening.getLocalPort() + "/");
			try (Socket socket = listening.accept()) {
				RawHttp.readUntil(socket, "\r\n\r\n");
				RawHttp.send(socket, "HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
						+ "Sec-WebSocket-Accept: wrong\r\n\r\n");
				await().untilAsserted(() -> assertThat(output).contains("Sec-WebSocket-Accept does not fit")
					.contains("not connecting again"));
			}
		}
	}

	@Test
	void aLazyApplicationConnectsToo() {
		ConfigurableApplicationContext client = startClient(url(startServer()), "spring.main.lazy-initialization=true");
		awaitConnected(client);
	}

	@Test
	void theRequestIsAsConfigured() throws Exception {
		try (ServerSocket listening = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
			startClient("ws://localhost:" + listening.getLocalPort() + "/stream?from=now",
					"duplex.client.prices.headers.X-First=1", "duplex.client.prices.headers.X-Second=2",
					"duplex.client.prices.subprotocols=v2.prices,v1.prices",
					"duplex.client.prices.compression.enabled=true");
			try (Socket socket = listening.accept()) {
				String request = RawHttp.readUntil(socket, "\r\n\r\n");
				assertThat(request).startsWith("GET /stream?from=now HTTP/1.1\r\n")
					.contains("X-First: 1\r\n", "X-Second: 2\r\n")
					.contains("Sec-WebSocket-Protocol: v2.prices, v1.prices\r\n")
					.contains("Sec-WebSocket-Extensions: permessage-deflate");
			}
		}
	}

	@Test
	void theProxyIsAskedWithItsCredentials() throws Exception {
		try (ServerSocket proxy = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
			startClient("ws://prices.example/stream", "duplex.client.prices.proxy.host=localhost",
					"duplex.client.prices.proxy.port=" + proxy.getLocalPort(), "duplex.client.prices.proxy.user=u",
					"duplex.client.prices.proxy.password=p");
			try (Socket socket = proxy.accept()) {
				assertThat(RawHttp.readUntil(socket, "\r\n\r\n")).startsWith("CONNECT prices.example:80 HTTP/1.1\r\n")
					.contains("Proxy-Authorization: Basic dTpw\r\n");
			}
		}
	}

	@Test
	void aRedirectIsFollowedIfItMayBe() throws Exception {
		ConfigurableApplicationContext server = startServer();
		try (ServerSocket listening = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
			ConfigurableApplicationContext client = startClient("ws://localhost:" + listening.getLocalPort() + "/",
					"duplex.client.prices.max-redirects=1");
			try (Socket socket = listening.accept()) {
				RawHttp.readUntil(socket, "\r\n\r\n");
				RawHttp.send(socket,
						"HTTP/1.1 307 There\r\nLocation: " + url(server) + "\r\nContent-Length: 0\r\n\r\n");
				awaitConnected(client);
			}
		}
	}

	@Test
	void theLimitsOfAClientAreItsOwn(CapturedOutput output) {
		ConfigurableApplicationContext client = startClient(url(startServer()),
				"duplex.client.prices.limits.max-message-size=10B");
		connection(client).sendText("go on and on");
		await().until(() -> events(client).contains("closed 1009"));
		assertThat(output).contains("message larger than duplex.client.prices.limits.max-message-size=10B");
		await()
			.untilAsserted(() -> assertThat(output).contains("WebSocket client 'prices' was closed by LOCAL with 1009")
				.contains("not connecting again"));
	}

	@Test
	void eachSideCountsItsOwnConnections() {
		ConfigurableApplicationContext context = startBoth();
		awaitConnected(context);
		MeterRegistry meters = meters(context);
		assertThat(meters.get("duplex.connections.active").gauges()).singleElement()
			.satisfies((gauge) -> assertThat(gauge.getId().getTag("endpoint")).isEqualTo("/feed"))
			.satisfies((gauge) -> assertThat(gauge.value()).isEqualTo(1));
		assertThat(meters.get("duplex.client.connections.active").gauges()).singleElement()
			.satisfies((gauge) -> assertThat(gauge.getId().getTag("endpoint")).isEqualTo("prices"))
			.satisfies((gauge) -> assertThat(gauge.value()).isEqualTo(1));
		assertThat(messages(context, "duplex.client.messages", "prices", "received")).isEqualTo(2);
		assertThat(messages(context, "duplex.messages", "/feed", "received")).isEqualTo(1);
		connection(context).sendText("go away");
		await().until(() -> meters.find("duplex.closes").counters().size() == 1
				&& meters.find("duplex.client.closes").counters().size() == 1);
		assertThat(meters.get("duplex.closes").counter().count()).isEqualTo(1);
	}

	// The factory

	@Test
	void theFactoryConnectsOnce() {
		ConfigurableApplicationContext client = startOther(url(startServer()),
				"duplex.client.prices.headers.X-Token=configured");
		RecordingHandler handler = new RecordingHandler();
		WebSocketConnection connection = factory(client).connect("prices", handler)
			.toCompletableFuture()
			.orTimeout(10, TimeUnit.SECONDS)
			.join();
		handler.await("text welcome configured");
		connection.sendText("go away");
		assertThat(handler.awaitClose()).isEqualTo("close 1001 REMOTE as asked");
		await().until(() -> meters(client).get("duplex.client.connections.active").gauge().value() == 0);
		assertThat(messages(client, "duplex.client.messages", "prices", "received")).isEqualTo(1);
		assertThat(messages(client, "duplex.client.messages", "prices", "sent")).isEqualTo(1);
		assertThat(meters(client).get("duplex.client.message.handling")
			.tags("endpoint", "prices", "type", "text", "outcome", "success")
			.timer()
			.count()).isEqualTo(1);
	}

	@Test
	void aFailureToConnectIsTold() {
		ConfigurableApplicationContext client = startOther(url(startServer()).replace("/feed", "/nothing"));
		assertFails(client, Reason.REFUSED);
		assertThat(meters(client).get("duplex.client.handshakes")
			.tags("endpoint", "prices", "outcome", "failed", "reason", "refused")
			.counter()
			.count()).isEqualTo(1);
	}

	private static void assertFails(ConfigurableApplicationContext client, Reason reason) {
		assertThat(factory(client).connect("prices", new RecordingHandler())).failsWithin(Duration.ofSeconds(10))
			.withThrowableThat()
			.havingCause()
			.isInstanceOfSatisfying(ConnectFailedException.class, (ex) -> assertThat(ex.reason()).isEqualTo(reason));
	}

	@Test
	void theFactoryKeepsAConnectionUpWithAFreshTokenEachTime() {
		ConfigurableApplicationContext client = start(TokenApplication.class, WebApplicationType.NONE,
				"duplex.client.prices.url=" + url(startServer()), "duplex.client.prices.headers.X-Token=old");
		RecordingHandler handler = new RecordingHandler();
		ManagedConnection managed = factory(client).keepConnected("prices", handler);
		handler.await("text welcome prices-1");
		await().until(() -> managed.state() == ManagedConnection.State.CONNECTED);
		managed.connection().sendText("go away");
		await().until(() -> handler.events().contains("text welcome prices-2"));
		managed.close();
		await().until(() -> managed.state() == ManagedConnection.State.CLOSED);
	}

	@Test
	void aCallMayHaveARequestOfItsOwn() {
		ConfigurableApplicationContext client = start(TokenApplication.class, WebApplicationType.NONE,
				"duplex.client.prices.url=" + url(startServer()));
		RecordingHandler handler = new RecordingHandler();
		factory(client).connect("prices", handler,
				(request) -> request.withoutHeader("X-Token").header("X-Token", "own"));
		handler.await("text welcome own");
	}

	@Test
	void aCustomizerThatFailsIsAFailedAttempt(CapturedOutput output) {
		ConfigurableApplicationContext client = start(TokenApplication.class, WebApplicationType.NONE,
				"duplex.client.prices.url=" + url(startServer()));
		client.getBean(TokenApplication.class).failing = true;
		assertFails(client, Reason.REQUEST);
		ManagedConnection managed = factory(client).keepConnected("prices", new RecordingHandler());
		await().untilAsserted(() -> assertThat(output)
			.contains("WebSocket client 'prices': Cannot connect: the request could not be supplied")
			.contains("IllegalStateException: no token"));
		client.getBean(TokenApplication.class).failing = false;
		await().until(() -> managed.state() == ManagedConnection.State.CONNECTED);
	}

	@Test
	void connectionsOfTheFactoryAreDrainedToo(CapturedOutput output) {
		ConfigurableApplicationContext server = startServer();
		ConfigurableApplicationContext client = startOther(url(server));
		RecordingHandler handler = new RecordingHandler();
		factory(client).keepConnected("prices", handler);
		handler.await("text welcome");
		client.close();
		assertThat(output).contains("Closing 1 WebSocket connection").doesNotContain("not connecting again");
		assertThat(handler.awaitClose()).isEqualTo("close 1001 LOCAL Application stopping");
		await().until(() -> heard(server).contains("closed 1001 Application stopping"));
	}

	// TLS

	@Test
	void aBundleSaysWhomToTrustAndAnUpdateIsForTheNextAttempt(CapturedOutput output) {
		TestCertificate certificate = TestCertificate.of("localhost");
		ConfigurableApplicationContext server = startServer(join(bundle(certificate), "duplex.server.ssl.bundle=test"));
		ConfigurableApplicationContext client = startClient(secureUrl(server),
				join(bundle(TestCertificate.of("other.example")), "duplex.client.prices.ssl.bundle=test"));
		await().untilAsserted(() -> assertThat(output).contains("WebSocket client 'prices': Cannot connect to wss://"));
		assertThat(events(client)).isEmpty();
		client.getBean(SslBundleRegistry.class)
			.updateBundle("test", SslBundle.of(SslStoreBundle.of(null, null, certificate.load())));
		awaitConnected(client);
	}

	@Test
	void theServersNameIsCheckedThoughItsCertificateIsTrusted(CapturedOutput output) {
		TestCertificate certificate = TestCertificate.of("second.example");
		ConfigurableApplicationContext server = startServer(join(bundle(certificate), "duplex.server.ssl.bundle=test"));
		ConfigurableApplicationContext client = startClient(secureUrl(server),
				join(bundle(certificate), "duplex.client.prices.ssl.bundle=test"));
		await().untilAsserted(
				() -> assertThat(output).contains("WebSocket client 'prices': Cannot connect to wss://localhost"));
		assertThat(events(client)).isEmpty();
		await().until(() -> meters(client).get("duplex.client.handshakes").tag("reason", "tls").counter().count() > 1);
	}

	/** A bundle that shows a certificate and trusts it. */
	private static String[] bundle(TestCertificate certificate) {
		return Stream.of("keystore", "truststore")
			.map((store) -> "spring.ssl.bundle.jks.test." + store + ".")
			.flatMap((prefix) -> Stream.of(prefix + "location=" + certificate.file().toUri(),
					prefix + "password=" + TestCertificate.PASSWORD, prefix + "type=PKCS12"))
			.toArray(String[]::new);
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class OtherApplication {

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(Prices.class)
	static class ClientApplication {

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(Feed.class)
	static class ServerApplication {

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import({ Prices.class, Feed.class })
	static class BothApplication {

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class TokenApplication {

		private final AtomicInteger tokens = new AtomicInteger();

		private volatile boolean failing;

		@Bean
		ClientRequestCustomizer tokens() {
			return (id, request) -> {
				if (this.failing) {
					throw new IllegalStateException("no token");
				}
				request.withoutHeader("X-Token").header("X-Token", id + "-" + this.tokens.incrementAndGet());
			};
		}

	}

	@WebSocketClientEndpoint("prices")
	static class Prices {

		private final List<String> events = new CopyOnWriteArrayList<>();

		@OnConnect
		void connected(WebSocketConnection connection) {
			this.events.add("open");
			connection.sendText("subscribe");
		}

		@OnText
		void text(String text) {
			this.events.add("text " + text);
		}

		@OnBinary
		void binary(byte[] data) {
			this.events.add("binary " + data[0]);
		}

		@OnDisconnect
		void lost(CloseReason reason) {
			this.events.add("closed " + reason.code());
		}

	}

	@WebSocketEndpoint("/feed")
	static class Feed {

		private final List<String> heard = new CopyOnWriteArrayList<>();

		@OnConnect
		String opened(@RequestHeader(name = "X-Token", defaultValue = "") String token) {
			return ("welcome " + token).strip();
		}

		@OnText
		@Nullable String text(WebSocketConnection connection, String text) {
			if (text.equals("go away")) {
				connection.close(1001, "as asked");
				return null;
			}
			if (text.equals("go on and on")) {
				return text;
			}
			this.heard.add(text);
			return "subscribed";
		}

		@OnBinary
		byte[] echo(byte[] data) {
			return data;
		}

		@OnDisconnect
		void closed(CloseReason reason) {
			this.heard.add("closed " + reason.code() + " " + reason.reason());
		}

	}

}
