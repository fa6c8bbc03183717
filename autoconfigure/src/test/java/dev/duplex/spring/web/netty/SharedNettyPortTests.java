package dev.duplex.spring.web.netty;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import dev.duplex.engine.WebSocketConnection;
import dev.duplex.engine.runtime.WebSocketEngine;
import dev.duplex.engine.tck.Frame;
import dev.duplex.engine.tck.RawClient;
import dev.duplex.engine.tck.TestCertificate;
import dev.duplex.spring.testing.FilteredApplication;
import dev.duplex.spring.testing.RawHttp;
import dev.duplex.spring.testing.TestBundles;
import dev.duplex.spring.testing.TestClient;
import dev.duplex.spring.testing.WebServerFilter;
import dev.duplex.spring.web.SharedPortTestBase;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;

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
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.WebFilter;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Endpoints on the port of Reactor Netty, over real sockets.
 */
class SharedNettyPortTests extends SharedPortTestBase {

	SharedNettyPortTests() {
		super(WebApplicationType.REACTIVE, WebServerFilter.REACTOR_NETTY, List.of(OwnLoops.class), SpringsOwn.class);
	}

	@Override
	protected Class<?> guard() {
		return Guard.class;
	}

	@Test
	void handshakeFiltersDoNotHoldAnEventLoop() throws Exception {
		try (ConfigurableApplicationContext filtered = start(List.of(FilteredApplication.class),
				"duplex.limits.handshake-filter-timeout=300ms");
				TestClient client = TestClient.connect(port(filtered), "/filtered", "X-Key", "k1")) {
			assertThat(client.send("thread").text()).startsWith("duplex-handshake-");
			assertThat(TestClient.refusal(port(filtered), "/filtered", "X-Key", "stuck")).isEqualTo(503);
		}
	}

	@Test
	void aFilterMayRefuseAfterTheEndpointHasAccepted() {
		try (ConfigurableApplicationContext guarded = start(List.of(LateGuard.class))) {
			assertThat(TestClient.refusal(port(guarded), "/echo")).isEqualTo(403);
			assertThat(guarded.getBean(WebSocketEngine.class).connectionCount()).isZero();
		}
	}

	@Test
	void connectionsAreDrainedBeforeTheServerStops() throws Exception {
		ConfigurableApplicationContext stopping = start(List.of());
		try (TestClient client = TestClient.connect(port(stopping), "/echo")) {
			assertThat(client.send("hi").text()).isEqualTo("hi");
			long start = System.nanoTime();
			stopping.close();
			assertThat(client.closed()).startsWith("1001");
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
		}
	}

	@Test
	void endpointsAreServedAgainAfterAStop() throws Exception {
		try (ConfigurableApplicationContext restarted = start(List.of())) {
			for (int i = 0; i < 2; i++) {
				try (TestClient client = TestClient.connect(port(restarted), "/echo")) {
					assertThat(client.send("hi").text()).isEqualTo("hi");
				}
				restarted.stop();
				restarted.start();
			}
		}
	}

	@Test
	void aConnectionMayHaveAskedForPagesBefore() throws Exception {
		try (Socket socket = new Socket("localhost", port())) {
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
		try (Socket socket = new Socket("localhost", port())) {
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
		try (Socket socket = new Socket("localhost", port())) {
			socket.setSoTimeout(10_000);
			RawHttp.send(socket,
					RawHttp.handshake("GET /nowhere HTTP/1.1") + "GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n");
			assertThat(RawHttp.readUntil(socket, "hello")).startsWith("HTTP/1.1 404").contains("HTTP/1.1 200");
		}
	}

	@Test
	void springsOwnWebSocketsGoOnBeside() throws Exception {
		try (TestClient client = TestClient.connect(port(), "/spring")) {
			assertThat(client.send("hi").text()).isEqualTo("spring: hi");
		}
		try (Socket socket = new Socket("localhost", port())) {
			socket.setSoTimeout(10_000);
			RawHttp.send(socket, RawHttp.handshake("GET /spring HTTP/1.1") + HI);
			assertThat(RawHttp.readUntil(socket, "spring: hi")).startsWith("HTTP/1.1 101");
		}
	}

	@Test
	void withAnSslBundleTheyAreServedOverTls() {
		TestCertificate certificate = TestCertificate.of("localhost");
		try (ConfigurableApplicationContext secure = start(List.of(),
				TestBundles.keystore("server", certificate, "server.ssl.bundle=server"));
				RawClient client = RawClient.connectTls(
						new InetSocketAddress(InetAddress.getLoopbackAddress(), port(secure)), 0,
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

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "POST /echo HTTP/1.1 | 405", "HEAD /echo HTTP/1.1 | 405", "GET /echo HTTP/1.0 | 505" })
	void whatIsNoHandshakeIsRefusedOnceAndTheConnectionEnds(String requestLine, int status) throws Exception {
		String answer = RawHttp.exchange(port(),
				RawHttp.handshake(requestLine) + "GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n");
		String version = requestLine.substring(requestLine.length() - "HTTP/1.1".length());
		assertThat(answer).startsWith(version + " " + status).containsOnlyOnce(version + " ");
		assertThat(answer.contains("1.0") || answer.toLowerCase(Locale.ROOT).contains("connection: close")).isTrue();
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

	@Configuration(proxyBeanMethods = false)
	static class LateGuard {

		@Bean
		WebFilter lateFilter() {
			return (exchange, chain) -> chain.filter(exchange)
				.then(Mono.error(new ResponseStatusException(HttpStatus.FORBIDDEN)));
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
