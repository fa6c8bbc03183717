package dev.duplex.engine.runtime;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

import dev.duplex.engine.CloseReason;
import dev.duplex.engine.ConnectFailedException;
import dev.duplex.engine.ConnectFailedException.Reason;
import dev.duplex.engine.ConnectRequest;
import dev.duplex.engine.Endpoint;
import dev.duplex.engine.ReconnectListener;
import dev.duplex.engine.ReconnectPolicy;
import dev.duplex.engine.WebSocketConnection;
import dev.duplex.engine.protocol.ClientOpeningHandshake;

/**
 * Connects to servers. What it opens lives on the engine's event loops by the same rules
 * as what the engine accepts, and ends with the engine. While a handshake with a server
 * is under way, others with the same address and port wait for its end (RFC 6455 section
 * 4.1). Safe from any thread.
 */
public final class WebSocketClient {

	private static final int RESOLVER_THREADS = 2;

	/** As many suppliers of requests may block at once, each for its own servers. */
	private static final int SUPPLIER_THREADS = 4;

	private static final int IDLE_SECONDS = 10;

	private final WebSocketEngine engine;

	private final ClientServices services;

	/**
	 * Creates a client.
	 * @param engine runs its connections; not closed by the client
	 */
	public WebSocketClient(WebSocketEngine engine) {
		this.engine = engine;
		this.services = new ClientServices(threads("duplex-resolver", RESOLVER_THREADS),
				threads("duplex-connect", SUPPLIER_THREADS), new ConnectGate());
	}

	/**
	 * Threads that may block, and are there only while they are needed.
	 */
	private static Executor threads(String name, int count) {
		ThreadPoolExecutor threads = new ThreadPoolExecutor(count, count, IDLE_SECONDS, TimeUnit.SECONDS,
				new LinkedBlockingQueue<>(), (task) -> {
					Thread thread = new Thread(task, name);
					thread.setDaemon(true);
					return thread;
				});
		threads.allowCoreThreadTimeOut(true);
		return threads;
	}

	/**
	 * Connects once. Does not block.
	 * @param request where and how
	 * @param endpoint what the connection does: its handler, executor and limits, the
	 * subprotocols to offer, and whether to offer compression. Its name is used in logs
	 * and metrics; its origin policy is not used
	 * @return completes with the connection when its opening handshake has succeeded,
	 * after {@code onOpen} was handed over, or fails with a
	 * {@link ConnectFailedException}. Dependent actions may run on an event loop and must
	 * not block
	 * @throws IllegalArgumentException if a subprotocol cannot be offered
	 */
	public CompletionStage<WebSocketConnection> connect(ConnectRequest request, Endpoint endpoint) {
		ClientOpeningHandshake.requireOfferable(endpoint.subprotocols());
		return connect(request, endpoint, (reason) -> {
		});
	}

	/**
	 * Connects once, with a request that takes time to make. Does not block.
	 * @param request supplies where and how; it may block
	 * @param endpoint as {@link #connect(ConnectRequest, Endpoint)}
	 * @return as {@link #connect(ConnectRequest, Endpoint)}
	 * @throws IllegalArgumentException if a subprotocol cannot be offered
	 */
	public CompletionStage<WebSocketConnection> connect(Supplier<ConnectRequest> request, Endpoint endpoint) {
		ClientOpeningHandshake.requireOfferable(endpoint.subprotocols());
		return connect(request, endpoint, (reason) -> {
		});
	}

	/**
	 * Connects, and connects again whenever the connection is lost, until it is closed.
	 * Does not block.
	 * @param request where and how, for each attempt
	 * @param endpoint what each connection does; see
	 * {@link #connect(ConnectRequest, Endpoint)}
	 * @param policy when to connect again
	 * @param listener hears how it fares
	 * @return the connection that is kept up
	 * @throws IllegalArgumentException if a subprotocol cannot be offered
	 */
	public ManagedConnection keepConnected(ConnectRequest request, Endpoint endpoint, ReconnectPolicy policy,
			ReconnectListener listener) {
		return keepConnected((onEnd) -> connect(request, endpoint, onEnd), endpoint, policy, listener);
	}

	/**
	 * Connects, and connects again whenever the connection is lost, until it is closed.
	 * Does not block.
	 * @param requests where and how: asked before each attempt, for what changes between
	 * them, such as a token that expires. It may block. An attempt whose request could
	 * not be supplied has failed, and another follows as after any failure to connect
	 * @param endpoint what each connection does; see
	 * {@link #connect(ConnectRequest, Endpoint)}
	 * @param policy when to connect again
	 * @param listener hears how it fares
	 * @return the connection that is kept up
	 * @throws IllegalArgumentException if a subprotocol cannot be offered
	 */
	public ManagedConnection keepConnected(Supplier<ConnectRequest> requests, Endpoint endpoint, ReconnectPolicy policy,
			ReconnectListener listener) {
		return keepConnected((onEnd) -> connect(requests, endpoint, onEnd), endpoint, policy, listener);
	}

	private ManagedConnection keepConnected(ManagedConnection.Attempt attempt, Endpoint endpoint,
			ReconnectPolicy policy, ReconnectListener listener) {
		ClientOpeningHandshake.requireOfferable(endpoint.subprotocols());
		ManagedConnection managed = new ManagedConnection(this.engine, attempt, policy, listener);
		managed.open();
		return managed;
	}

	private CompletableFuture<WebSocketConnection> connect(ConnectRequest request, Endpoint endpoint,
			Consumer<CloseReason> onEnd) {
		return new ClientConnect(this.engine, this.services, request, endpoint, onEnd).start();
	}

	private CompletableFuture<WebSocketConnection> connect(Supplier<ConnectRequest> requests, Endpoint endpoint,
			Consumer<CloseReason> onEnd) {
		CompletableFuture<WebSocketConnection> result = new CompletableFuture<>();
		this.services.suppliers().execute(() -> {
			if (result.isDone()) {
				// Nobody waits any more.
				return;
			}
			ConnectRequest request;
			try {
				request = Objects.requireNonNull(requests.get());
			}
			catch (Throwable ex) {
				ConnectFailedException failure = new ConnectFailedException(Reason.REQUEST,
						"Cannot connect: the request could not be supplied: " + ex.getClass().getName(), null, ex);
				this.engine.connectFailed(endpoint, failure);
				result.completeExceptionally(failure);
				return;
			}
			CompletableFuture<WebSocketConnection> connecting = connect(request, endpoint, onEnd);
			result.whenComplete((connection, failure) -> connecting.cancel(false));
			connecting.whenComplete((connection, failure) -> {
				if (failure != null) {
					result.completeExceptionally(failure);
				}
				else if (!result.complete(connection)) {
					connection.close();
				}
			});
		});
		return result;
	}

}
