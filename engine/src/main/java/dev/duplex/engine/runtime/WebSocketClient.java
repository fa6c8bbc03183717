package dev.duplex.engine.runtime;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import dev.duplex.engine.ConnectFailedException;
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

	private static final int RESOLVER_IDLE_SECONDS = 10;

	private final WebSocketEngine engine;

	private final ClientServices services;

	/**
	 * Creates a client.
	 * @param engine runs its connections; not closed by the client
	 */
	public WebSocketClient(WebSocketEngine engine) {
		this.engine = engine;
		ThreadPoolExecutor resolver = new ThreadPoolExecutor(RESOLVER_THREADS, RESOLVER_THREADS, RESOLVER_IDLE_SECONDS,
				TimeUnit.SECONDS, new LinkedBlockingQueue<>(), (task) -> {
					Thread thread = new Thread(task, "duplex-resolver");
					thread.setDaemon(true);
					return thread;
				});
		resolver.allowCoreThreadTimeOut(true);
		this.services = new ClientServices(resolver, new ConnectGate());
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
		return new ClientConnect(this.engine, this.services, request, endpoint, (reason) -> {
		}).start();
	}

	/**
	 * Connects, and connects again whenever the connection is lost, until it is closed.
	 * Does not block.
	 * @param request where and how, for each attempt
	 * @param endpoint what each connection does; see {@link #connect}
	 * @param policy when to connect again
	 * @param listener hears how it fares
	 * @return the connection that is kept up
	 * @throws IllegalArgumentException if a subprotocol cannot be offered
	 */
	public ManagedConnection keepConnected(ConnectRequest request, Endpoint endpoint, ReconnectPolicy policy,
			ReconnectListener listener) {
		ClientOpeningHandshake.requireOfferable(endpoint.subprotocols());
		ManagedConnection managed = new ManagedConnection(this.engine,
				(onEnd) -> new ClientConnect(this.engine, this.services, request, endpoint, onEnd), policy, listener);
		managed.open();
		return managed;
	}

}
