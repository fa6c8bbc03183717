package dev.duplex.engine.tck;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

import dev.duplex.engine.ConnectionHandler;
import dev.duplex.engine.ConnectionOptions;
import dev.duplex.engine.Endpoint;
import dev.duplex.engine.EngineOptions;
import dev.duplex.engine.WebSocketConnection;
import dev.duplex.engine.runtime.WebSocketEngine;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the tests of a transport have in common: they start engines and connect raw
 * clients, and each ends with every connection ended once and nothing left over.
 */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
public abstract class TransportTestBase {

	/**
	 * Larger than a segment of the loopback device (64 KiB): below that, the kernel falls
	 * back to probing a closed window at ever longer intervals, and a transfer of
	 * megabytes can take minutes.
	 */
	private static final int SMALL_WINDOW = 96 * 1024;

	/** Where the endpoint of a test is. */
	protected static final String PATH = "/echo";

	private static final long TIMEOUT_NANOS = TimeUnit.MILLISECONDS.toNanos(RawClient.TIMEOUT_MILLIS);

	private static final long POLL_NANOS = 1_000_000;

	private final TransportFixture.Factory factory;

	private final RecordingListener listener = new RecordingListener();

	private final List<RawClient> clients = new CopyOnWriteArrayList<>();

	private final List<EchoHandler> handlers = new ArrayList<>();

	private @Nullable TransportFixture fixture;

	protected TransportTestBase(TransportFixture.Factory factory) {
		this.factory = factory;
	}

	/**
	 * Starts an engine with two event loops and one endpoint at {@link #PATH}.
	 * @param threading where the handler runs
	 * @param handler the handler
	 */
	protected final void start(Threading threading, ConnectionHandler handler) {
		start(threading, handler, UnaryOperator.identity());
	}

	/**
	 * Starts an engine with two event loops and one endpoint at {@link #PATH}.
	 * @param threading where the handler runs
	 * @param handler the handler
	 * @param options changes the default limits
	 */
	protected final void start(Threading threading, ConnectionHandler handler,
			UnaryOperator<ConnectionOptions.Builder> options) {
		start(UnaryOperator.identity(), endpoint(PATH, threading, handler, options));
	}

	/**
	 * Starts an engine.
	 * @param options changes its default limits
	 * @param endpoints its endpoints
	 */
	protected final void start(UnaryOperator<EngineOptions.Builder> options, Endpoint... endpoints) {
		EngineOptions.Builder builder = EngineOptions.defaults()
			.toBuilder()
			.eventLoops(2)
			.maxUnfinishedHandshakesPerAddress(-1);
		for (Endpoint endpoint : endpoints) {
			if (endpoint.handler() instanceof EchoHandler echo) {
				this.handlers.add(echo);
			}
		}
		try {
			this.fixture = this.factory.start(options.apply(builder).build(), this.listener, List.of(endpoints));
		}
		catch (Exception ex) {
			throw new IllegalStateException("the engine does not start", ex);
		}
	}

	/**
	 * An endpoint.
	 * @param path its path
	 * @param threading where the handler runs
	 * @param handler the handler
	 * @param options changes the default limits
	 * @return the endpoint
	 */
	protected static Endpoint endpoint(String path, Threading threading, ConnectionHandler handler,
			UnaryOperator<ConnectionOptions.Builder> options) {
		return Endpoint.builder(path, handler)
			.executor(threading.executor())
			.options(options.apply(ConnectionOptions.defaults().toBuilder()).build())
			.build();
	}

	/**
	 * The running engine and its address.
	 * @return the fixture
	 */
	protected final TransportFixture fixture() {
		TransportFixture started = this.fixture;
		if (started == null) {
			throw new IllegalStateException("not started");
		}
		return started;
	}

	/**
	 * The running engine.
	 * @return the engine
	 */
	protected final WebSocketEngine engine() {
		return fixture().engine();
	}

	/**
	 * What the engine reported.
	 * @return the listener
	 */
	protected final RecordingListener listener() {
		return this.listener;
	}

	/**
	 * Connects, without an opening handshake.
	 * @return the client, closed after the test
	 */
	protected final RawClient connect() {
		RawClient client = fixture().connect(0);
		this.clients.add(client);
		return client;
	}

	/**
	 * Connects to {@link #PATH}.
	 * @return the client, closed after the test
	 */
	protected final RawClient open() {
		return open(PATH);
	}

	/**
	 * Connects to an endpoint.
	 * @param path its path
	 * @return the client, closed after the test
	 */
	protected final RawClient open(String path) {
		return connect().handshake(path);
	}

	/**
	 * Connects to {@link #PATH} with a small window, and reads nothing by itself.
	 * @return the client, closed after the test
	 */
	protected final RawClient openWithSmallWindow() {
		RawClient client = fixture().connect(SMALL_WINDOW);
		this.clients.add(client);
		return client.handshake(PATH);
	}

	/**
	 * Waits for something that must come true.
	 * @param what says what
	 * @return takes the condition
	 */
	protected static Awaiting await(String what) {
		return new Awaiting(what);
	}

	/**
	 * Checks that a connection is served.
	 * @param client the client
	 */
	protected static void expectAlive(RawClient client) {
		client.send(Frame.ping("alive"));
		assertThat(client.readFrame()).isEqualTo(Frame.pong("alive"));
	}

	@AfterEach
	void everyConnectionEndsOnceAndNothingIsLeft() {
		TransportFixture started = this.fixture;
		if (started == null) {
			return;
		}
		try {
			this.clients.forEach(RawClient::close);
			await("no connections are left").until(() -> started.engine().connectionCount() == 0);
			assertThat(started.engine().connections()).isEmpty();
			assertThat(started.engine().queuedBytes()).isZero();
			for (EchoHandler handler : this.handlers) {
				await("each onOpen has its onClose, once").until(() -> eachIsClosedOnce(handler));
			}
			await("each accepted connection is reported closed")
				.until(() -> this.listener.closed() == this.listener.accepted());
			assertThat(started.engine().topics().names()).isEmpty();
			assertThat(started.engine().topics().patterns()).isEmpty();
		}
		finally {
			this.handlers.clear();
			this.fixture = null;
			started.close();
		}
	}

	/**
	 * Compared as a whole, as a container may open a connection whose client has gone.
	 */
	private static boolean eachIsClosedOnce(EchoHandler handler) {
		List<WebSocketConnection> closed = handler.closed().stream().map(EchoHandler.Closed::connection).toList();
		List<WebSocketConnection> opened = handler.opened();
		return closed.size() == opened.size() && closed.containsAll(opened);
	}

	/**
	 * Looks at a condition until it is true.
	 *
	 * @param what says what must come true
	 */
	protected record Awaiting(String what) {

		/**
		 * Waits for a condition, a long time if need be.
		 * @param condition the condition
		 */
		public void until(BooleanSupplier condition) {
			long start = System.nanoTime();
			while (!condition.getAsBoolean()) {
				if (System.nanoTime() - start > TIMEOUT_NANOS) {
					throw new AssertionError("did not come true: " + this.what);
				}
				LockSupport.parkNanos(POLL_NANOS);
			}
		}

	}

}
