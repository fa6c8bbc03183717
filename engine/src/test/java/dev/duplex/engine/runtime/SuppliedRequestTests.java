package dev.duplex.engine.runtime;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import dev.duplex.engine.CloseReason;
import dev.duplex.engine.ConnectFailedException;
import dev.duplex.engine.ConnectFailedException.Reason;
import dev.duplex.engine.ConnectRequest;
import dev.duplex.engine.Endpoint;
import dev.duplex.engine.EngineListener;
import dev.duplex.engine.EngineOptions;
import dev.duplex.engine.ReconnectListener;
import dev.duplex.engine.ReconnectPolicy;
import dev.duplex.engine.WebSocketConnection;
import dev.duplex.engine.tck.RecordingHandler;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * {@link WebSocketClient#keepConnected(Supplier, Endpoint, ReconnectPolicy, ReconnectListener)}.
 */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class SuppliedRequestTests {

	private static final ReconnectPolicy FAST = new ReconnectPolicy(Duration.ofMillis(20), Duration.ofMillis(1), 2,
			Duration.ofMillis(20), 0.5, 3);

	private final List<Reason> failures = new CopyOnWriteArrayList<>();

	private final WebSocketEngine engine = new WebSocketEngine(
			EngineOptions.defaults().toBuilder().eventLoops(1).build(), new EngineListener() {

				@Override
				public void onConnectFailed(String endpoint, ConnectFailedException failure) {
					SuppliedRequestTests.this.failures.add(failure.reason());
				}

			});

	private final WebSocketClient client = new WebSocketClient(this.engine);

	private final List<String> heard = new CopyOnWriteArrayList<>();

	private final ReconnectListener listener = new ReconnectListener() {

		@Override
		public void onConnected(WebSocketConnection connection) {
			SuppliedRequestTests.this.heard.add("connected");
		}

		@Override
		public void onReconnecting(int attempt, Duration delay, @Nullable CloseReason lost,
				@Nullable ConnectFailedException failure) {
			SuppliedRequestTests.this.heard.add("again");
		}

		@Override
		public void onEnded(@Nullable CloseReason lost, @Nullable ConnectFailedException failure) {
			SuppliedRequestTests.this.heard.add("ended");
		}

	};

	@AfterEach
	void stop() {
		this.engine.close();
	}

	private ManagedConnection keepConnected(Supplier<ConnectRequest> requests) {
		return this.client.keepConnected(requests, Endpoint.builder("client", new RecordingHandler()).build(), FAST,
				this.listener);
	}

	private static void accept(ScriptedServer.Exchange exchange) throws IOException {
		exchange.send(exchange.accepted() + "\r\n");
	}

	@Test
	void everyAttemptHasARequestOfItsOwn() throws Exception {
		AtomicInteger tokens = new AtomicInteger();
		try (ScriptedServer server = ScriptedServer.playing((exchange) -> {
			accept(exchange);
			if (exchange.request().contains("X-Token: 3\r\n")) {
				exchange.in().readAllBytes();
			}
		})) {
			ManagedConnection managed = keepConnected(() -> ConnectRequest.to(server.uri("/"))
				.header("X-Token", Integer.toString(tokens.incrementAndGet()))
				.build());
			await().until(() -> this.heard.size() == 5);
			assertThat(this.heard).containsExactly("connected", "again", "connected", "again", "connected");
			assertThat(server.requests()).hasSize(3);
			managed.close();
			await().until(() -> this.heard.contains("ended"));
		}
	}

	@Test
	void aSupplierThatFailsIsAFailedAttempt() throws Exception {
		AtomicInteger asked = new AtomicInteger();
		try (ScriptedServer server = ScriptedServer.playing((exchange) -> {
			accept(exchange);
			exchange.in().readAllBytes();
		})) {
			ManagedConnection managed = keepConnected(() -> {
				switch (asked.incrementAndGet()) {
					case 1 -> throw new IllegalStateException("no token");
					case 2 -> {
						return null;
					}
					default -> {
					}
				}
				return ConnectRequest.to(server.uri("/")).build();
			});
			await().until(() -> this.heard.contains("connected"));
			assertThat(this.heard).containsExactly("again", "again", "connected");
			assertThat(this.failures).containsExactly(Reason.REQUEST, Reason.REQUEST);
			managed.close();
		}
	}

	@Test
	void aSupplierThatKeepsFailingIsGivenUpAsThePolicySays() {
		keepConnected(() -> {
			throw new LinkageError("broken");
		});
		await().until(() -> this.heard.contains("ended"));
		assertThat(this.heard).containsExactly("again", "again", "again", "ended");
		assertThat(this.failures).hasSize(4).containsOnly(Reason.REQUEST);
	}

	@Test
	void onceItMayBeSuppliedToo() throws Exception {
		try (ScriptedServer server = ScriptedServer.playing((exchange) -> {
			accept(exchange);
			exchange.in().readAllBytes();
		})) {
			Endpoint endpoint = Endpoint.builder("client", new RecordingHandler()).build();
			assertThat(this.client.connect(() -> ConnectRequest.to(server.uri("/")).build(), endpoint))
				.succeedsWithin(Duration.ofSeconds(10))
				.matches(WebSocketConnection::isClient);
			assertThat(this.client.connect(() -> {
				throw new IllegalStateException("no token");
			}, endpoint)).failsWithin(Duration.ofSeconds(10))
				.withThrowableThat()
				.havingCause()
				.isInstanceOf(ConnectFailedException.class)
				.withMessage("Cannot connect: the request could not be supplied: java.lang.IllegalStateException")
				.havingCause()
				.withMessage("no token");
		}
	}

	@Test
	void aConnectThatNobodyWaitsForEnds() throws Exception {
		CountDownLatch ended = new CountDownLatch(1);
		try (ScriptedServer server = ScriptedServer.playing((exchange) -> {
			exchange.in().readAllBytes();
			ended.countDown();
		})) {
			Endpoint endpoint = Endpoint.builder("client", new RecordingHandler()).build();
			CompletableFuture<WebSocketConnection> connecting = this.client
				.connect(() -> ConnectRequest.to(server.uri("/")).build(), endpoint)
				.toCompletableFuture();
			await().until(() -> server.requests().size() == 1);
			connecting.cancel(false);
			assertThat(ended.await(20, TimeUnit.SECONDS)).isTrue();
		}
	}

	@Test
	void aSupplierMayBlockAndNobodyWaitsForIt() throws Exception {
		CountDownLatch token = new CountDownLatch(1);
		try (ScriptedServer server = ScriptedServer.playing((exchange) -> {
			accept(exchange);
			exchange.in().readAllBytes();
		})) {
			ConnectRequest request = ConnectRequest.to(server.uri("/")).build();
			ManagedConnection blocked = keepConnected(() -> {
				try {
					token.await();
				}
				catch (InterruptedException ex) {
					throw new IllegalStateException(ex);
				}
				return request;
			});
			ManagedConnection other = keepConnected(() -> request);
			await().until(() -> other.state() == ManagedConnection.State.CONNECTED);
			assertThat(blocked.state()).isEqualTo(ManagedConnection.State.CONNECTING);
			token.countDown();
			await().until(() -> blocked.state() == ManagedConnection.State.CONNECTED);
		}
	}

}
