package dev.duplex.engine.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import dev.duplex.engine.ClientTls;
import dev.duplex.engine.CompressionOptions;
import dev.duplex.engine.ConnectFailedException;
import dev.duplex.engine.ConnectFailedException.Reason;
import dev.duplex.engine.ConnectRequest;
import dev.duplex.engine.ConnectionOptions;
import dev.duplex.engine.Endpoint;
import dev.duplex.engine.EngineListener;
import dev.duplex.engine.EngineOptions;
import dev.duplex.engine.HttpProxy;
import dev.duplex.engine.WebSocketConnection;
import dev.duplex.engine.protocol.OpeningHandshake;
import dev.duplex.engine.runtime.ScriptedServer.Exchange;
import dev.duplex.engine.tck.EchoHandler;
import dev.duplex.engine.tck.HandshakeResponses;
import dev.duplex.engine.tck.HandshakeResponses.Answer;
import dev.duplex.engine.tck.RecordingHandler;
import dev.duplex.engine.tck.TestCertificate;
import dev.duplex.engine.tck.TransportFixture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * The client's opening handshake (RFC 6455 section 4.1) with servers and proxies that
 * answer as they like.
 */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class ClientHandshakeTests {

	private final List<AutoCloseable> resources = new ArrayList<>();

	private final WebSocketEngine engine = new WebSocketEngine(
			EngineOptions.defaults().toBuilder().eventLoops(1).build(), new EngineListener() {
			});

	private final WebSocketClient client = new WebSocketClient(this.engine);

	private final RecordingHandler handler = new RecordingHandler();

	@AfterEach
	void stop() throws Exception {
		for (AutoCloseable resource : this.resources) {
			resource.close();
		}
		this.engine.close();
	}

	private ScriptedServer serve(ScriptedServer.Script script) {
		ScriptedServer server = ScriptedServer.playing(script);
		this.resources.add(server);
		return server;
	}

	private Endpoint endpoint() {
		return Endpoint.builder("client", this.handler).build();
	}

	private Endpoint compressing(boolean takeover) {
		return Endpoint.builder("client", this.handler)
			.options(ConnectionOptions.defaults()
				.toBuilder()
				.compression(new CompressionOptions(1, 0, takeover))
				.build())
			.build();
	}

	private WebSocketConnection connect(ConnectRequest.Builder request, Endpoint endpoint) throws Exception {
		return this.client.connect(request.build(), endpoint).toCompletableFuture().get(20, TimeUnit.SECONDS);
	}

	private ConnectFailedException failure(ConnectRequest.Builder request, Endpoint endpoint) {
		ExecutionException failed = catchThrowableOfType(ExecutionException.class, () -> connect(request, endpoint));
		assertThat(failed).as("the connect's failure").isNotNull();
		assertThat(this.handler.events()).isEmpty();
		return (ConnectFailedException) failed.getCause();
	}

	@Test
	void sendsWhatTheRfcAsksForAndTheApplicationAdds() throws Exception {
		ScriptedServer server = serve((exchange) -> {
			exchange.send(exchange.accepted() + "Sec-WebSocket-Protocol: b\r\nX-Server: 1\r\n\r\n");
			exchange.in().read();
		});
		WebSocketConnection connection = connect(
				ConnectRequest.to(server.uri("/a%20b?c=d")).header("Origin", "https://app.example"),
				Endpoint.builder("client", this.handler).subprotocols(List.of("a", "b")).build());
		List<String> lines = server.requests().get(0).lines().toList();
		assertThat(lines).startsWith("GET /a%20b?c=d HTTP/1.1", "Host: 127.0.0.1:" + server.port(),
				"Upgrade: websocket", "Connection: Upgrade");
		assertThat(lines).contains("Sec-WebSocket-Version: 13", "Sec-WebSocket-Protocol: a, b",
				"Origin: https://app.example");
		assertThat(lines).noneMatch((line) -> line.startsWith("Sec-WebSocket-Extensions"));
		assertThat(connection.subprotocol()).isEqualTo("b");
		assertThat(connection.responseHeaders()).anyMatch((header) -> header.is("x-server"));
	}

	@Test
	void everyAttemptHasAnotherKey() {
		ScriptedServer server = serve((exchange) -> exchange.send("HTTP/1.1 503 Busy\r\n\r\n"));
		for (int i = 0; i < 5; i++) {
			failure(ConnectRequest.to(server.uri("/")), endpoint());
		}
		assertThat(server.requests()).hasSize(5).doesNotHaveDuplicates();
	}

	static List<Answer> answers() {
		return HandshakeResponses.all();
	}

	@ParameterizedTest
	@MethodSource("answers")
	void takesAnAnswerAsTheRfcSays(Answer answer) throws Exception {
		ScriptedServer server = serve((exchange) -> {
			exchange.send(answer.head(OpeningHandshake.accept(exchange.header("Sec-WebSocket-Key"))));
			exchange.in().readAllBytes();
		});
		Endpoint endpoint = switch (answer.offers()) {
			case NOTHING -> endpoint();
			case SUBPROTOCOLS ->
				Endpoint.builder("client", this.handler).subprotocols(List.of("v1.chat", "v2.chat")).build();
			case COMPRESSION -> compressing(true);
			case COMPRESSION_WITHOUT_CONTEXT -> compressing(false);
		};
		ConnectRequest.Builder request = ConnectRequest.to(server.uri("/"));
		if (answer.failure() != null) {
			assertThat(failure(request, endpoint).reason()).isEqualTo(answer.failure());
		}
		else {
			assertThat(connect(request, endpoint).isOpen()).isTrue();
		}
	}

	@Test
	void offersCompressionWithAnyWindow() {
		ScriptedServer server = serve((exchange) -> exchange.send("HTTP/1.1 503 Busy\r\n\r\n"));
		failure(ConnectRequest.to(server.uri("/")), compressing(true));
		failure(ConnectRequest.to(server.uri("/")), compressing(false));
		String offer = "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits";
		assertThat(server.requests().get(0)).contains(offer + "\r\n");
		assertThat(server.requests().get(1))
			.contains(offer + "; client_no_context_takeover; server_no_context_takeover\r\n");
	}

	@Test
	void framesBehindTheAnswerAreTheFirst() throws Exception {
		ScriptedServer server = serve((exchange) -> {
			exchange.send(exchange.accepted() + "\r\n\u0081\u0002hi\u0081\u0003you");
			exchange.in().read();
		});
		connect(ConnectRequest.to(server.uri("/")), endpoint());
		this.handler.await("text you");
		assertThat(this.handler.events()).containsExactly("open", "text hi", "text you");
	}

	@Test
	void failsTheConnectionForMaskedFramesAndWaitsForTheServerToEndTcp() throws Exception {
		ScriptedServer server = serve((exchange) -> {
			exchange.send(exchange.accepted() + "\r\n\u0081\u0080\0\0\0\0");
			// The Close frame, masked; then the client must not end TCP before we do.
			byte[] close = exchange.in().readNBytes(2);
			assertThat(close[0]).isEqualTo((byte) 0x88);
			assertThat(close[1] & 0x80).isEqualTo(0x80);
		});
		connect(ConnectRequest.to(server.uri("/")), endpoint());
		assertThat(this.handler.awaitClose()).isEqualTo("close 1002 LOCAL Protocol error");
	}

	@Test
	void followsNoRedirectUnlessAsked() {
		ScriptedServer server = serve(
				(exchange) -> exchange.send("HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\n\r\n"));
		ConnectFailedException failure = failure(ConnectRequest.to(server.uri("/")), endpoint());
		assertThat(failure.reason()).isEqualTo(Reason.REFUSED);
		assertThat(failure.response().header("location")).isEqualTo("/elsewhere");
		assertThat(server.requests()).hasSize(1);
	}

	@Test
	void followsRedirectsWithCredentialsOnTheSameServerOnly() throws Exception {
		ScriptedServer other = serve((exchange) -> {
			exchange.send(exchange.accepted() + "\r\n");
			exchange.in().read();
		});
		ScriptedServer server = serve((exchange) -> exchange
			.send(exchange.request().startsWith("GET /a ") ? "HTTP/1.1 301 Moved\r\nLocation: b?c\r\n\r\n"
					: "HTTP/1.1 307 Moved\r\nLocation: HTTP://127.0.0.1:%d/d\r\n\r\n".formatted(other.port())));
		connect(ConnectRequest.to(server.uri("/a"))
			.header("Authorization", "Bearer secret")
			.header("Cookie", "id=1")
			.header("X-Other", "kept")
			.maxRedirects(2), endpoint());
		assertThat(server.requests()).hasSize(2);
		assertThat(server.requests().get(1)).startsWith("GET /b?c HTTP/1.1\r\n").contains("Bearer secret", "id=1");
		assertThat(other.requests().get(0)).startsWith("GET /d HTTP/1.1\r\n")
			.contains("X-Other: kept")
			.doesNotContain("secret", "Cookie");
	}

	@Test
	void stopsAfterAsManyRedirectsAsAllowed() {
		ScriptedServer server = serve((exchange) -> exchange.send("HTTP/1.1 302 Found\r\nLocation: /\r\n\r\n"));
		assertThat(failure(ConnectRequest.to(server.uri("/")).maxRedirects(3), endpoint()).reason())
			.isEqualTo(Reason.REFUSED);
		assertThat(server.requests()).hasSize(4);
	}

	@Test
	void failsWhenTheServerGoesAwayWithoutAnAnswer() {
		ScriptedServer server = serve((exchange) -> exchange.send("HTTP/1.1 101 "));
		assertThat(failure(ConnectRequest.to(server.uri("/")), endpoint()).reason()).isEqualTo(Reason.CONNECT);
	}

	@Test
	void givesUpOnAServerThatAnswersSlowlyByteByByte() {
		ScriptedServer server = serve((exchange) -> {
			for (byte b : "HTTP/1.1 101 Switching Protocols\r\nX: ".getBytes()) {
				exchange.send(new byte[] { b });
			}
			exchange.in().readAllBytes();
		});
		assertThat(
				failure(ConnectRequest.to(server.uri("/")).connectTimeout(Duration.ofMillis(300)), endpoint()).reason())
			.isEqualTo(Reason.TIMEOUT);
	}

	// Proxies

	@Test
	void connectsThroughAProxyThatAsksForAPassword() throws Exception {
		TransportFixture target = closed(OwnListener.start(EngineOptions.defaults(), new EngineListener() {
		}, List.of(Endpoint.builder("/echo", new EchoHandler()).build())));
		ScriptedServer proxy = serve((exchange) -> tunnel(exchange, target.address().getPort()));
		WebSocketConnection connection = connect(
				ConnectRequest.to("ws://127.0.0.1:" + target.address().getPort() + "/echo")
					.proxy(new HttpProxy("127.0.0.1", proxy.port(), "Aladdin", "open sesame")),
				endpoint());
		connection.sendText("through");
		this.handler.await("text through");
		assertThat(proxy.requests().get(0).lines().toList()).containsExactly(
				"CONNECT 127.0.0.1:" + target.address().getPort() + " HTTP/1.1",
				"Host: 127.0.0.1:" + target.address().getPort(),
				"Proxy-Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==", "");
		assertThat(connection.handshake().header("Proxy-Authorization")).isNull();
	}

	@Test
	void tlsGoesThroughAProxyEndToEndAndChecksTheServersName() throws Exception {
		TransportFixture target = closed(OwnListener.startTls(EngineOptions.defaults(), new EngineListener() {
		}, List.of(Endpoint.builder("/echo", new EchoHandler()).build())));
		ScriptedServer proxy = serve((exchange) -> tunnel(exchange, target.address().getPort()));
		TestCertificate certificate = TestCertificate.of("localhost");
		ClientTls tls = ClientTls.of(TestCertificate.context(certificate, certificate));
		// The proxy resolves the name, so the client need not know it.
		HttpProxy through = HttpProxy.of("127.0.0.1", proxy.port());
		assertThat(failure(ConnectRequest.to("wss://unknown.test/echo").proxy(through).tls(tls), endpoint()).reason())
			.isEqualTo(Reason.TLS);
		WebSocketConnection connection = connect(
				ConnectRequest.to("wss://localhost:" + target.address().getPort() + "/echo").proxy(through).tls(tls),
				endpoint());
		connection.sendText("secretly");
		this.handler.await("text secretly");
	}

	@Test
	void tellsWhatAProxyAnswered() {
		ScriptedServer proxy = serve((exchange) -> exchange
			.send("HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\n\r\n"));
		ConnectFailedException failure = failure(
				ConnectRequest.to("ws://server.test/").proxy(HttpProxy.of("127.0.0.1", proxy.port())), endpoint());
		assertThat(failure.reason()).isEqualTo(Reason.PROXY);
		assertThat(failure.response().status()).isEqualTo(407);
		ScriptedServer broken = serve((exchange) -> exchange.send("what?\r\n\r\n"));
		assertThat(failure(ConnectRequest.to("ws://server.test/").proxy(HttpProxy.of("127.0.0.1", broken.port())),
				endpoint())
			.reason()).isEqualTo(Reason.PROXY);
	}

	private <T extends AutoCloseable> T closed(T resource) {
		this.resources.add(resource);
		return resource;
	}

	private static void tunnel(Exchange exchange, int port) throws IOException {
		try (Socket target = new Socket(InetAddress.getLoopbackAddress(), port)) {
			exchange.send("HTTP/1.1 200 Connection established\r\nVia: test\r\n\r\n");
			Thread back = new Thread(() -> copy(target, exchange), "tunnel-back");
			back.setDaemon(true);
			back.start();
			exchange.in().transferTo(new Flushing(target.getOutputStream()));
		}
	}

	private static void copy(Socket target, Exchange exchange) {
		try {
			InputStream in = target.getInputStream();
			in.transferTo(exchange.out());
		}
		catch (IOException ex) {
			// One side is gone, and the other will be.
		}
	}

	/** Passes everything on at once. */
	private static final class Flushing extends OutputStream {

		private final OutputStream out;

		Flushing(OutputStream out) {
			this.out = out;
		}

		@Override
		public void write(int b) throws IOException {
			this.out.write(b);
		}

		@Override
		public void write(byte[] bytes, int offset, int count) throws IOException {
			this.out.write(bytes, offset, count);
		}

	}

}
