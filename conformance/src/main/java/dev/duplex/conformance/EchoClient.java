package dev.duplex.conformance;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import dev.duplex.engine.CloseReason;
import dev.duplex.engine.CompressionOptions;
import dev.duplex.engine.ConnectRequest;
import dev.duplex.engine.ConnectionHandler;
import dev.duplex.engine.ConnectionOptions;
import dev.duplex.engine.Endpoint;
import dev.duplex.engine.EngineListener;
import dev.duplex.engine.EngineOptions;
import dev.duplex.engine.WebSocketConnection;
import dev.duplex.engine.runtime.WebSocketClient;
import dev.duplex.engine.runtime.WebSocketEngine;

/**
 * A client that echoes, for test suites that are servers. It does what the fuzzing server
 * of the Autobahn|Testsuite expects: asks how many cases there are, plays each until the
 * server closes, and has the reports written.
 */
public final class EchoClient implements AutoCloseable {

	/** Name of this client in the reports. */
	public static final String AGENT = "duplex";

	private static final String DEFAULT_SERVER = "ws://127.0.0.1:9003";

	/** Longer than any case of the suite takes. */
	private static final Duration LONGEST_CASE = Duration.ofMinutes(15);

	private static final int LARGEST_MESSAGE = 32 << 20;

	private static final ConnectionOptions OPTIONS = ConnectionOptions.defaults()
		.toBuilder()
		.maxFrameSize(-1)
		.maxMessageSize(LARGEST_MESSAGE)
		.maxFragments(-1)
		.maxControlFrames(-1)
		.sendQueueBytes(-1)
		.sendQueueMessages(-1)
		.sendTimeout(Duration.ofSeconds(60))
		.pingInterval(Duration.ofSeconds(-1))
		.compression(new CompressionOptions(1, 0, true))
		.build();

	private final WebSocketEngine engine = new WebSocketEngine(
			EngineOptions.defaults().toBuilder().eventLoops(1).build(), new EngineListener() {
			});

	private final WebSocketClient client = new WebSocketClient(this.engine);

	private final String server;

	/**
	 * Creates a client.
	 * @param server the server's URI, without a path
	 */
	public EchoClient(String server) {
		this.server = server;
	}

	/**
	 * Plays all cases.
	 * @param args the server's URI, {@code ws://127.0.0.1:9003} unless given
	 * @throws Exception if the server goes away
	 */
	public static void main(String[] args) throws Exception {
		try (EchoClient client = new EchoClient((args.length > 0) ? args[0] : DEFAULT_SERVER)) {
			int count = client.caseCount();
			for (int number = 1; number <= count; number++) {
				System.out.printf("case %d of %d%n", number, count);
				try {
					client.runCase(number);
				}
				catch (ExecutionException | TimeoutException ex) {
					// The suite knows what came of it, and the other cases are due.
					System.err.printf("case %d: %s%n", number, ex);
				}
			}
			client.updateReports();
		}
	}

	/**
	 * Asks how many cases there are.
	 * @return the number; cases begin with 1
	 * @throws Exception if the server does not answer
	 */
	public int caseCount() throws Exception {
		CompletableFuture<String> count = new CompletableFuture<>();
		converse("/getCaseCount", new ConnectionHandler() {

			@Override
			public void onText(WebSocketConnection connection, String text) {
				count.complete(text);
			}

		});
		return Integer.parseInt(count.getNow("").trim());
	}

	/**
	 * Plays a case: echoes until the connection ends, however it ends.
	 * @param number the case
	 * @throws Exception if the server cannot be reached
	 */
	public void runCase(int number) throws Exception {
		converse("/runCase?case=" + number + "&agent=" + AGENT, new Echo());
	}

	/**
	 * Has the server write its reports.
	 * @throws Exception if the server does not
	 */
	public void updateReports() throws Exception {
		converse("/updateReports?agent=" + AGENT, new ConnectionHandler() {
		});
	}

	private void converse(String resource, ConnectionHandler handler)
			throws InterruptedException, ExecutionException, TimeoutException {
		CompletableFuture<CloseReason> closed = new CompletableFuture<>();
		Endpoint endpoint = Endpoint.builder("conformance", new Closing(handler, closed)).options(OPTIONS).build();
		this.client.connect(ConnectRequest.to(this.server + resource).build(), endpoint).toCompletableFuture().get();
		closed.get(LONGEST_CASE.toSeconds(), TimeUnit.SECONDS);
	}

	@Override
	public void close() {
		this.engine.close();
	}

	/**
	 * Tells when the connection has ended.
	 */
	private record Closing(ConnectionHandler handler,
			CompletableFuture<CloseReason> closed) implements ConnectionHandler {

		@Override
		public void onText(WebSocketConnection connection, ByteBuffer utf8) throws Exception {
			this.handler.onText(connection, utf8);
		}

		@Override
		public void onBinary(WebSocketConnection connection, ByteBuffer data) throws Exception {
			this.handler.onBinary(connection, data);
		}

		@Override
		public void onClose(WebSocketConnection connection, CloseReason reason) {
			this.closed.complete(reason);
		}

	}

}
