package dev.duplex.engine.runtime;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

import dev.duplex.engine.CloseReason;
import dev.duplex.engine.ConnectionOptions;
import dev.duplex.engine.Endpoint;
import dev.duplex.engine.EngineListener;
import dev.duplex.engine.EngineOptions;
import dev.duplex.engine.WebSocketConnection;
import dev.duplex.engine.tck.EchoHandler;
import dev.duplex.engine.tck.Frame;
import dev.duplex.engine.tck.RawClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/**
 * {@link WebSocketEngine#drain(int, String, Duration)}: a drain that takes its time.
 */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class SpreadDrainTests {

	private static final Duration LONG = Duration.ofHours(1);

	private final Set<Integer> openWhenOneEnded = ConcurrentHashMap.newKeySet();

	private final WebSocketEngine engine = new WebSocketEngine(
			EngineOptions.defaults().toBuilder().eventLoops(2).build(), new EngineListener() {

				@Override
				public void onClosed(WebSocketConnection connection, CloseReason reason) {
					SpreadDrainTests.this.openWhenOneEnded.add(SpreadDrainTests.this.engine.connectionCount());
				}

			});

	private final List<RawClient> clients = new ArrayList<>();

	private WebSocketServer server;

	@BeforeEach
	void start() throws IOException {
		Endpoint endpoint = Endpoint.builder("/echo", new EchoHandler())
			.options(ConnectionOptions.defaults().toBuilder().sendQueueBytes(-1).sendQueueMessages(-1).build())
			.build();
		this.server = WebSocketServer.start(this.engine, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
				500,
				(request) -> CompletableFuture.completedFuture(this.engine.decide(endpoint, request, Map.of(), null)));
	}

	@AfterEach
	void stop() throws Exception {
		for (RawClient client : this.clients) {
			client.close();
		}
		this.server.close();
		this.engine.close();
	}

	private void connect(int count) throws Exception {
		for (int i = 0; i < count; i++) {
			RawClient client = RawClient
				.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), this.server.port()), "/echo");
			this.clients.add(client);
		}
		await().until(() -> this.engine.connectionCount() == count);
	}

	@Test
	void connectionsWorkUntilItIsTheirTurn() throws Exception {
		connect(2);
		CompletableFuture<Void> drained = this.engine.drain(1001, "bye", LONG).toCompletableFuture();
		assertThat(this.engine.isDraining()).isTrue();
		for (RawClient client : this.clients) {
			client.send(Frame.text("still here"));
			assertThat(client.readFrame()).isEqualTo(Frame.text("still here"));
		}
		assertThat(drained).isNotDone();
	}

	@Test
	void anotherDrainClosesAtOnceWhatIsLeft() throws Exception {
		connect(2);
		CompletableFuture<Void> drained = this.engine.drain(1001, "bye", LONG).toCompletableFuture();
		this.engine.drain(1012, "now");
		for (RawClient client : this.clients) {
			assertThat(client.readFrame()).isEqualTo(Frame.close(1012, "now"));
			client.send(Frame.close(1012));
		}
		drained.get(10, TimeUnit.SECONDS);
	}

	@Test
	void resumingKeepsWhatIsLeft() throws Exception {
		connect(2);
		CompletableFuture<Void> drained = this.engine.drain(1001, "bye", Duration.ofSeconds(2)).toCompletableFuture();
		this.engine.resume();
		assertThat(drained).isCompletedExceptionally();
		CompletableFuture<Void> passed = new CompletableFuture<>();
		this.engine.housekeeper().executeIn(Duration.ofMillis(2100).toNanos(), () -> passed.complete(null));
		passed.get(10, TimeUnit.SECONDS);
		for (RawClient client : this.clients) {
			client.send(Frame.text("still here"));
			assertThat(client.readFrame()).isEqualTo(Frame.text("still here"));
		}
	}

	@Test
	void theSpreadIsNotNegative() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.engine.drain(1001, "", Duration.ofMillis(-1)));
		assertThat(this.engine.isDraining()).isFalse();
	}

	/**
	 * What was published before the drain reaches each reader; what is published later
	 * does up to its Close frame, without a gap.
	 */
	@Test
	void noReaderMissesAMessageFromBeforeTheDrain() throws Exception {
		connect(100);
		this.engine.connections().forEach((connection) -> assertThat(connection.subscribe("numbers")).isTrue());
		AtomicInteger published = new AtomicInteger();
		Runnable publishNext = () -> this.engine.topics()
			.publishText("numbers", Integer.toString(published.getAndIncrement()));
		IntStream.range(0, 1000).forEach((i) -> publishNext.run());
		int before = published.get();
		long began = System.nanoTime();
		CompletableFuture<Void> drained = this.engine.drain(1012, "restart", Duration.ofSeconds(1))
			.toCompletableFuture();
		CompletableFuture<Void> publisher = CompletableFuture.runAsync(() -> {
			while (!drained.isDone() && published.get() < 3000) {
				publishNext.run();
				LockSupport.parkNanos(500_000);
			}
		});
		CompletableFuture<?>[] readers = this.clients.stream()
			.map((client) -> CompletableFuture
				.supplyAsync(() -> readToClose(client), (reader) -> new Thread(reader).start())
				.thenAccept((received) -> assertThat(received).isBetween(before, 3000)))
			.toArray(CompletableFuture[]::new);
		CompletableFuture.allOf(readers).get(30, TimeUnit.SECONDS);
		drained.get(10, TimeUnit.SECONDS);
		assertThat(System.nanoTime() - began).isGreaterThanOrEqualTo(Duration.ofSeconds(1).toNanos());
		publisher.get(10, TimeUnit.SECONDS);
		assertThat(published).hasValueGreaterThan(before);
		assertThat(this.openWhenOneEnded).hasSizeGreaterThan(5);
	}

	private static int readToClose(RawClient client) {
		try {
			for (int next = 0;; next++) {
				Frame frame = client.readFrame();
				if (frame.equals(Frame.close(1012, "restart"))) {
					client.send(Frame.close(1012));
					client.expectFin();
					return next;
				}
				assertThat(frame).isEqualTo(Frame.text(Integer.toString(next)));
			}
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

}
