package dev.duplex.engine.runtime;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import dev.duplex.engine.CloseReason;
import dev.duplex.engine.ConnectFailedException;
import dev.duplex.engine.ConnectRequest;
import dev.duplex.engine.Endpoint;
import dev.duplex.engine.EngineListener;
import dev.duplex.engine.EngineOptions;
import dev.duplex.engine.ReconnectListener;
import dev.duplex.engine.ReconnectPolicy;
import dev.duplex.engine.WebSocketConnection;
import dev.duplex.engine.runtime.ManagedConnection.State;
import dev.duplex.engine.tck.RecordingHandler;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * {@link ManagedConnection} with a server that comes and goes.
 */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class ManagedConnectionTests {

	private static final ReconnectPolicy FAST = new ReconnectPolicy(Duration.ofMillis(20), Duration.ofMillis(1), 2,
			Duration.ofMillis(20), 0.5, -1);

	private final List<AutoCloseable> resources = new ArrayList<>();

	private final WebSocketEngine engine = new WebSocketEngine(
			EngineOptions.defaults().toBuilder().eventLoops(1).build(), new EngineListener() {
			});

	private final RecordingHandler handler = new RecordingHandler();

	private final Heard heard = new Heard();

	/**
	 * Keeps what is reported.
	 */
	private static final class Heard implements ReconnectListener {

		private final List<String> events = new CopyOnWriteArrayList<>();

		@Override
		public void onConnected(WebSocketConnection connection) {
			this.events.add("connected");
		}

		@Override
		public void onReconnecting(int attempt, Duration delay, @Nullable CloseReason lost,
				@Nullable ConnectFailedException failure) {
			this.events.add("again " + attempt + cause(lost, failure));
		}

		@Override
		public void onEnded(@Nullable CloseReason lost, @Nullable ConnectFailedException failure) {
			this.events.add("ended" + cause(lost, failure));
			throw new IllegalStateException("a listener that fails");
		}

		private static String cause(@Nullable CloseReason lost, @Nullable ConnectFailedException failure) {
			return ((lost != null) ? " " + lost.code() : "") + ((failure != null) ? " " + failure.reason() : "");
		}

	}

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

	private ManagedConnection keepConnected(ScriptedServer server, ReconnectPolicy policy) {
		ManagedConnection managed = new WebSocketClient(this.engine).keepConnected(
				ConnectRequest.to(server.uri("/")).build(), Endpoint.builder("client", this.handler).build(), policy,
				this.heard);
		this.resources.add(managed);
		return managed;
	}

	private static byte[] close(int code) {
		return new byte[] { (byte) 0x88, 2, (byte) (code >> 8), (byte) code };
	}

	private static void accept(ScriptedServer.Exchange exchange) throws IOException {
		exchange.send(exchange.accepted() + "\r\n");
	}

	@Test
	void comesBackUntilItIsClosed() {
		AtomicInteger count = new AtomicInteger();
		ScriptedServer server = serve((exchange) -> {
			switch (count.getAndIncrement()) {
				case 0 -> exchange.send("HTTP/1.1 503 Busy\r\n\r\n");
				case 1 -> accept(exchange);
				case 2 -> {
					accept(exchange);
					exchange.send(close(1001));
					exchange.in().readNBytes(8);
				}
				default -> {
					accept(exchange);
					exchange.in().readNBytes(8);
				}
			}
		});
		ManagedConnection managed = keepConnected(server, FAST);
		await().until(() -> this.heard.events.size() == 6);
		assertThat(this.heard.events).containsExactly("again 1 REFUSED", "connected", "again 2 1006", "connected",
				"again 3 1001", "connected");
		assertThat(managed.state()).isEqualTo(State.CONNECTED);
		assertThat(managed.connection()).isNotNull();
		managed.close(1000, "enough");
		await().until(() -> this.heard.events.size() == 7);
		assertThat(this.heard.events).endsWith("ended 1000");
		assertThat(managed.state()).isEqualTo(State.CLOSED);
		assertThat(managed.connection()).isNull();
		assertThat(this.handler.events()).endsWith("close 1000 LOCAL enough");
		assertThat(server.requests()).hasSize(4).doesNotHaveDuplicates();
	}

	@ParameterizedTest
	@ValueSource(ints = { 1000, 1002, 1003, 1007, 1008, 1009 })
	void staysAwayAfterACodeThatSaysSo(int code) {
		ScriptedServer server = serve((exchange) -> {
			accept(exchange);
			exchange.send(close(code));
			exchange.in().readNBytes(8);
		});
		ManagedConnection managed = keepConnected(server, FAST);
		await().until(() -> this.heard.events.size() == 2);
		assertThat(this.heard.events).containsExactly("connected", "ended " + code);
		assertThat(managed.state()).isEqualTo(State.CLOSED);
	}

	@Test
	void staysAwayFromAServerThatRefusesForGood() {
		ScriptedServer server = serve((exchange) -> exchange.send("HTTP/1.1 401 Unauthorized\r\n\r\n"));
		keepConnected(server, FAST);
		await().until(() -> !this.heard.events.isEmpty());
		assertThat(this.heard.events).containsExactly("ended REFUSED");
	}

	@Test
	void givesUpAfterAsManyAttemptsAsAllowed() {
		ScriptedServer server = serve((exchange) -> {
		});
		keepConnected(server, new ReconnectPolicy(Duration.ZERO, Duration.ofMillis(1), 1, Duration.ofMillis(1), 0, 2));
		await().until(() -> this.heard.events.size() == 3);
		assertThat(this.heard.events).containsExactly("again 1 CONNECT", "again 2 CONNECT", "ended CONNECT");
		assertThat(server.requests()).hasSize(3);
	}

	@Test
	void canBeClosedWhileItWaits() {
		ScriptedServer server = serve((exchange) -> {
		});
		ManagedConnection managed = keepConnected(server,
				new ReconnectPolicy(Duration.ofDays(1), Duration.ofDays(1), 1, Duration.ofDays(1), 0, -1));
		await().until(() -> managed.state() == State.WAITING);
		managed.close();
		managed.close();
		await().until(() -> this.heard.events.size() == 2);
		assertThat(this.heard.events).containsExactly("again 1 CONNECT", "ended");
	}

	@Test
	void canBeClosedWhileItConnects() {
		AtomicInteger goOn = new AtomicInteger();
		ScriptedServer server = serve((exchange) -> {
			await().until(() -> goOn.get() == 1);
			accept(exchange);
			exchange.in().readNBytes(8);
		});
		ManagedConnection managed = keepConnected(server, FAST);
		await().until(() -> server.requests().size() == 1);
		managed.close();
		await().until(() -> managed.state() == State.CLOSED);
		goOn.set(1);
		await().until(() -> !this.heard.events.isEmpty());
		assertThat(this.heard.events).containsExactly("ended 1000");
		assertThat(this.handler.events()).containsExactly("open", "close 1000 LOCAL");
	}

	@Test
	void itDoesNotWaitForAnEngineThatEnds() {
		ScriptedServer server = serve((exchange) -> {
		});
		ManagedConnection managed = keepConnected(server,
				new ReconnectPolicy(Duration.ofDays(1), Duration.ofDays(1), 1, Duration.ofDays(1), 0, -1));
		await().until(() -> managed.state() == State.WAITING);
		this.engine.close();
		await().until(() -> managed.state() == State.CLOSED);
		await().until(() -> this.heard.events.contains("ended"));
	}

	@Test
	void aDrainEndsIt() {
		ScriptedServer server = serve((exchange) -> {
			accept(exchange);
			exchange.in().readNBytes(8);
		});
		ManagedConnection managed = keepConnected(server, FAST);
		await().until(() -> managed.state() == State.CONNECTED);
		this.engine.drain(1001, "").toCompletableFuture().join();
		await().until(() -> managed.state() == State.CLOSED);
		assertThat(this.heard.events).containsExactly("connected", "ended 1001");
	}

}
