package dev.duplex.engine.tck;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import dev.duplex.engine.Endpoint;
import dev.duplex.engine.WebSocketConnection;
import dev.duplex.engine.protocol.OriginPolicy;
import dev.duplex.engine.tck.HandshakeCase.ContainerAnswer;
import dev.duplex.engine.tck.RawClient.Response;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

/**
 * {@link HandshakeCases} over a transport, and what an engine decides over handshakes
 * that are well-formed (RFC 6455 section 4.2).
 */
public abstract class HandshakeTck extends TransportTestBase {

	private static final int LARGE = 1_000;

	protected HandshakeTck(TransportFixture.Factory factory) {
		super(factory);
	}

	@TestFactory
	Stream<DynamicTest> answersAsTheRfcSays() {
		start(Threading.EVENT_LOOP, new EchoHandler());
		return HandshakeCases.all().stream().map((handshake) -> DynamicTest.dynamicTest(handshake.toString(), () -> {
			byte[] bytes = handshake.request().bytes();
			expect(handshake, List.of(bytes));
			expect(handshake, (bytes.length < LARGE) ? Pieces.byteByByte(bytes)
					: Pieces.atRandom(bytes, new Random(bytes.length)));
		}));
	}

	private void expect(HandshakeCase handshake, List<byte[]> pieces) {
		try (RawClient client = fixture().connect(0)) {
			// A request that is refused early may find the connection gone before its
			// last piece.
			pieces.forEach(client::trySend);
			if (fixture().isContainer() && handshake.containerAnswer() != ContainerAnswer.SAME) {
				if (handshake.containerAnswer() == ContainerAnswer.NOT_UPGRADED) {
					assertThat(client.readStatusLine()).doesNotStartWith("HTTP/1.1 101");
				}
				return;
			}
			Response response = client.readResponse();
			assertThat(handshake.statuses()).as("%s", response).contains(response.status());
			handshake.headers()
				.forEach((line) -> assertThat(response.header(line.substring(0, line.indexOf(':'))))
					.flatMap((value) -> List.of(value.split(", ")))
					.anyMatch(line.substring(line.indexOf(':') + 1).trim()::equalsIgnoreCase));
			if (response.status() == 101) {
				assertThat(response.header("Sec-WebSocket-Accept")).hasSize(1);
				assertThat(response.header("Content-Length")).isEmpty();
				assertThat(response.header("Transfer-Encoding")).isEmpty();
				assertThat(response.header("Sec-WebSocket-Protocol")).isEmpty();
				assertThat(response.header("Sec-WebSocket-Extensions")).isEmpty();
				expectAlive(client);
			}
			else if (!fixture().isContainer()) {
				assertThat(String.join(",", response.header("Connection"))).contains("close");
				client.expectFin();
			}
		}
	}

	@Test
	void answersTheSampleKeyOfTheRfc() {
		start(Threading.EVENT_LOOP, new EchoHandler());
		Response response = connect().send(RawRequest.handshake(PATH).bytes()).readResponse();
		assertThat(response.header("Sec-WebSocket-Accept")).containsExactly(RawRequest.SAMPLE_ACCEPT);
	}

	@Test
	void answersUnknownPathsWith404() {
		start(Threading.EVENT_LOOP, new EchoHandler());
		for (String path : new String[] { "/", "/echo/", "/echo/x", "/ECHO", "/ech", "/echoo", "/x" }) {
			Response response = connect().send(RawRequest.handshake(path).bytes()).readResponse();
			assertThat(response.status()).as(path).isEqualTo(404);
			assertThat(response.body()).doesNotContain("/x");
		}
	}

	@Test
	void showsTheHandlerTheHandshake() {
		EchoHandler handler = new EchoHandler();
		start(Threading.EVENT_LOOP, handler);
		RawClient client = connect();
		client.send(RawRequest.handshake(PATH).with("X-One: 1").requestLine("GET /echo?a=b%20c HTTP/1.1").bytes());
		assertThat(client.readResponse().status()).isEqualTo(101);
		await("the connection is open").until(() -> handler.opened().size() == 1);
		WebSocketConnection connection = handler.opened().get(0);
		assertThat(connection.endpoint()).isEqualTo(PATH);
		assertThat(connection.handshake().path()).isEqualTo(PATH);
		assertThat(connection.handshake().queryParameters()).containsEntry("a", List.of("b c"));
		assertThat(connection.handshake().header("x-one")).isEqualTo("1");
		assertThat(connection.remoteAddress().getPort()).isEqualTo(client.localAddress().getPort());
		assertThat(connection.subprotocol()).isNull();
		assertThat(connection.principal()).isNull();
		assertThat(connection.isOpen()).isTrue();
		assertThat(connection.id()).matches("[0-9a-f]{32}");
		assertThat(engine().connections()).containsExactly(connection);
	}

	@ParameterizedTest
	@ValueSource(strings = { "https://evil.test", "null", "http://localhost:1", "https://localhost",
			"http://localhost.evil.test" })
	void refusesForeignOrigins(String origin) {
		start(Threading.EVENT_LOOP, new EchoHandler());
		assertThat(withOrigin(overThisTransport(origin))).isEqualTo(403);
		assertThat(listener().refusals()).extracting("reason").containsExactly("origin");
		assertThat(listener().accepted()).isZero();
	}

	@Test
	void acceptsOriginsThatAreAllowed() {
		start(UnaryOperator.identity(),
				Endpoint.builder(PATH, new EchoHandler())
					.originPolicy(OriginPolicy.sameOrigin().allow(List.of("https://*.example.com")).requireOrigin())
					.build());
		assertThat(withOrigin(overThisTransport("http://localhost"))).isEqualTo(101);
		assertThat(withOrigin("https://app.example.com")).isEqualTo(101);
		assertThat(withOrigin("HTTPS://APP.EXAMPLE.COM")).isEqualTo(101);
		assertThat(withOrigin("https://app.example.com.evil.test")).isEqualTo(403);
		assertThat(connect().send(RawRequest.handshake(PATH).bytes()).readResponse().status()).isEqualTo(403);
	}

	/** What is of the same origin without TLS is so with it by the other scheme. */
	private String overThisTransport(String origin) {
		if (!fixture().isSecure()) {
			return origin;
		}
		return origin.startsWith("https:") ? origin.replaceFirst("https:", "http:")
				: origin.replaceFirst("http:", "https:");
	}

	private int withOrigin(String origin) {
		return connect().send(RawRequest.handshake(PATH).with("Origin: " + origin).bytes()).readResponse().status();
	}

	@Test
	void agreesOnTheClientsFirstSubprotocolThatItSpeaks() {
		EchoHandler handler = new EchoHandler();
		start(UnaryOperator.identity(),
				Endpoint.builder(PATH, handler).subprotocols(List.of("v1.chat", "v2.chat")).build());
		assertThat(subprotocol("Sec-WebSocket-Protocol: v3.chat, v2.chat, v1.chat")).containsExactly("v2.chat");
		assertThat(subprotocol("Sec-WebSocket-Protocol: v3.chat", "Sec-WebSocket-Protocol: v1.chat"))
			.containsExactly("v1.chat");
		assertThat(subprotocol("Sec-WebSocket-Protocol: v3.chat")).isEmpty();
		assertThat(subprotocol("Sec-WebSocket-Protocol: V1.CHAT")).isEmpty();
		assertThat(subprotocol()).isEmpty();
		assertThat(handler.opened()).extracting(WebSocketConnection::subprotocol)
			.containsExactly("v2.chat", "v1.chat", null, null, null);
	}

	private List<String> subprotocol(String... lines) {
		RawRequest request = RawRequest.handshake(PATH);
		for (String line : lines) {
			request = request.with(line);
		}
		RawClient client = connect();
		Response response = client.send(request.bytes()).readResponse();
		assertThat(response.status()).isEqualTo(101);
		expectAlive(client);
		return response.header("Sec-WebSocket-Protocol");
	}

	@Test
	void answersARefusedRequestOnceAndNothingBehindIt() {
		start(Threading.EVENT_LOOP, new EchoHandler());
		assumeFalse(fixture().isContainer(), "a container may keep the connection of an ordinary response");
		byte[] refused = RawRequest.handshake(PATH).replace("Sec-WebSocket-Version: 8").bytes();
		byte[] second = RawRequest.handshake(PATH).bytes();
		RawClient client = connect();
		byte[] both = Arrays.copyOf(refused, refused.length + second.length);
		System.arraycopy(second, 0, both, refused.length, second.length);
		client.send(both);
		assertThat(client.readResponse().status()).isEqualTo(426);
		client.expectFin();
		assertThat(listener().accepted()).isZero();
	}

	@Test
	void refusesMoreConnectionsThanAllowed() {
		start((options) -> options.maxConnections(2),
				endpoint(PATH, Threading.EVENT_LOOP, new EchoHandler(), UnaryOperator.identity()));
		RawClient first = open();
		open();
		// A container's connection is counted once its response has left.
		await("both are counted").until(() -> engine().connectionCount() == 2);
		Response response = connect().send(RawRequest.handshake(PATH).bytes()).readResponse();
		assertThat(response.status()).isEqualTo(503);
		assertThat(response.header("Retry-After")).hasSize(1);
		assertThat(listener().refusals()).extracting("reason").containsExactly("connections");
		first.closeGracefully();
		await("a connection is free again").until(() -> engine().connectionCount() == 1);
		expectAlive(open());
	}

	@ParameterizedTest
	@ThreadingSource
	void drainsByClosingBehindQueuedMessagesAndRefusingNewHandshakes(Threading threading) {
		EchoHandler handler = new EchoHandler() {
			@Override
			public void onOpen(WebSocketConnection connection) throws Exception {
				for (int i = 0; i < 50; i++) {
					connection.sendText("before " + i);
				}
				super.onOpen(connection);
			}
		};
		start(threading, handler);
		RawClient client = open();
		await("the connection is open").until(() -> handler.opened().size() == 1);
		var drained = engine().drain(1001, "Going away").toCompletableFuture();
		assertThat(engine().isDraining()).isTrue();
		Response refused = connect().send(RawRequest.handshake(PATH).bytes()).readResponse();
		assertThat(refused.status()).isEqualTo(503);
		assertThat(drained).isNotDone();
		for (int i = 0; i < 50; i++) {
			assertThat(client.readFrame()).isEqualTo(Frame.text("before " + i));
		}
		assertThat(client.readFrame()).isEqualTo(Frame.close(1001, "Going away"));
		client.send(Frame.close(1001));
		client.expectFin();
		client.close();
		await("the drain is complete").until(drained::isDone);
		engine().resume();
		assertThat(engine().isDraining()).isFalse();
		expectAlive(openSkipping(50));
	}

	private RawClient openSkipping(int messages) {
		RawClient client = open();
		for (int i = 0; i < messages; i++) {
			client.readFrame();
		}
		return client;
	}

	@Test
	void deliversNothingBeforeTheResponseNorBeforeOnOpen() {
		EchoHandler handler = new EchoHandler() {
			@Override
			public void onOpen(WebSocketConnection connection) throws Exception {
				connection.subscribe("all");
				super.onOpen(connection);
				connection.sendText("welcome");
			}
		};
		start(Threading.WORKER, handler, (options) -> options.sendQueueBytes(-1).sendQueueMessages(-1));
		Thread publisher = new Thread(() -> {
			while (!Thread.currentThread().isInterrupted()) {
				engine().topics().publishText("all", "published");
				Thread.yield();
			}
		});
		publisher.start();
		try {
			for (int i = 0; i < 20; i++) {
				RawClient client = connect();
				byte[] request = RawRequest.handshake(PATH).bytes();
				byte[] message = Frame.text("early").masked();
				byte[] both = Arrays.copyOf(request, request.length + message.length);
				System.arraycopy(message, 0, both, request.length, message.length);
				client.send(both);
				assertThat(client.readResponse().status()).isEqualTo(101);
				Frame first = client.readFrame();
				assertThat(first.text()).isIn("welcome", "published");
				client.reset();
			}
		}
		finally {
			publisher.interrupt();
			try {
				publisher.join();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}
	}

}
