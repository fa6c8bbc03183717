package dev.duplex.benchmarks.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import javax.net.ssl.SSLContext;

import org.jspecify.annotations.Nullable;

/**
 * The event loop of a load: opens connections to one server and moves their bytes. One
 * thread only.
 */
final class ClientLoop implements AutoCloseable {

	/**
	 * What happens on connections.
	 */
	interface Listener {

		/**
		 * The opening handshake is complete.
		 * @param connection the connection
		 * @throws IOException if it broke
		 */
		void onOpen(Connection connection) throws IOException;

		/**
		 * Answers arrived.
		 * @param connection the connection
		 * @param count how many
		 * @param now the time
		 * @throws IOException if the connection broke
		 */
		void onAnswers(Connection connection, int count, long now) throws IOException;

		/**
		 * The closing handshake is complete, and TCP is closed.
		 * @param connection the connection
		 */
		default void onClosed(Connection connection) {
		}

	}

	// Few enough for any server's backlog and its limit of handshakes per address.
	private static final int MOST_OPENING = 50;

	private static final long OPEN_TIMEOUT = TimeUnit.SECONDS.toNanos(60);

	private static final long ANSWER_TIMEOUT = TimeUnit.SECONDS.toNanos(5);

	private static final long CLOSE_TIMEOUT = TimeUnit.SECONDS.toNanos(10);

	private final Target target;

	private final Script script;

	private final Listener listener;

	private final Selector selector;

	private final InetSocketAddress address;

	private final ByteBuffer input = ByteBuffer.allocateDirect(256 * 1024);

	private final ByteBuffer smallOutput = ByteBuffer.allocateDirect(1024);

	private final Set<Connection> connections = new HashSet<>();

	private final Consumer<SelectionKey> ready = this::ready;

	private final TlsWire.Buffers tlsBuffers = new TlsWire.Buffers();

	private int started;

	private long opened;

	private long received;

	private long failures;

	private @Nullable String firstFailure;

	ClientLoop(Target target, Script script, Listener listener) throws IOException {
		this.target = target;
		this.script = script;
		this.listener = listener;
		this.selector = Selector.open();
		this.address = new InetSocketAddress(InetAddress.getLoopbackAddress(), target.port());
	}

	Script script() {
		return this.script;
	}

	Target target() {
		return this.target;
	}

	Wire wire(SocketChannel channel) {
		SSLContext tls = this.target.tls();
		return (tls != null) ? new TlsWire(channel, tls, this.tlsBuffers) : Wire.tcp(channel);
	}

	ByteBuffer smallOutput() {
		return this.smallOutput;
	}

	Set<Connection> connections() {
		return this.connections;
	}

	/**
	 * How many bytes were received, inside of TLS if there is TLS.
	 */
	long receivedBytes() {
		return this.received;
	}

	/**
	 * How many connections ended other than by a closing handshake of this side's.
	 */
	long failures() {
		return this.failures;
	}

	@Nullable String firstFailure() {
		return this.firstFailure;
	}

	/**
	 * Begins to connect.
	 * @param mostInFlight how many messages will wait for an answer at the same time
	 * @throws IOException if there is no socket to be had
	 */
	void connect(int mostInFlight) throws IOException {
		SocketChannel channel = SocketChannel.open();
		channel.configureBlocking(false);
		channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
		SelectionKey key = channel.register(this.selector, SelectionKey.OP_CONNECT);
		Connection connection = new Connection(this, this.started++, channel, key, mostInFlight);
		key.attach(connection);
		this.connections.add(connection);
		if (channel.connect(this.address)) {
			ready(key);
		}
	}

	/**
	 * Opens many connections, a few at a time, and returns when each is open or has
	 * failed.
	 * @param count how many
	 * @param mostInFlight as {@link #connect}
	 * @throws IOException if the selector breaks, or there is no socket to be had
	 */
	void open(int count, int mostInFlight) throws IOException {
		long before = this.opened + this.failures;
		long deadline = System.nanoTime() + OPEN_TIMEOUT;
		for (long started = 0, done = 0; done < count; done = this.opened + this.failures - before) {
			for (; started < count && started - done < MOST_OPENING; started++) {
				connect(mostInFlight);
			}
			turn(10);
			if (System.nanoTime() > deadline) {
				failed("only " + done + " of " + count + " connections opened in time");
				return;
			}
		}
	}

	/**
	 * Sends messages on an idle connection.
	 * @param connection the connection
	 * @param count how many
	 */
	void send(Connection connection, int count) {
		send(connection, count, System.nanoTime());
	}

	/**
	 * Sends messages.
	 * @param connection the connection
	 * @param count how many
	 * @param now the time that counts as the time of sending
	 */
	void send(Connection connection, int count, long now) {
		try {
			connection.send(count, now);
		}
		catch (IOException ex) {
			failed(connection, ex.toString());
		}
	}

	/**
	 * Waits for something to happen, and deals with it.
	 * @param millis longest time to wait
	 * @throws IOException if the selector breaks
	 */
	void turn(long millis) throws IOException {
		this.selector.select(this.ready, millis);
	}

	/**
	 * Waits until every message that was sent is answered.
	 * @throws IOException if the selector breaks
	 */
	void awaitAnswers() throws IOException {
		long deadline = System.nanoTime() + ANSWER_TIMEOUT;
		long lost;
		do {
			turn(10);
			lost = this.connections.stream().mapToLong(Connection::inFlight).sum();
		}
		while (lost > 0 && System.nanoTime() < deadline);
		if (lost > 0) {
			failed(lost + " answers never came");
		}
	}

	/**
	 * Closes every connection by a closing handshake.
	 * @throws IOException if the selector breaks
	 */
	void closeAll() throws IOException {
		for (Connection connection : Set.copyOf(this.connections)) {
			closeOne(connection);
			turnNow();
		}
		long deadline = System.nanoTime() + CLOSE_TIMEOUT;
		while (!this.connections.isEmpty() && System.nanoTime() < deadline) {
			turn(10);
		}
		for (Connection connection : Set.copyOf(this.connections)) {
			failed(connection, "no closing handshake in time");
		}
	}

	private void closeOne(Connection connection) {
		try {
			connection.close();
		}
		catch (IOException ex) {
			failed(connection, ex.toString());
		}
	}

	/**
	 * Deals with what has happened, without waiting.
	 * @throws IOException if the selector breaks
	 */
	void turnNow() throws IOException {
		this.selector.selectNow(this.ready);
	}

	void received(int bytes) {
		this.received += bytes;
	}

	void opened(Connection connection) throws IOException {
		this.opened++;
		this.listener.onOpen(connection);
	}

	void answered(Connection connection, int count) throws IOException {
		this.listener.onAnswers(connection, count, System.nanoTime());
	}

	void closed(Connection connection) {
		this.connections.remove(connection);
		this.listener.onClosed(connection);
	}

	void failed(String what) {
		this.failures++;
		if (this.firstFailure == null) {
			this.firstFailure = what;
		}
	}

	private void failed(Connection connection, String what) {
		connection.abort();
		this.connections.remove(connection);
		failed(what);
	}

	private void ready(SelectionKey key) {
		Connection connection = (Connection) key.attachment();
		try {
			connection.ready(this.input);
		}
		catch (IOException | UnexpectedAnswerException ex) {
			failed(connection, ex.toString());
		}
	}

	@Override
	public void close() throws IOException {
		for (Connection connection : this.connections) {
			connection.abort();
		}
		this.selector.close();
	}

}
