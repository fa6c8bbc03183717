package dev.duplex.engine.runtime;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.Principal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;

import dev.duplex.engine.Endpoint;
import dev.duplex.engine.EngineListener;
import dev.duplex.engine.EngineOptions;
import dev.duplex.engine.HandshakeDecision;
import dev.duplex.engine.HandshakeHandler;
import dev.duplex.engine.WebSocketConnection;
import dev.duplex.engine.protocol.HandshakeRefusal;
import dev.duplex.engine.protocol.HandshakeRequest;
import dev.duplex.engine.protocol.Header;
import dev.duplex.engine.tck.EchoHandler;
import dev.duplex.engine.tck.Frame;
import dev.duplex.engine.tck.RawClient;
import dev.duplex.engine.tck.RawClient.Response;
import dev.duplex.engine.tck.RawRequest;
import dev.duplex.engine.tck.RecordingListener;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * {@link ServerHandshake}: slow peers, slow decisions, and decisions that fail.
 */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class ServerHandshakeTests {

	private static final Duration TIMEOUT = Duration.ofMillis(500);

	private static final Duration TOLERANCE = Duration.ofSeconds(1);

	private final RecordingListener listener = new RecordingListener();

	private final EchoHandler handler = new EchoHandler();

	private final Endpoint endpoint = Endpoint.builder("/echo", this.handler).build();

	private final List<AutoCloseable> resources = new ArrayList<>();

	private WebSocketEngine engine = new WebSocketEngine(EngineOptions.defaults(), this.listener);

	private InetSocketAddress address = new InetSocketAddress(0);

	@AfterEach
	void stop() throws Exception {
		for (AutoCloseable resource : this.resources) {
			resource.close();
		}
		await().until(() -> this.engine.connectionCount() == 0);
		await().until(() -> this.handler.closed().size() == this.handler.opened().size());
	}

	private void start(HandshakeHandler decisions) throws IOException {
		start(decisions, UnaryOperator.identity());
	}

	private void start(HandshakeHandler decisions, UnaryOperator<EngineOptions.Builder> options) throws IOException {
		EngineOptions.Builder builder = EngineOptions.defaults().toBuilder().eventLoops(2).handshakeTimeout(TIMEOUT);
		this.engine = new WebSocketEngine(options.apply(builder).build(), this.listener);
		WebSocketServer server = WebSocketServer.start(this.engine,
				new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100, decisions);
		this.address = new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port());
		this.resources.add(server);
		this.resources.add(this.engine);
	}

	private CompletableFuture<HandshakeDecision> accept(HandshakeRequest request) {
		return CompletableFuture.completedFuture(this.engine.decide(this.endpoint, request, Map.of(), null));
	}

	private CompletableFuture<HandshakeDecision> accept(String subprotocol, Header... headers) {
		return CompletableFuture.completedFuture(
				new HandshakeDecision.Accept(this.endpoint, Map.of(), subprotocol, null, List.of(headers), null));
	}

	private RawClient connect() {
		RawClient client = RawClient.connect(this.address);
		this.resources.add(0, client);
		return client;
	}

	private static byte[] request() {
		return RawRequest.handshake("/echo").bytes();
	}

	private static byte[] join(byte[]... parts) {
		int length = Arrays.stream(parts).mapToInt((part) -> part.length).sum();
		byte[] joined = new byte[length];
		int at = 0;
		for (byte[] part : parts) {
			System.arraycopy(part, 0, joined, at, part.length);
			at += part.length;
		}
		return joined;
	}

	private static void assertEndsInTime(RawClient client, long start) {
		client.readEnd();
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(TIMEOUT.minusMillis(50),
				TIMEOUT.plus(TOLERANCE));
	}

	@Test
	void endsAPeerThatSaysNothing() throws Exception {
		start(this::accept);
		long start = System.nanoTime();
		assertEndsInTime(connect(), start);
		await().untilAsserted(() -> assertThat(this.listener.aborts()).containsExactly("timeout"));
	}

	@Test
	void endsAPeerThatSendsAByteAtATime() throws Exception {
		start(this::accept);
		RawClient client = connect();
		long start = System.nanoTime();
		Thread dribble = new Thread(() -> {
			for (byte b : RawRequest.handshake("/echo").with("X: " + "y".repeat(5_000)).bytes()) {
				if (!client.trySend(new byte[] { b }) || Thread.currentThread().isInterrupted()) {
					return;
				}
				LockSupport.parkNanos(5_000_000);
			}
		});
		dribble.start();
		assertEndsInTime(client, start);
		dribble.interrupt();
		dribble.join();
		await().untilAsserted(() -> assertThat(this.listener.aborts()).containsExactly("timeout"));
	}

	@Test
	void endsAPeerWhoseDecisionDoesNotComeInTime() throws Exception {
		CompletableFuture<HandshakeDecision> never = new CompletableFuture<>();
		start((request) -> never);
		RawClient client = connect();
		long start = System.nanoTime();
		client.send(request());
		assertEndsInTime(client, start);
		await().untilAsserted(() -> assertThat(this.listener.aborts()).containsExactly("timeout"));
		never.complete(new HandshakeDecision.Refuse(null, HandshakeRefusal.of(403, "late", "")));
		assertThat(this.listener.accepted()).isZero();
	}

	@Test
	void reportsPeersThatGoAwayBeforeTheAnswer() throws Exception {
		start(this::accept);
		RawClient first = connect();
		first.send("GET /echo HT".getBytes());
		first.shutdownOutput();
		first.expectFin();
		await().untilAsserted(() -> assertThat(this.listener.aborts()).containsExactly("disconnected"));
		RawClient second = connect();
		second.send("GET /echo HT".getBytes());
		second.reset();
		await().untilAsserted(() -> assertThat(this.listener.aborts()).containsExactly("disconnected", "disconnected"));
	}

	@Test
	void boundsTheSlowHandshakesOfOneAddressAndLetsFastOnesPass() throws Exception {
		start(this::accept,
				(options) -> options.maxUnfinishedHandshakesPerAddress(3)
					.handshakeTimeout(Duration.ofSeconds(20))
					// On one loop, requests are seen in the order in which they were
					// sent.
					.eventLoops(1));
		List<RawClient> slow = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			slow.add(connect().send(Arrays.copyOf(request(), 10)));
		}
		RawClient fourth = connect().send(Arrays.copyOf(request(), 10));
		fourth.readEnd();
		assertThat(this.listener.aborts()).containsExactly("overload");
		for (int i = 0; i < 10; i++) {
			assertThat(connect().send(request()).readResponse().status()).isEqualTo(101);
		}
		for (RawClient client : slow) {
			client.send(Arrays.copyOfRange(request(), 10, request().length));
			assertThat(client.readResponse().status()).isEqualTo(101);
		}
		RawClient fifth = connect().send(Arrays.copyOf(request(), 10));
		assertThat(fifth.send(Arrays.copyOfRange(request(), 10, request().length)).readResponse().status())
			.isEqualTo(101);
	}

	@Test
	void stopsAcceptingWhileThereAreTooManyUnfinishedHandshakes() throws Exception {
		start(this::accept,
				(options) -> options.maxUnfinishedHandshakes(2)
					.maxUnfinishedHandshakesPerAddress(-1)
					.handshakeTimeout(Duration.ofSeconds(20)));
		RawClient first = connect().send(Arrays.copyOf(request(), 10));
		RawClient second = connect().send(Arrays.copyOf(request(), 10));
		RawClient third = connect();
		CompletableFuture<Integer> third101 = CompletableFuture
			.supplyAsync(() -> third.send(request()).readResponse().status());
		first.send(Arrays.copyOfRange(request(), 10, request().length));
		assertThat(first.readResponse().status()).isEqualTo(101);
		assertThat(third101.join()).isEqualTo(101);
		second.reset();
		assertThat(connect().send(request()).readResponse().status()).isEqualTo(101);
	}

	@Test
	void letsNoRefusedPeerTakeThePlaceOfAnother() throws Exception {
		start(this::accept, (options) -> options.maxUnfinishedHandshakes(2).maxUnfinishedHandshakesPerAddress(2));
		for (int i = 0; i < 10; i++) {
			RawClient refused = connect();
			refused.send(RawRequest.handshake("/echo").without("Host").bytes());
			assertThat(refused.readResponse().status()).isEqualTo(400);
			refused.expectFin();
		}
		assertThat(connect().send(request()).readResponse().status()).isEqualTo(101);
		assertThat(this.listener.refusals()).hasSize(10);
		assertThat(this.listener.aborts()).isEmpty();
	}

	@Test
	void doesNotTakeWholeRequestsForSlowOnesWhateverTheDecisionTakes() throws Exception {
		CompletableFuture<HandshakeDecision> decision = new CompletableFuture<>();
		AtomicInteger asked = new AtomicInteger();
		start((request) -> {
			asked.incrementAndGet();
			return decision;
		}, (options) -> options.maxUnfinishedHandshakesPerAddress(3).handshakeTimeout(Duration.ofSeconds(20)));
		List<RawClient> clients = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			clients.add(connect().send(request()));
		}
		await().until(() -> asked.get() == 20);
		decision.completeAsync(() -> new HandshakeDecision.Accept(this.endpoint, Map.of(), null, null, List.of(), null),
				CompletableFuture.delayedExecutor(1_200, TimeUnit.MILLISECONDS));
		for (RawClient client : clients) {
			assertThat(client.readResponse().status()).isEqualTo(101);
		}
		assertThat(this.listener.aborts()).isEmpty();
	}

	@Test
	void sendsTheResponseBeforeAnythingElse() throws Exception {
		EngineListener greeting = new EngineListener() {
			@Override
			public void onAccepted(WebSocketConnection connection) {
				connection.sendText("from the listener");
				connection.sendBinary(ByteBuffer.allocate(600_000));
			}
		};
		this.engine = new WebSocketEngine(EngineOptions.defaults(), greeting);
		WebSocketServer server = WebSocketServer.start(this.engine,
				new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100, this::accept);
		this.address = new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port());
		this.resources.add(server);
		this.resources.add(this.engine);
		RawClient client = connect();
		client.send(request());
		assertThat(client.readResponse().status()).isEqualTo(101);
		assertThat(client.readFrame()).isEqualTo(Frame.text("from the listener"));
		assertThat(client.readFrame().payload()).hasSize(600_000);
	}

	@Test
	void keepsFramesThatComeWhileItIsDecided() throws Exception {
		CompletableFuture<HandshakeDecision> decision = new CompletableFuture<>();
		AtomicInteger asked = new AtomicInteger();
		start((request) -> {
			asked.incrementAndGet();
			return decision;
		}, (options) -> options.handshakeTimeout(Duration.ofSeconds(20)));
		RawClient client = connect();
		client.send(join(request(), Frame.text("one").masked()));
		await().until(() -> asked.get() == 1);
		client.send(Frame.text("two"));
		decision
			.complete(new HandshakeDecision.Accept(this.endpoint, Map.of("a", "b"), null, () -> "me", List.of(), null));
		assertThat(client.readResponse().status()).isEqualTo(101);
		assertThat(client.readFrame()).isEqualTo(Frame.text("one"));
		assertThat(client.readFrame()).isEqualTo(Frame.text("two"));
		assertThat(this.handler.opened().get(0).pathVariables()).containsEntry("a", "b");
		assertThat(this.handler.opened().get(0).principal()).extracting(Principal::getName).isEqualTo("me");
	}

	@Test
	void aConnectionBeginsWithTheAttributesOfTheDecision() throws Exception {
		start((request) -> CompletableFuture.completedFuture(new HandshakeDecision.Accept(this.endpoint, Map.of(), null,
				null, List.of(), null, Map.of("tenant", "acme"))));
		RawClient client = connect();
		client.send(request());
		assertThat(client.readResponse().status()).isEqualTo(101);
		await().until(() -> !this.handler.opened().isEmpty());
		Map<String, Object> attributes = this.handler.opened().get(0).attributes();
		assertThat(attributes).containsOnly(Map.entry("tenant", "acme"));
		attributes.put("more", 1);
		assertThat(this.handler.opened().get(0).attributes()).hasSize(2);
	}

	@Test
	void decidesOneRequestAtATimeHoweverManyArePipelined() throws Exception {
		CompletableFuture<HandshakeDecision> decision = new CompletableFuture<>();
		AtomicInteger asked = new AtomicInteger();
		start((request) -> {
			asked.incrementAndGet();
			return decision;
		}, (options) -> options.handshakeTimeout(Duration.ofSeconds(20)));
		RawClient client = connect();
		AtomicLong sent = new AtomicLong();
		byte[] many = join(request(), request(), request(), request(), request(), request(), request(), request());
		Thread sending = new Thread(() -> {
			while (client.trySend(many)) {
				sent.addAndGet(many.length);
			}
		});
		sending.start();
		AtomicLong last = new AtomicLong(-1);
		await("the peer's writes block").pollInterval(Duration.ofMillis(200))
			.until(() -> sent.get() > 0 && last.getAndSet(sent.get()) == sent.get());
		assertThat(asked).hasValue(1);
		decision.complete(new HandshakeDecision.Refuse(null, HandshakeRefusal.of(403, "test", "no")));
		assertThat(client.readResponse().status()).isEqualTo(403);
		sending.join();
		assertThat(asked).hasValue(1);
	}

	@Test
	void answersLateRefusalsAndThrowsAwayWhatCameBehindTheRequest() throws Exception {
		CompletableFuture<HandshakeDecision> decision = new CompletableFuture<>();
		start((request) -> decision);
		RawClient client = connect();
		client.send(join(request(), Frame.text("one").masked()));
		decision.complete(new HandshakeDecision.Refuse("/echo", HandshakeRefusal.of(401, "credentials", "Who are you?",
				new Header("WWW-Authenticate", "Basic realm=\"x\""))));
		Response response = client.readResponse();
		assertThat(response.status()).isEqualTo(401);
		assertThat(response.header("WWW-Authenticate")).containsExactly("Basic realm=\"x\"");
		assertThat(response.body()).isEqualTo("Who are you?");
		client.expectFin();
		assertThat(this.listener.refusals()).hasSize(1);
	}

	@Test
	void sendsHeadersOfTheApplication() throws Exception {
		start((request) -> accept("a", new Header("Set-Cookie", "a=b")));
		RawClient client = connect();
		client.send(RawRequest.handshake("/echo").with("Sec-WebSocket-Protocol: b, a").bytes());
		Response response = client.readResponse();
		assertThat(response.status()).isEqualTo(101);
		assertThat(response.header("Set-Cookie")).containsExactly("a=b");
		assertThat(response.header("Sec-WebSocket-Protocol")).containsExactly("a");
	}

	@Test
	void answers500WhenTheDecisionFails() throws Exception {
		List<HandshakeHandler> failing = List.of((request) -> {
			throw new IllegalStateException("secret");
		}, (request) -> {
			throw new AssertionError("secret");
		}, (request) -> CompletableFuture.failedFuture(new IOException("secret")),
				(request) -> CompletableFuture.supplyAsync(() -> {
					throw new IllegalStateException("secret");
				}), (request) -> accept("a\r\nX: y"), (request) -> accept("not offered"),
				(request) -> accept("a", new Header("X", "y\r\nZ: secret")), (request) -> {
					CompletableFuture<HandshakeDecision> cancelled = new CompletableFuture<>();
					cancelled.cancel(true);
					return cancelled;
				}, (request) -> CompletableFuture.completedFuture(null),
				(request) -> CompletableFuture.supplyAsync(() -> null));
		AtomicInteger next = new AtomicInteger();
		start((request) -> failing.get(next.getAndIncrement()).decide(request),
				(options) -> options.handshakeTimeout(Duration.ofSeconds(20)));
		for (int i = 0; i < failing.size(); i++) {
			RawClient client = connect();
			client.send(RawRequest.handshake("/echo").with("Sec-WebSocket-Protocol: a").bytes());
			Response response = client.readResponse();
			assertThat(response.status()).as("decision %d", i).isEqualTo(500);
			assertThat(response.toString()).doesNotContain("secret");
			client.expectFin();
		}
		assertThat(this.listener.failures()).hasSize(failing.size());
		assertThat(this.listener.accepted()).isZero();
	}

}
