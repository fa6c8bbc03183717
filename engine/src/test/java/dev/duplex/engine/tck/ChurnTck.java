package dev.duplex.engine.tck;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import dev.duplex.engine.CloseReason;
import dev.duplex.engine.ConnectionHandler;
import dev.duplex.engine.WebSocketConnection;
import org.junit.jupiter.params.ParameterizedTest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Thousands of connections that end in every way there is, after which nothing of them is
 * left.
 */
public abstract class ChurnTck extends TransportTestBase {

	private static final int CLIENTS = 4;

	private static final int CONNECTIONS_EACH = 800;

	private static final int WARM_UP = 40;

	private final int connectionsEach;

	protected ChurnTck(TransportFixture.Factory factory) {
		this(factory, CONNECTIONS_EACH);
	}

	protected ChurnTck(TransportFixture.Factory factory, int connectionsEach) {
		super(factory);
		this.connectionsEach = connectionsEach;
	}

	/** How a connection ends. */
	private enum Behaviour {

		CLOSE_FRAME, FIN, RST, SERVER_ABORT, RST_UNDER_LOAD, EARLY_BYTES, PROTOCOL_ERROR, HALF_HANDSHAKE

	}

	/** Too many connections to remember each. */
	private static final class CountingHandler implements ConnectionHandler {

		private final AtomicInteger opened = new AtomicInteger();

		private final AtomicInteger closed = new AtomicInteger();

		@Override
		public void onOpen(WebSocketConnection connection) {
			connection.attributes().put("open", true);
			connection.subscribe("topic " + this.opened.incrementAndGet() % 50);
		}

		@Override
		public void onText(WebSocketConnection connection, String text) {
			if (text.equals("abort")) {
				connection.close(1011, "");
				throw new IllegalStateException("abort");
			}
			connection.sendText(text);
		}

		@Override
		public void onBinary(WebSocketConnection connection, ByteBuffer data) {
			connection.sendBinary(data);
		}

		@Override
		public void onClose(WebSocketConnection connection, CloseReason reason) {
			this.closed.incrementAndGet();
			if (connection.attributes().remove("open") == null) {
				throw new AssertionError("closed twice, or never opened");
			}
		}

	}

	@ParameterizedTest
	@ThreadingSource
	void leavesNothingBehind(Threading threading) {
		CountingHandler handler = new CountingHandler();
		start(UnaryOperator.identity(), endpoint(PATH, threading, handler, UnaryOperator.identity()));
		churn(WARM_UP);
		awaitNoConnections();
		long descriptors = openDescriptors();

		churn(this.connectionsEach);
		awaitNoConnections();
		await("each onOpen has its onClose").until(() -> handler.closed.get() == handler.opened.get());
		assertThat(handler.opened.get()).isGreaterThan(CLIENTS * this.connectionsEach * 6 / 8);
		assertThat(listener().accepted()).isEqualTo(handler.opened.get());
		await("each is reported").until(() -> listener().closed() == listener().accepted());
		assertThat(engine().topics().names()).isEmpty();
		assertThat(engine().connections()).isEmpty();
		assertThat(listener().failures()).allSatisfy((failure) -> assertThat(failure).hasMessage("abort"));
		if (descriptors >= 0) {
			await("the file descriptors are back").until(() -> openDescriptors() <= descriptors);
		}
		await("the event loops are idle").until(() -> cpuShareOfLoops() < 0.1);
		for (int i = 0; i < 2 * engine().options().eventLoops(); i++) {
			RawClient client = open();
			client.send(Frame.text("still here"));
			assertThat(client.readFrame()).isEqualTo(Frame.text("still here"));
			expectAlive(client);
		}
	}

	private void awaitNoConnections() {
		await("no connections are left").until(() -> engine().connectionCount() == 0);
	}

	private void churn(int connectionsEach) {
		List<CompletableFuture<Void>> running = new ArrayList<>();
		for (int client = 0; client < CLIENTS; client++) {
			Random random = new Random(client);
			running.add(CompletableFuture.runAsync(() -> {
				for (int i = 0; i < connectionsEach; i++) {
					live(Behaviour.values()[i % Behaviour.values().length], random);
				}
			}, (task) -> new Thread(task, "tck-churn").start()));
		}
		running.forEach(CompletableFuture::join);
	}

	private void live(Behaviour behaviour, Random random) {
		try (RawClient client = fixture().connect(0)) {
			byte[] request = RawRequest.handshake(PATH).bytes();
			switch (behaviour) {
				case HALF_HANDSHAKE -> {
					client.send(prefix(request, random));
					if (random.nextBoolean()) {
						client.reset();
					}
					return;
				}
				case EARLY_BYTES -> {
					byte[] early = Frame.text("early").masked();
					client.send(ByteBuffer.allocate(request.length + early.length).put(request).put(early).array());
					assertThat(client.readResponse().status()).isEqualTo(101);
					assertThat(client.readFrame()).isEqualTo(Frame.text("early"));
					return;
				}
				default -> client.handshake(PATH);
			}
			client.send(Frame.text("hello"));
			assertThat(client.readFrame()).isEqualTo(Frame.text("hello"));
			end(behaviour, client, random);
		}
	}

	private static void end(Behaviour behaviour, RawClient client, Random random) {
		switch (behaviour) {
			case CLOSE_FRAME -> assertThat(client.closeGracefully().closeCode()).isEqualTo(1000);
			case FIN -> client.shutdownOutput();
			case RST -> client.reset();
			case SERVER_ABORT -> {
				client.send(Frame.text("abort"));
				assertThat(client.readFrame().closeCode()).isEqualTo(1011);
			}
			case RST_UNDER_LOAD -> {
				for (int i = 0; i < 20; i++) {
					client.send(Frame.binary(new byte[10_000]));
				}
				client.reset();
			}
			case PROTOCOL_ERROR -> {
				client.send(prefix(Hex.bytes("83 80 K 81 80 K"), random));
				client.shutdownOutput();
				client.readEnd();
			}
			default -> throw new IllegalArgumentException(behaviour.name());
		}
	}

	private static byte[] prefix(byte[] whole, Random random) {
		return Arrays.copyOf(whole, 1 + random.nextInt(whole.length - 1));
	}

	/** How much of a tenth of a second the event loops spend running. */
	private static double cpuShareOfLoops() {
		long before = cpuNanosOfLoops();
		long start = System.nanoTime();
		while (System.nanoTime() - start < 100_000_000) {
			LockSupport.parkNanos(10_000_000);
		}
		return (double) (cpuNanosOfLoops() - before) / (System.nanoTime() - start);
	}

	private static long cpuNanosOfLoops() {
		ThreadMXBean threads = ManagementFactory.getThreadMXBean();
		long nanos = 0;
		for (Thread thread : Thread.getAllStackTraces().keySet()) {
			if (thread.getName().startsWith("duplex-loop")) {
				nanos += Math.max(0, threads.getThreadCpuTime(thread.getId()));
			}
		}
		return nanos;
	}

	/** How many file descriptors this process has, or -1 where that cannot be seen. */
	private static long openDescriptors() {
		Path descriptors = Path.of("/proc/self/fd");
		if (!Files.isDirectory(descriptors)) {
			return -1;
		}
		try (Stream<Path> entries = Files.list(descriptors)) {
			return entries.count();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
