package dev.duplex.spring.server;

import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import dev.duplex.engine.runtime.WebSocketEngine;
import dev.duplex.spring.testing.FilteredApplication;
import dev.duplex.spring.testing.RawHttp;
import dev.duplex.spring.testing.TestApplication;
import dev.duplex.spring.testing.TestClient;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Endpoints on a port of their own, over real sockets, and how they end.
 */
@ExtendWith(OutputCaptureExtension.class)
class OwnPortTests {

	private static final String ANY_PORT = "duplex.server.port=0";

	private static final String ALLOWED = "duplex.server.allow-unauthenticated=true";

	@Test
	void anApplicationWithoutAWebServerServesItsEndpoints(CapturedOutput output) throws Exception {
		try (ConfigurableApplicationContext context = TestApplication.start(WebApplicationType.NONE, ANY_PORT,
				ALLOWED)) {
			int port = port(context);
			assertThat(output).contains("WebSocket endpoints on port " + port + ": /echo, /rooms/{room}");
			try (TestClient client = TestClient.connect(port, "/rooms/lobby")) {
				assertThat(client.send("{\"text\":\"a\",\"number\":1}").text())
					.isEqualTo("{\"text\":\"lobby: a\",\"number\":2}");
			}
			assertThat(TestClient.refusal(port, "/nowhere")).isEqualTo(404);
			assertThat(RawHttp.exchange(port, "GET /echo HTTP/1.1\r\nHost: localhost\r\n\r\n"))
				.startsWith("HTTP/1.1 426");
		}
	}

	@Test
	void handshakeFiltersDecideWithoutHoldingAnEventLoop(CapturedOutput output) throws Exception {
		try (ConfigurableApplicationContext context = TestApplication.start(
				new Class<?>[] { TestApplication.class, FilteredApplication.class }, WebApplicationType.NONE, ANY_PORT,
				ALLOWED, "duplex.limits.handshake-filter-timeout=300ms", "duplex.threads.event-loops=1")) {
			int port = port(context);
			try (Socket stuck = new Socket("localhost", port);
					TestClient client = TestClient.connect(port, "/filtered", "X-Key", "k1")) {
				stuck.setSoTimeout(10_000);
				RawHttp.send(stuck, RawHttp.handshake("GET /filtered HTTP/1.1", "X-Key: stuck"));
				assertThat(client.send("key").text()).isEqualTo("k1");
				assertThat(client.send("user").text()).isEqualTo("user of k1");
				assertThat(client.send("thread").text()).startsWith("duplex-handshake-");
				assertThat(RawHttp.readUntil(stuck, "\r\n\r\n")).startsWith("HTTP/1.1 503").contains("Retry-After: 5");
			}
			assertThat(RawHttp.exchange(port, RawHttp.handshake("GET /filtered HTTP/1.1"))).startsWith("HTTP/1.1 429")
				.contains("\r\nRetry-After: 7\r\n", "\r\nContent-Type: application/json\r\n")
				.doesNotContain("text/plain")
				.endsWith(FilteredApplication.BODY);
			assertThat(RawHttp.exchange(port, RawHttp.handshake("GET /filtered HTTP/1.1", "X-Key: fail")))
				.startsWith("HTTP/1.1 500")
				.doesNotContain("secret");
			assertThat(output).contains("longer than duplex.limits.handshake-filter-timeout=300ms");
		}
	}

	@Test
	void anApplicationWithoutAWebServerStaysAlive() {
		ConfigurableApplicationContext context = TestApplication.start(WebApplicationType.NONE, ANY_PORT, ALLOWED);
		assertThat(Thread.getAllStackTraces().keySet())
			.anyMatch((thread) -> thread.getName().equals("duplex-keep-alive") && !thread.isDaemon());
		context.close();
		Awaitility.await()
			.until(() -> Thread.getAllStackTraces()
				.keySet()
				.stream()
				.noneMatch((thread) -> thread.getName().startsWith("duplex-keep-alive")));
	}

	@Test
	void aPortBesideTheWebServersIsItsOrigin() throws Exception {
		try (ConfigurableApplicationContext context = TestApplication.start(
				new Class<?>[] { TestApplication.class, TestApplication.Http.class }, WebApplicationType.SERVLET,
				"server.port=0", ANY_PORT, TestApplication.NO_SECURITY)) {
			int port = port(context);
			int webPort = context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
			try (TestClient client = TestClient.connect(port, "/echo", "Origin", "http://localhost:" + webPort)) {
				assertThat(client.send("hi").text()).isEqualTo("hi");
			}
			assertThat(TestClient.refusal(port, "/echo", "Origin", "http://localhost:1")).isEqualTo(403);
			assertThat(TestClient.refusal(port, "/echo", "Origin", "https://evil.example")).isEqualTo(403);
			assertThat(HttpClient.newHttpClient()
				.send(HttpRequest.newBuilder(URI.create("http://localhost:" + webPort + "/echo")).build(),
						BodyHandlers.ofString())
				.body()).isEqualTo("plain echo");
			assertThat(TestClient.refusal(webPort, "/rooms/a")).isEqualTo(404);
		}
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void handlersRunOnVirtualThreadsAndTheApplicationStaysAliveAllTheSame() throws Exception {
		try (ConfigurableApplicationContext context = TestApplication.start(WebApplicationType.NONE, ANY_PORT, ALLOWED,
				"spring.threads.virtual.enabled=true");
				TestClient client = TestClient.connect(port(context), "/echo")) {
			assertThat(client.send("thread?").text()).startsWith("VirtualThread");
			assertThat(Thread.getAllStackTraces().keySet())
				.anyMatch((thread) -> thread.getName().equals("duplex-keep-alive") && !thread.isDaemon());
		}
	}

	@Test
	void connectionsEndWithGoingAwayBeforeTheApplication() throws Exception {
		ConfigurableApplicationContext context = TestApplication.start(WebApplicationType.NONE, ANY_PORT, ALLOWED);
		try (TestClient client = TestClient.connect(port(context), "/echo")) {
			assertThat(client.send("hi").text()).isEqualTo("hi");
			CompletableFuture<Void> stopped = CompletableFuture.runAsync(context::close);
			assertThat(client.closed()).startsWith("1001");
			assertThat(stopped).succeedsWithin(Duration.ofSeconds(10));
		}
	}

	@Test
	void connectionsOnTheSharedPortEndWithGoingAwayToo() throws Exception {
		ConfigurableApplicationContext context = TestApplication.start(WebApplicationType.SERVLET, "server.port=0",
				TestApplication.NO_SECURITY);
		int port = context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
		try (TestClient client = TestClient.connect(port, "/echo")) {
			CompletableFuture<Void> stopped = CompletableFuture.runAsync(context::close);
			assertThat(client.closed()).startsWith("1001");
			assertThat(stopped).succeedsWithin(Duration.ofSeconds(10));
		}
	}

	@Test
	void theShutdownClosesOverATimeWithItsOwnCodeAndReason(CapturedOutput output) throws Exception {
		ConfigurableApplicationContext context = TestApplication.start(WebApplicationType.NONE, ANY_PORT, ALLOWED,
				"duplex.shutdown.spread=200ms", "duplex.shutdown.close-code=1012",
				"duplex.shutdown.close-reason=Back soon");
		try (TestClient client = TestClient.connect(port(context), "/echo")) {
			CompletableFuture<Void> stopped = CompletableFuture.runAsync(context::close);
			assertThat(client.closed()).isEqualTo("1012 Back soon");
			assertThat(stopped).succeedsWithin(Duration.ofSeconds(10));
			assertThat(output).contains("Closing 1 WebSocket connection over 200ms");
		}
	}

	@Test
	void peersThatDoNotCloseCannotHoldTheShutdown(CapturedOutput output) throws Exception {
		ConfigurableApplicationContext context = TestApplication.start(WebApplicationType.NONE, ANY_PORT, ALLOWED,
				"duplex.shutdown.timeout=100ms", "duplex.close-timeout=1h");
		try (Socket socket = new Socket("localhost", port(context))) {
			RawHttp.send(socket, RawHttp.handshake("GET /echo HTTP/1.1"));
			RawHttp.readUntil(socket, "\r\n\r\n");
			Awaitility.await().until(() -> context.getBean(WebSocketEngine.class).connectionCount() == 1);
			assertThat(CompletableFuture.runAsync(context::close)).succeedsWithin(Duration.ofSeconds(10));
			assertThat(output).contains("Shutdown goes on with 1 WebSocket connection");
		}
	}

	@Test
	void aStoppedListenerStartsAgain() throws Exception {
		try (ConfigurableApplicationContext context = TestApplication.start(WebApplicationType.NONE, ANY_PORT,
				ALLOWED)) {
			int before = port(context);
			context.stop();
			assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> new Socket("localhost", before).close());
			context.start();
			try (TestClient client = TestClient.connect(port(context), "/echo")) {
				assertThat(client.send("hi").text()).isEqualTo("hi");
			}
		}
	}

	@Test
	void aPauseClosesNothing() throws Exception {
		try (ConfigurableApplicationContext context = TestApplication.start(WebApplicationType.NONE, ANY_PORT, ALLOWED);
				TestClient client = TestClient.connect(port(context), "/echo")) {
			assertThat(context.getBean(ListenerLifecycle.class).isPauseable()).isFalse();
			assertThat(context.getBean(DrainLifecycle.class).isPauseable()).isFalse();
			assertThat(client.send("hi").text()).isEqualTo("hi");
		}
	}

	@Test
	void aPortInUseIsExplained(CapturedOutput output) throws Exception {
		try (ServerSocket socket = new ServerSocket(0)) {
			assertThatException().isThrownBy(() -> TestApplication.start(WebApplicationType.NONE,
					"duplex.server.port=" + socket.getLocalPort(), ALLOWED));
			assertThat(output).contains("APPLICATION FAILED TO START")
				.contains("could not listen on port " + socket.getLocalPort())
				.contains("duplex.server.port");
		}
	}

	@Test
	void besideSpringSecurityAnUnguardedPortIsRefused(CapturedOutput output) {
		assertThatException()
			.isThrownBy(() -> TestApplication.start(WebApplicationType.SERVLET, "server.port=0", ANY_PORT));
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("Spring Security")
			.contains("there is no bean of AuthenticationManager")
			.contains("duplex.server.allow-unauthenticated=true");
	}

	@Test
	void withoutAWebServerSpringSecurityGuardsNothingEither() {
		assertThatException().isThrownBy(() -> TestApplication.start(WebApplicationType.NONE, ANY_PORT))
			.havingRootCause()
			.withMessageContaining("Spring Security");
	}

	@Test
	void anApplicationWithoutEndpointsOpensNoPort(CapturedOutput output) {
		try (ConfigurableApplicationContext context = TestApplication.start(new Class<?>[] { NoEndpoint.class },
				WebApplicationType.NONE)) {
			assertThat(context.getEnvironment().containsProperty("local.duplex.port")).isFalse();
			assertThat(output).contains("No WebSocket endpoint to serve, so nothing listens");
		}
	}

	@Test
	void aBadValueIsExplained(CapturedOutput output) {
		assertThatException()
			.isThrownBy(() -> TestApplication.start(WebApplicationType.NONE, "duplex.limits.max-message-size=0"));
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("duplex.limits.max-message-size")
			.contains("It must be at least 1 byte");
	}

	@Test
	void settingsOfOneEndpointHoldThereOnly(CapturedOutput output) throws Exception {
		try (ConfigurableApplicationContext context = TestApplication.start(WebApplicationType.NONE, ANY_PORT, ALLOWED,
				"duplex.endpoints.echo.limits.max-message-size=10B",
				"duplex.endpoints.echo.security.allowed-origins=https://a.example",
				"duplex.endpoints.rooms.limits.max-fragments=8")) {
			int port = port(context);
			try (TestClient client = TestClient.connect(port, "/echo", "Origin", "https://a.example")) {
				assertThat(client.send("0123456789").text()).isEqualTo("0123456789");
				assertThat(client.send("0123456789a").closed()).startsWith("1009");
			}
			assertThat(output).contains("duplex.endpoints.echo.limits.max-message-size=10B");
			try (TestClient client = TestClient.connect(port, "/rooms/lobby")) {
				assertThat(client.send("{\"text\":\"a\",\"number\":1}").text())
					.isEqualTo("{\"text\":\"lobby: a\",\"number\":2}");
			}
			assertThat(TestClient.refusal(port, "/rooms/lobby", "Origin", "https://a.example")).isEqualTo(403);
			assertThat(TestClient.refusal(port, "/echo", "Origin", "https://b.example")).isEqualTo(403);
			assertThat(output).contains("at /rooms/{room} with 403")
				.contains("duplex.security.allowed-origins")
				.contains("duplex.endpoints.echo.security.allowed-origins");
		}
	}

	@Test
	void settingsOfAnUnknownEndpointAreExplained(CapturedOutput output) {
		assertThatException().isThrownBy(() -> TestApplication.start(WebApplicationType.NONE, ANY_PORT, ALLOWED,
				"duplex.endpoints.ecko.limits.max-fragments=8"));
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("'duplex.endpoints.ecko' (originating from")
			.contains("The application's endpoints have: duplex.endpoints.echo, duplex.endpoints.rooms.");
	}

	private static int port(ConfigurableApplicationContext context) {
		return context.getEnvironment().getRequiredProperty("local.duplex.port", Integer.class);
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class NoEndpoint {

	}

}
