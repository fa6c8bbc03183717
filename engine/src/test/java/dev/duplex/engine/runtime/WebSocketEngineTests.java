package dev.duplex.engine.runtime;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.duplex.engine.CloseReason;
import dev.duplex.engine.ConnectionOptions;
import dev.duplex.engine.Endpoint;
import dev.duplex.engine.EngineListener;
import dev.duplex.engine.EngineOptions;
import dev.duplex.engine.SendResult;
import dev.duplex.engine.WebSocketConnection;
import dev.duplex.engine.protocol.HandshakeRefusal;
import dev.duplex.engine.tck.EchoHandler;
import dev.duplex.engine.tck.Frame;
import dev.duplex.engine.tck.RawClient;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeout;

/**
 * {@link WebSocketEngine} and {@link WebSocketServer}: how they begin and end.
 */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class WebSocketEngineTests {

	private final List<AutoCloseable> resources = new ArrayList<>();

	@AfterEach
	void stop() throws Exception {
		for (AutoCloseable resource : this.resources) {
			resource.close();
		}
	}

	private WebSocketEngine engine(EngineListener listener) {
		WebSocketEngine engine = new WebSocketEngine(EngineOptions.defaults().toBuilder().eventLoops(1).build(),
				listener);
		this.resources.add(engine);
		return engine;
	}

	private WebSocketServer serve(WebSocketEngine engine, EchoHandler handler) throws IOException {
		Endpoint endpoint = Endpoint.builder("/echo", handler)
			.options(ConnectionOptions.defaults().toBuilder().sendQueueBytes(-1).sendQueueMessages(-1).build())
			.build();
		WebSocketServer server = WebSocketServer.start(engine, loopback(0), 100,
				(request) -> CompletableFuture.completedFuture(engine.decide(endpoint, request, Map.of(), null)));
		this.resources.add(0, server);
		return server;
	}

	private RawClient open(WebSocketServer server) {
		RawClient client = RawClient.open(loopback(server.port()), "/echo");
		this.resources.add(0, client);
		return client;
	}

	private static InetSocketAddress loopback(int port) {
		return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
	}

	@Test
	void startsNoThreadBeforeItIsNeeded() {
		int before = loopThreads();
		WebSocketEngine engine = engine(new EngineListener() {
		});
		assertThat(loopThreads()).isEqualTo(before);
		engine.eventLoops();
		assertThat(loopThreads()).isEqualTo(before + 1);
		engine.close();
		assertThat(loopThreads()).isEqualTo(before);
		assertThatIllegalStateException().isThrownBy(engine::eventLoops);
		assertThatCode(engine::close).doesNotThrowAnyException();
	}

	@Test
	void doesWhatIsToBeDoneFirstWhenItIsClosed() throws Exception {
		WebSocketEngine engine = engine(new EngineListener() {
		});
		WebSocketServer server = serve(engine, new EchoHandler());
		open(server);
		await().until(() -> engine.connectionCount() == 1);
		List<Integer> connections = new ArrayList<>();
		engine.beforeClose(() -> connections.add(engine.connectionCount()));
		engine.close();
		assertThat(connections).containsExactly(1);
		assertThat(engine.connectionCount()).isZero();
	}

	private static int loopThreads() {
		return (int) Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().startsWith("duplex-loop"))
			.count();
	}

	@Test
	void endsEveryConnectionWhenItIsClosed() throws Exception {
		EchoHandler handler = new EchoHandler();
		WebSocketEngine engine = engine(new EngineListener() {
		});
		WebSocketServer server = serve(engine, handler);
		List<RawClient> clients = new ArrayList<>();
		for (int i = 0; i < 50; i++) {
			clients.add(open(server));
		}
		await().until(() -> engine.connectionCount() == 50);
		engine.close();
		assertThat(engine.connectionCount()).isZero();
		assertThat(handler.closed()).hasSize(50);
		assertThat(handler.closed()).allSatisfy((closed) -> assertThat(closed.reason().code()).isEqualTo(1006));
		clients.forEach(RawClient::readEnd);
		assertThat(handler.opened().get(0).sendText("late")).isEqualTo(SendResult.CLOSED);
		assertThatCode(() -> handler.opened().get(0).close()).doesNotThrowAnyException();
	}

	@Test
	void leavesNoReceiptOpenWhenItIsClosed() throws Exception {
		CountDownLatch entered = new CountDownLatch(1);
		CountDownLatch blocked = new CountDownLatch(1);
		EchoHandler handler = new EchoHandler() {
			@Override
			public void onText(WebSocketConnection connection, String text) throws Exception {
				entered.countDown();
				blocked.await(10, TimeUnit.SECONDS);
			}
		};
		WebSocketEngine engine = engine(new EngineListener() {
		});
		open(serve(engine, handler)).send(Frame.text("block"));
		entered.await();
		List<CompletableFuture<?>> receipts = new ArrayList<>();
		for (int i = 0; i < 20_000; i++) {
			receipts.add(handler.opened().get(0).sendTextAsync("x").toCompletableFuture());
		}
		Thread closing = new Thread(engine::close);
		closing.start();
		blocked.countDown();
		closing.join();
		await().until(() -> receipts.stream().allMatch(CompletableFuture::isDone));
		assertThat(handler.closed()).hasSize(1);
	}

	@Test
	void freesThePortAtOnceAndKeepsConnectionsWhenItStopsListening() throws Exception {
		EchoHandler handler = new EchoHandler();
		WebSocketEngine engine = engine(new EngineListener() {
		});
		RawClient client = open(serve(engine, handler));
		for (int i = 0; i < 50; i++) {
			WebSocketServer server = serve(engine, handler);
			int port = server.port();
			engine.queuedBytes();
			server.close();
			try (ServerSocket socket = new ServerSocket()) {
				socket.setReuseAddress(true);
				socket.bind(loopback(port));
			}
		}
		client.send(Frame.text("still here"));
		assertThat(client.readFrame()).isEqualTo(Frame.text("still here"));
	}

	@Test
	void stopsListeningWithoutAWaitWhenTheEngineIsClosedAlready() throws Exception {
		WebSocketEngine engine = engine(new EngineListener() {
		});
		WebSocketServer server = serve(engine, new EchoHandler());
		engine.close();
		assertTimeout(Duration.ofSeconds(2), server::close);
		assertTimeout(Duration.ofSeconds(2), server::close);
	}

	@Test
	void completesADrainWhenTheLastConnectionHasEnded() throws Exception {
		EchoHandler handler = new EchoHandler();
		WebSocketEngine engine = engine(new EngineListener() {
		});
		WebSocketServer server = serve(engine, handler);
		RawClient first = open(server);
		RawClient second = open(server);
		await().until(() -> engine.connectionCount() == 2);
		CompletableFuture<Void> drained = engine.drain(1001, "bye").toCompletableFuture();
		CompletableFuture<Void> again = engine.drain(1000, "other").toCompletableFuture();
		for (RawClient client : List.of(first, second)) {
			assertThat(drained).isNotDone();
			assertThat(client.readFrame()).isEqualTo(Frame.close(1001, "bye"));
			client.send(Frame.close(1001));
			client.expectFin();
			client.close();
		}
		drained.get(10, TimeUnit.SECONDS);
		again.get(10, TimeUnit.SECONDS);
		assertThat(engine.isDraining()).isTrue();
		assertThat(engine.drain(1001, "").toCompletableFuture()).isCompleted();
	}

	@Test
	void drainsAtOnceWhenThereIsNothingToDrain() {
		WebSocketEngine engine = engine(new EngineListener() {
		});
		assertThat(engine.drain(1001, "").toCompletableFuture()).isCompleted();
		assertThatIllegalArgumentException().isThrownBy(() -> engine.drain(1005, ""));
		assertThatIllegalArgumentException().isThrownBy(() -> engine.drain(1001, "r".repeat(124)));
	}

	@Test
	void failsADrainThatIsEndedByResuming() throws Exception {
		EchoHandler handler = new EchoHandler();
		WebSocketEngine engine = engine(new EngineListener() {
		});
		WebSocketServer server = serve(engine, handler);
		open(server);
		await().until(() -> engine.connectionCount() == 1);
		CompletionStage<Void> drained = engine.drain(1001, "");
		engine.resume();
		assertThat(drained.toCompletableFuture()).isCompletedExceptionally();
		assertThat(engine.isDraining()).isFalse();
		RawClient next = open(server);
		next.send(Frame.text("on"));
		assertThat(next.readFrame()).isEqualTo(Frame.text("on"));
	}

	@Test
	void countsTraffic() throws Exception {
		EchoHandler handler = new EchoHandler();
		WebSocketEngine engine = engine(new EngineListener() {
		});
		Endpoint endpoint = Endpoint.builder("/echo", handler).build();
		WebSocketServer server = WebSocketServer.start(engine, loopback(0), 100,
				(request) -> CompletableFuture.completedFuture(engine.decide(endpoint, request, Map.of(), null)));
		this.resources.add(0, server);
		RawClient client = open(server);
		client.send(Frame.text("12345")).send(Frame.ping("not counted")).send(Frame.binary(new byte[100_00]));
		client.readFrame();
		client.readFrame();
		client.readFrame();
		handler.opened().get(0).sendPing(ByteBuffer.allocate(3));
		client.readFrame();
		assertThat(endpoint.traffic().messagesReceived(true)).isEqualTo(1);
		assertThat(endpoint.traffic().messagesReceived(false)).isEqualTo(1);
		assertThat(endpoint.traffic().bytesReceived(true)).isEqualTo(5);
		assertThat(endpoint.traffic().bytesReceived(false)).isEqualTo(10_000);
		assertThat(endpoint.traffic().messagesSent(true)).isEqualTo(1);
		assertThat(endpoint.traffic().messagesSent(false)).isEqualTo(1);
		assertThat(endpoint.traffic().bytesSent(true)).isEqualTo(5);
		assertThat(endpoint.traffic().bytesSent(false)).isEqualTo(10_000);
	}

	@Test
	void takesNoHarmFromAListenerThatThrows() throws Exception {
		EngineListener failing = new EngineListener() {
			@Override
			public void onAccepted(WebSocketConnection connection) {
				throw new IllegalStateException("accepted");
			}

			@Override
			public void onRefused(@Nullable String endpoint, HandshakeRefusal refusal) {
				throw new IllegalStateException("refused");
			}

			@Override
			public void onHandshakeAborted(String cause) {
				throw new IllegalStateException("aborted");
			}

			@Override
			public void onClosed(WebSocketConnection connection, CloseReason reason) {
				throw new StackOverflowError("closed");
			}

			@Override
			public void onProtocolError(WebSocketConnection connection, int code, String message) {
				throw new AssertionError("protocol error");
			}

			@Override
			public void onHandlerFailure(WebSocketConnection connection, Throwable failure) {
				throw new IllegalStateException("failure");
			}
		};
		EchoHandler handler = new EchoHandler() {
			@Override
			public void onText(WebSocketConnection connection, String text) throws Exception {
				throw new IllegalStateException(text);
			}
		};
		WebSocketEngine engine = engine(failing);
		WebSocketServer server = serve(engine, handler);
		RawClient aborted = RawClient.connect(loopback(server.port()));
		aborted.reset();
		RawClient wrong = open(server);
		wrong.send(new byte[] { (byte) 0x83, (byte) 0x80 });
		assertThat(wrong.readFrame().closeCode()).isEqualTo(1002);
		wrong.close();
		RawClient failed = open(server);
		failed.send(Frame.text("fail"));
		assertThat(failed.readFrame().closeCode()).isEqualTo(1011);
		failed.close();
		await().until(() -> engine.connectionCount() == 0);
		assertThat(open(server).closeGracefully().closeCode()).isEqualTo(1000);
	}

}
