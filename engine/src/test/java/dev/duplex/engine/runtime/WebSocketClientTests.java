package dev.duplex.engine.runtime;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

import javax.net.ssl.SSLContext;

import dev.duplex.engine.ClientTls;
import dev.duplex.engine.CompressionOptions;
import dev.duplex.engine.ConnectFailedException;
import dev.duplex.engine.ConnectFailedException.Reason;
import dev.duplex.engine.ConnectRequest;
import dev.duplex.engine.ConnectionOptions;
import dev.duplex.engine.Endpoint;
import dev.duplex.engine.EngineListener;
import dev.duplex.engine.EngineOptions;
import dev.duplex.engine.WebSocketConnection;
import dev.duplex.engine.protocol.Header;
import dev.duplex.engine.tck.EchoHandler;
import dev.duplex.engine.tck.RecordingHandler;
import dev.duplex.engine.tck.TestCertificate;
import dev.duplex.engine.tck.TransportFixture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

/**
 * {@link WebSocketClient} with our own server.
 */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class WebSocketClientTests {

	private final List<AutoCloseable> resources = new ArrayList<>();

	private final WebSocketEngine engine = new WebSocketEngine(
			EngineOptions.defaults().toBuilder().eventLoops(1).build(), new EngineListener() {
			});

	private final WebSocketClient client = new WebSocketClient(this.engine);

	private final RecordingHandler handler = new RecordingHandler();

	private final EchoHandler echo = new EchoHandler();

	@AfterEach
	void stop() throws Exception {
		for (AutoCloseable resource : this.resources) {
			resource.close();
		}
		this.engine.close();
	}

	private <T extends AutoCloseable> T closed(T resource) {
		this.resources.add(0, resource);
		return resource;
	}

	private TransportFixture serve(TransportFixture.Factory factory, Endpoint endpoint) {
		try {
			return closed(factory.start(EngineOptions.defaults(), new EngineListener() {
			}, List.of(endpoint)));
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	private TransportFixture serveEcho(UnaryOperator<ConnectionOptions.Builder> options) {
		return serve(OwnListener::start, endpoint("/echo", this.echo, options));
	}

	private static Endpoint endpoint(String name, dev.duplex.engine.ConnectionHandler handler,
			UnaryOperator<ConnectionOptions.Builder> options) {
		return Endpoint.builder(name, handler)
			.options(options.apply(ConnectionOptions.defaults().toBuilder()).build())
			.build();
	}

	private Endpoint recording() {
		return endpoint("client", this.handler, UnaryOperator.identity());
	}

	private static String uri(TransportFixture server) {
		return "ws://127.0.0.1:" + server.address().getPort() + "/echo";
	}

	private WebSocketConnection connect(ConnectRequest request, Endpoint endpoint) {
		return this.client.connect(request, endpoint).toCompletableFuture().join();
	}

	private ConnectFailedException failure(ConnectRequest request, Endpoint endpoint) {
		return failure(this.client.connect(request, endpoint).toCompletableFuture());
	}

	private static ConnectFailedException failure(CompletableFuture<WebSocketConnection> connecting) {
		ExecutionException failed = catchThrowableOfType(ExecutionException.class,
				() -> connecting.get(20, TimeUnit.SECONDS));
		assertThat(failed).hasCauseInstanceOf(ConnectFailedException.class);
		return (ConnectFailedException) failed.getCause();
	}

	@Test
	void exchangesMessages() {
		TransportFixture server = serveEcho(UnaryOperator.identity());
		WebSocketConnection connection = connect(ConnectRequest.to(uri(server)).build(), recording());
		assertThat(connection.isClient()).isTrue();
		assertThat(connection.endpoint()).isEqualTo("client");
		connection.sendText("Grüße 👋");
		connection.sendBinary(ByteBuffer.wrap(new byte[] { 1, 2, 3 }));
		connection.sendPing(ByteBuffer.wrap(new byte[] { 7 }));
		this.handler.await("pong 07");
		assertThat(this.handler.events()).containsExactly("open", "text Grüße 👋", "binary 010203", "pong 07");
		assertThat(this.engine.clientConnectionCount()).isOne();
		assertThat(this.engine.connectionCount()).isZero();
		connection.close(3000, "done");
		assertThat(this.handler.awaitClose()).isEqualTo("close 3000 LOCAL done");
		await().until(() -> !this.echo.closed().isEmpty());
		assertThat(this.echo.closed().get(0).reason().code()).isEqualTo(3000);
		assertThat(this.echo.closed().get(0).reason().reason()).isEqualTo("done");
		await().until(() -> this.engine.clientConnectionCount() == 0);
	}

	@Test
	void masksEveryFrameAndWaitsForTheServerToEndTcp() throws Exception {
		// Thousands of messages of many sizes; a server refuses what is not masked.
		TransportFixture server = serveEcho((options) -> options.sendQueueBytes(-1).sendQueueMessages(-1));
		Endpoint endpoint = endpoint("client", this.handler,
				(options) -> options.sendQueueBytes(-1).sendQueueMessages(-1));
		WebSocketConnection connection = connect(ConnectRequest.to(uri(server)).build(), endpoint);
		List<String> expected = new ArrayList<>(List.of("open"));
		for (int i = 0; i < 2_000; i++) {
			String text = "x".repeat(i % 300) + i;
			connection.sendText(text);
			expected.add("text " + text);
		}
		String large = "y".repeat(65_536);
		connection.sendText(large);
		expected.add("text " + large);
		this.handler.await("text " + large);
		assertThat(this.handler.events()).isEqualTo(expected);
	}

	@Test
	void compressesBothWays() {
		for (boolean takeover : new boolean[] { true, false }) {
			CompressionOptions compression = new CompressionOptions(6, 1, takeover);
			TransportFixture server = serveEcho((options) -> options.compression(compression));
			RecordingHandler recording = new RecordingHandler();
			WebSocketConnection connection = connect(ConnectRequest.to(uri(server)).build(),
					endpoint("client", recording, (options) -> options.compression(compression)));
			assertThat(connection.responseHeaders()).extracting(Header::name).contains("Sec-WebSocket-Extensions");
			for (int i = 0; i < 100; i++) {
				connection.sendText("The same text, over and over " + i);
			}
			recording.await("text The same text, over and over 99");
			assertThat(recording.events()).hasSize(101);
		}
	}

	@Test
	void agreesOnASubprotocolAndSendsHeaders() {
		TransportFixture server = serve(OwnListener::start,
				Endpoint.builder("/echo", this.echo).subprotocols(List.of("two", "three")).build());
		WebSocketConnection connection = connect(
				ConnectRequest.to(uri(server) + "?token=a%20b").header("X-Token", "secret").build(),
				Endpoint.builder("client", this.handler).subprotocols(List.of("one", "two", "three")).build());
		assertThat(connection.subprotocol()).isEqualTo("two");
		await().until(() -> !this.echo.opened().isEmpty());
		WebSocketConnection accepted = this.echo.opened().get(0);
		assertThat(accepted.subprotocol()).isEqualTo("two");
		assertThat(accepted.handshake().header("x-token")).isEqualTo("secret");
		assertThat(accepted.handshake().queryParameters()).isEqualTo(Map.of("token", List.of("a b")));
		assertThat(accepted.handshake().header("Host")).isEqualTo("127.0.0.1:" + server.address().getPort());
	}

	@Test
	void refusesSubprotocolsThatCannotBeOfferedBeforeItConnects() {
		ConnectRequest request = ConnectRequest.to("ws://127.0.0.1:1/").build();
		for (List<String> subprotocols : List.of(List.of("a b"), List.of(""), List.of("a", "a"))) {
			assertThatIllegalArgumentException().isThrownBy(() -> this.client.connect(request,
					Endpoint.builder("client", this.handler).subprotocols(subprotocols).build()));
		}
	}

	@Test
	void tellsTheAnswerOfARefusal() {
		TransportFixture server = serveEcho(UnaryOperator.identity());
		ConnectFailedException failure = failure(
				ConnectRequest.to("ws://127.0.0.1:" + server.address().getPort() + "/unknown?secret").build(),
				recording());
		assertThat(failure.reason()).isEqualTo(Reason.REFUSED);
		assertThat(failure.response()).isNotNull();
		assertThat(failure.response().status()).isEqualTo(404);
		assertThat(failure).hasMessage("Cannot connect to ws://127.0.0.1:%d/unknown: the server answered 404",
				server.address().getPort());
		assertThat(this.handler.events()).isEmpty();
	}

	@Test
	void connectsByTls() {
		TransportFixture server = serve(OwnListener::startTls, endpoint("/echo", this.echo, UnaryOperator.identity()));
		TestCertificate certificate = TestCertificate.of("localhost");
		ClientTls tls = ClientTls.of(context(certificate, certificate));
		for (String host : List.of("localhost", "127.0.0.1")) {
			RecordingHandler recording = new RecordingHandler();
			WebSocketConnection connection = connect(
					ConnectRequest.to("wss://" + host + ":" + server.address().getPort() + "/echo").tls(tls).build(),
					endpoint("client", recording, UnaryOperator.identity()));
			String large = "z".repeat(60_000);
			connection.sendText(large);
			recording.await("text " + large);
			connection.close();
			assertThat(recording.awaitClose()).isEqualTo("close 1000 LOCAL");
		}
	}

	@Test
	void refusesACertificateOfAnUnknownAuthority() {
		TransportFixture server = serve(OwnListener::startTls, endpoint("/echo", this.echo, UnaryOperator.identity()));
		TestCertificate other = TestCertificate.of("other.test");
		String uri = "wss://localhost:" + server.address().getPort() + "/echo";
		ConnectFailedException unknown = failure(
				ConnectRequest.to(uri).tls(ClientTls.of(context(other, other))).build(), recording());
		assertThat(unknown.reason()).isEqualTo(Reason.TLS);
		assertThat(this.echo.opened()).isEmpty();
	}

	private static @Nullable SSLContext context(TestCertificate own, TestCertificate trusted) {
		try {
			return TestCertificate.context(own, trusted);
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void tellsWhyTcpFails() throws Exception {
		int free;
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			free = socket.getLocalPort();
		}
		assertThat(failure(ConnectRequest.to("ws://127.0.0.1:" + free + "/").build(), recording()).reason())
			.isEqualTo(Reason.CONNECT);
		assertThat(failure(ConnectRequest.to("ws://no-such-host.invalid/").build(), recording()).reason())
			.isEqualTo(Reason.RESOLVE);
	}

	@Test
	void givesUpOnAServerThatDoesNotAnswer() throws Exception {
		ServerSocket silent = closed(new ServerSocket(0, 10, InetAddress.getLoopbackAddress()));
		ConnectFailedException failure = failure(ConnectRequest.to("ws://127.0.0.1:" + silent.getLocalPort() + "/")
			.connectTimeout(Duration.ofSeconds(1))
			.build(), recording());
		assertThat(failure.reason()).isEqualTo(Reason.TIMEOUT);
		assertThat(silent.accept().getInputStream().readAllBytes()).startsWith("GET / HTTP/1.1\r\n".getBytes());
	}

	@Test
	void oneHandshakeWithAServerIsUnderWayAtATime() throws Exception {
		ServerSocket silent = closed(new ServerSocket(0, 10, InetAddress.getLoopbackAddress()));
		ConnectRequest request = ConnectRequest.to("ws://127.0.0.1:" + silent.getLocalPort() + "/").build();
		CompletableFuture<WebSocketConnection> first = this.client.connect(request, recording()).toCompletableFuture();
		CompletableFuture<WebSocketConnection> second = this.client.connect(request, recording()).toCompletableFuture();
		CompletableFuture<WebSocketConnection> impatient = this.client
			.connect(ConnectRequest.to("ws://127.0.0.1:" + silent.getLocalPort() + "/")
				.connectTimeout(Duration.ofMillis(100))
				.build(), recording())
			.toCompletableFuture();
		assertThat(failure(impatient).reason()).isEqualTo(Reason.TIMEOUT);
		silent.accept().close();
		assertThat(failure(first).reason()).isEqualTo(Reason.CONNECT);
		silent.accept().close();
		assertThat(failure(second).reason()).isEqualTo(Reason.CONNECT);
	}

	@Test
	void aConnectThatNobodyWaitsForEndsAndLetsTheNextIn() throws Exception {
		ServerSocket silent = closed(new ServerSocket(0, 10, InetAddress.getLoopbackAddress()));
		silent.setSoTimeout(20_000);
		ConnectRequest request = ConnectRequest.to("ws://127.0.0.1:" + silent.getLocalPort() + "/")
			.connectTimeout(Duration.ofSeconds(50))
			.build();
		CompletableFuture<WebSocketConnection> first = this.client.connect(request, recording()).toCompletableFuture();
		CompletableFuture<WebSocketConnection> waiting = this.client.connect(request, recording())
			.toCompletableFuture();
		CompletableFuture<WebSocketConnection> last = this.client.connect(request, recording()).toCompletableFuture();
		Socket accepted = closed(silent.accept());
		accepted.setSoTimeout(20_000);
		waiting.cancel(false);
		first.orTimeout(1, TimeUnit.MILLISECONDS);
		assertThat(accepted.getInputStream().readAllBytes()).startsWith("GET / HTTP/1.1\r\n".getBytes());
		silent.accept().close();
		assertThat(failure(last).reason()).isEqualTo(Reason.CONNECT);
	}

	@Test
	void aDrainEndsAnyNumberOfConnectsThatWaitForTheirTurn() throws Exception {
		ServerSocket silent = closed(new ServerSocket(0, 10, InetAddress.getLoopbackAddress()));
		ConnectRequest request = ConnectRequest.to("ws://127.0.0.1:" + silent.getLocalPort() + "/")
			.connectTimeout(Duration.ofSeconds(50))
			.build();
		CompletableFuture<WebSocketConnection> first = this.client.connect(request, recording()).toCompletableFuture();
		List<CompletableFuture<WebSocketConnection>> waiting = new ArrayList<>();
		for (int i = 0; i < 20_000; i++) {
			waiting.add(this.client.connect(request, recording()).toCompletableFuture());
		}
		Socket accepted = silent.accept();
		this.engine.drain(1001, "");
		accepted.close();
		assertThat(failure(first).reason()).isEqualTo(Reason.CONNECT);
		for (CompletableFuture<WebSocketConnection> connecting : waiting) {
			assertThat(failure(connecting).reason()).isEqualTo(Reason.CLOSED);
		}
	}

	@Test
	void runsTheHandlerOnItsExecutor() {
		ExecutorService executor = Executors.newSingleThreadExecutor((task) -> new Thread(task, "handlers"));
		this.resources.add(executor::shutdownNow);
		TransportFixture server = serveEcho(UnaryOperator.identity());
		RecordingHandler threads = new RecordingHandler() {

			@Override
			public void onText(WebSocketConnection connection, ByteBuffer utf8) {
				add(Thread.currentThread().getName());
			}

		};
		WebSocketConnection connection = connect(ConnectRequest.to(uri(server)).build(),
				Endpoint.builder("client", threads).executor(executor).build());
		connection.sendText("hi");
		threads.await("handlers");
	}

	@Test
	void aDrainClosesClientsAndConnectsNoMore() {
		TransportFixture server = serveEcho(UnaryOperator.identity());
		connect(ConnectRequest.to(uri(server)).build(), recording());
		this.engine.drain(1001, "bye").toCompletableFuture().join();
		assertThat(this.handler.awaitClose()).isEqualTo("close 1001 LOCAL bye");
		assertThat(failure(ConnectRequest.to(uri(server)).build(), recording()).reason()).isEqualTo(Reason.CLOSED);
	}

	@Test
	void aClosedEngineConnectsNoMore() {
		TransportFixture server = serveEcho(UnaryOperator.identity());
		connect(ConnectRequest.to(uri(server)).build(), recording());
		this.engine.close();
		assertThat(this.handler.awaitClose()).isEqualTo("close 1006 NETWORK");
		assertThat(failure(ConnectRequest.to(uri(server)).build(), recording()).reason()).isEqualTo(Reason.CLOSED);
	}

}
