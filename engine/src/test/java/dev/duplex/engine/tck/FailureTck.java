package dev.duplex.engine.tck;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import dev.duplex.engine.CloseReason;
import dev.duplex.engine.CloseReason.Initiator;
import dev.duplex.engine.Endpoint;
import dev.duplex.engine.WebSocketConnection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What handlers throw ends their own connection, with 1011 and a fixed text, and nobody
 * else's.
 */
public abstract class FailureTck extends TransportTestBase {

	private static final String BYSTANDER = "/bystander";

	protected FailureTck(TransportFixture.Factory factory) {
		super(factory);
	}

	/** Ways for a handler to fail. */
	protected enum Failure {

		EXCEPTION(() -> new IllegalStateException("secret")),

		CHECKED(() -> new Exception("secret")),

		ASSERTION(() -> new AssertionError("secret")),

		STACK_OVERFLOW(FailureTck::overflowTheStack),

		OUT_OF_MEMORY(() -> new OutOfMemoryError("secret")),

		UNKNOWN(() -> new Throwable("secret"));

		private final Supplier<Throwable> throwable;

		Failure(Supplier<Throwable> throwable) {
			this.throwable = throwable;
		}

	}

	private static Throwable overflowTheStack() {
		return overflowTheStack();
	}

	@SuppressWarnings("unchecked")
	private static <T extends Throwable> void sneak(Throwable failure) throws T {
		throw (T) failure;
	}

	private static void fail(Failure failure) {
		FailureTck.<RuntimeException>sneak(failure.throwable.get());
	}

	static List<Arguments> failures() {
		List<Arguments> arguments = new ArrayList<>();
		for (Threading threading : Threading.values()) {
			for (Failure failure : Failure.values()) {
				arguments.add(Arguments.of(threading, failure));
			}
		}
		return arguments;
	}

	private void startWithBystander(Threading threading, EchoHandler handler) {
		start(UnaryOperator.identity(), endpoint(PATH, threading, handler, UnaryOperator.identity()),
				endpoint(BYSTANDER, threading, new EchoHandler(), UnaryOperator.identity()));
	}

	private static void expectInternalError(RawClient client) {
		assertThat(client.readFrame()).isEqualTo(Frame.close(1011, "Internal error"));
		client.send(Frame.close(1011));
		client.expectFin();
		client.close();
	}

	private static CloseReason onlyReason(EchoHandler handler) {
		await("the handler hears of the close").until(() -> handler.closed().size() == 1);
		return handler.closed().get(0).reason();
	}

	@ParameterizedTest
	@MethodSource("failures")
	void closesWith1011WhenAMessageFails(Threading threading, Failure failure) {
		EchoHandler handler = new EchoHandler() {
			@Override
			public void onText(WebSocketConnection connection, String text) throws Exception {
				countMessage();
				fail(failure);
			}
		};
		startWithBystander(threading, handler);
		List<RawClient> bystanders = List.of(open(BYSTANDER), open(BYSTANDER), open(BYSTANDER), open(BYSTANDER));
		RawClient client = open();
		client.send(Frame.text("one")).send(Frame.text("two"));
		expectInternalError(client);
		CloseReason reason = onlyReason(handler);
		assertThat(reason).isEqualTo(new CloseReason(1011, "Internal error", Initiator.LOCAL));
		assertThat(handler.messages()).as("messages handled after the failure").isEqualTo(1);
		assertThat(listener().failures()).hasSize(1);
		bystanders.forEach(TransportTestBase::expectAlive);
	}

	@ParameterizedTest
	@MethodSource("failures")
	void closesWith1011WhenOnOpenFails(Threading threading, Failure failure) {
		EchoHandler handler = new EchoHandler() {
			@Override
			public void onOpen(WebSocketConnection connection) throws Exception {
				super.onOpen(connection);
				fail(failure);
			}
		};
		startWithBystander(threading, handler);
		RawClient bystander = open(BYSTANDER);
		RawClient client = open();
		expectInternalError(client);
		assertThat(onlyReason(handler).code()).isEqualTo(1011);
		assertThat(listener().failures()).hasSize(1);
		expectAlive(bystander);
	}

	@ParameterizedTest
	@MethodSource("failures")
	void endsAllTheSameWhenOnCloseFails(Threading threading, Failure failure) {
		EchoHandler handler = new EchoHandler() {
			@Override
			public void onClose(WebSocketConnection connection, CloseReason reason) throws Exception {
				super.onClose(connection, reason);
				fail(failure);
			}
		};
		startWithBystander(threading, handler);
		RawClient bystander = open(BYSTANDER);
		open().closeGracefully();
		assertThat(onlyReason(handler).code()).isEqualTo(1000);
		await("the failure is reported").until(() -> listener().failures().size() == 1);
		expectAlive(bystander);
	}

	@ParameterizedTest
	@MethodSource("failures")
	void closesWith1011WhenOnErrorFailsToo(Threading threading, Failure failure) {
		EchoHandler handler = new EchoHandler() {
			@Override
			public void onBinary(WebSocketConnection connection, ByteBuffer data) throws Exception {
				throw new IllegalArgumentException("first");
			}

			@Override
			public boolean onError(WebSocketConnection connection, Throwable thrown) throws Exception {
				fail(failure);
				return true;
			}
		};
		startWithBystander(threading, handler);
		RawClient bystander = open(BYSTANDER);
		RawClient client = open();
		client.send(Frame.binary(new byte[1]));
		expectInternalError(client);
		assertThat(onlyReason(handler).code()).isEqualTo(1011);
		assertThat(listener().failures()).hasSize(1).first().satisfies((thrown) -> {
			assertThat(thrown).hasMessage("first");
			assertThat(thrown.getSuppressed()).hasSize(1);
		});
		expectAlive(bystander);
	}

	@ParameterizedTest
	@ThreadingSource
	void goesOnWhenOnErrorDealsWithIt(Threading threading) {
		AtomicInteger errors = new AtomicInteger();
		EchoHandler handler = new EchoHandler() {
			@Override
			public void onText(WebSocketConnection connection, String text) throws Exception {
				if (text.equals("bad")) {
					throw new IllegalArgumentException(text);
				}
				super.onText(connection, text);
			}

			@Override
			public boolean onError(WebSocketConnection connection, Throwable failure) throws Exception {
				errors.incrementAndGet();
				connection.sendText("sorry: " + failure.getMessage());
				return true;
			}
		};
		startWithBystander(threading, handler);
		RawClient client = open();
		client.send(Frame.text("bad")).send(Frame.text("good"));
		assertThat(client.readFrame()).isEqualTo(Frame.text("sorry: bad"));
		assertThat(client.readFrame()).isEqualTo(Frame.text("good"));
		assertThat(errors).hasValue(1);
		assertThat(listener().failures()).isEmpty();
	}

	/** Hands tasks to the pool, or fails like one that can start no thread. */
	private static final class UnreliableExecutor implements Executor {

		private volatile boolean failing;

		@Override
		public void execute(Runnable task) {
			if (this.failing) {
				throw new OutOfMemoryError("no thread");
			}
			Objects.requireNonNull(Threading.WORKER.executor()).execute(task);
		}

	}

	@Test
	void closesAConnectionWhoseExecutorTakesNoMore() {
		UnreliableExecutor executor = new UnreliableExecutor();
		EchoHandler handler = new EchoHandler();
		start(UnaryOperator.identity(), Endpoint.builder(PATH, handler).executor(executor).build());
		RawClient first = open();
		RawClient second = open();
		await("both are open").until(() -> handler.opened().size() == 2);
		executor.failing = true;
		first.send(Frame.text("lost"));
		assertThat(first.readFrame().closeCode()).isEqualTo(1013);
		first.send(Frame.close(1013));
		first.expectFin();
		first.close();
		second.reset();
		await("each has its onClose").until(() -> handler.closed().size() == 2);
		assertThat(handler.messages()).isZero();
		executor.failing = false;
		RawClient third = open();
		third.send(Frame.text("found"));
		assertThat(third.readFrame()).isEqualTo(Frame.text("found"));
	}

	@Test
	void sendsNothingMeantForOneConnectionToAnotherWhenHandingOverFails() throws Exception {
		UnreliableExecutor executor = new UnreliableExecutor();
		EchoHandler victim = new EchoHandler();
		CountDownLatch blocked = new CountDownLatch(1);
		CountDownLatch entered = new CountDownLatch(1);
		EchoHandler relay = new EchoHandler() {
			@Override
			public void onText(WebSocketConnection connection, String text) throws Exception {
				if (text.equals("block")) {
					entered.countDown();
					blocked.await(RawClient.TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
				}
				else {
					victim.opened().get(0).sendText("for one only: " + text);
					connection.sendText("done");
				}
			}
		};
		start((options) -> options.eventLoops(1), Endpoint.builder(PATH, victim).executor(executor).build(),
				endpoint("/relay", Threading.EVENT_LOOP, relay, UnaryOperator.identity()));
		RawClient one = open();
		RawClient other = open("/relay");
		RawClient blocking = open("/relay");
		await("the first is open").until(() -> victim.opened().size() == 1);
		blocking.send(Frame.text("block"));
		entered.await();
		executor.failing = true;
		// Both wait for the loop, so that they are served in one turn.
		one.send(Frame.text("lost"));
		other.send(Frame.text("secret"));
		blocked.countDown();
		assertThat(other.readFrame()).isEqualTo(Frame.text("done"));
		expectAlive(other);
		assertThat(one.readClose().closeCode()).isEqualTo(1013);
		executor.failing = false;
	}

	@ParameterizedTest
	@ThreadingSource
	void letsAHandlerDoWhatItLikesToItsBuffer(Threading threading) {
		EchoHandler handler = new EchoHandler() {
			@Override
			public void onBinary(WebSocketConnection connection, ByteBuffer data) throws Exception {
				data.order(ByteOrder.LITTLE_ENDIAN);
				data.clear();
				while (data.hasRemaining()) {
					data.put((byte) 0x55);
				}
				data.position(data.limit());
			}
		};
		startWithBystander(threading, handler);
		RawClient bystander = open(BYSTANDER);
		RawClient client = open();
		byte[] message = Frame.binary(new byte[1_000]).masked();
		byte[] ping = Frame.ping("alive").masked();
		for (int i = 0; i < 20; i++) {
			client.send(ByteBuffer.allocate(message.length + ping.length).put(message).put(ping).array());
			assertThat(client.readFrame()).isEqualTo(Frame.pong("alive"));
			for (Frame frame : List.of(Frame.text("bystander"), Frame.binary(new byte[200]))) {
				bystander.send(frame);
				assertThat(bystander.readFrame()).isEqualTo(frame);
			}
		}
	}

	@ParameterizedTest
	@ThreadingSource
	void callsTheHandlerOfOneConnectionNeverTwiceAtOnce(Threading threading) {
		AtomicInteger inside = new AtomicInteger();
		AtomicInteger overlaps = new AtomicInteger();
		AtomicInteger afterClose = new AtomicInteger();
		EchoHandler handler = new EchoHandler() {
			private void enter() {
				if (inside.incrementAndGet() != 1) {
					overlaps.incrementAndGet();
				}
				Thread.yield();
				inside.decrementAndGet();
			}

			@Override
			public void onOpen(WebSocketConnection connection) throws Exception {
				super.onOpen(connection);
				enter();
			}

			@Override
			public void onText(WebSocketConnection connection, String text) throws Exception {
				enter();
				if (!closed().isEmpty()) {
					afterClose.incrementAndGet();
				}
				super.onText(connection, text);
			}

			@Override
			public void onClose(WebSocketConnection connection, CloseReason reason) throws Exception {
				super.onClose(connection, reason);
				enter();
			}
		};
		startWithBystander(threading, handler);
		RawClient client = open();
		for (int i = 0; i < 300; i++) {
			client.send(Frame.text("m"));
		}
		for (int i = 0; i < 300; i++) {
			client.readFrame();
		}
		client.send(Frame.text("m"));
		client.reset();
		onlyReason(handler);
		assertThat(overlaps).hasValue(0);
		assertThat(afterClose).hasValue(0);
	}

}
