package dev.duplex.spring;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

import dev.duplex.engine.ConnectRequest;
import dev.duplex.engine.ConnectionHandler;
import dev.duplex.engine.ReconnectListener;
import dev.duplex.engine.WebSocketConnection;
import dev.duplex.engine.runtime.ManagedConnection;

/**
 * Connects to the servers that are configured under {@code duplex.client}, and finds the
 * connections of {@link WebSocketClientEndpoint} beans. Inject it; safe from any thread,
 * and no method blocks.
 * <p>
 * Handlers run where {@code duplex.client.<id>.execution} says, by default where they may
 * block; all else that is configured for the id applies, too. Connections that are still
 * open when the application stops are closed with 1001. They do not keep an application
 * alive that has nothing else to do.
 */
public interface WebSocketClientFactory {

	/**
	 * Connects once.
	 * @param id the {@code <id>} of {@code duplex.client.<id>.url}
	 * @param handler what the connection does
	 * @return completes with the connection when its opening handshake has succeeded, or
	 * fails with a {@link dev.duplex.engine.ConnectFailedException}. Dependent actions
	 * may run on an event loop and must not block
	 * @throws RuntimeException if no {@code url} is configured for the id
	 */
	default CompletionStage<WebSocketConnection> connect(String id, ConnectionHandler handler) {
		return connect(id, handler, (request) -> {
		});
	}

	/**
	 * Connects once, with a request of its own.
	 * @param id as {@link #connect(String, ConnectionHandler)}
	 * @param handler what the connection does
	 * @param customizer changes the request, after every {@link ClientRequestCustomizer}
	 * bean. Called on a thread that may block
	 * @return as {@link #connect(String, ConnectionHandler)}
	 * @throws RuntimeException if no {@code url} is configured for the id
	 */
	CompletionStage<WebSocketConnection> connect(String id, ConnectionHandler handler,
			Consumer<ConnectRequest.Builder> customizer);

	/**
	 * Connects, and connects again whenever the connection is lost, as
	 * {@code duplex.client.<id>.reconnect} says, until the result is closed or the
	 * application stops.
	 * @param id as {@link #connect(String, ConnectionHandler)}
	 * @param handler what each connection does
	 * @return the connection that is kept up
	 * @throws RuntimeException if no {@code url} is configured for the id
	 */
	default ManagedConnection keepConnected(String id, ConnectionHandler handler) {
		return keepConnected(id, handler, (request) -> {
		}, new ReconnectListener() {
		});
	}

	/**
	 * Connects, and connects again whenever the connection is lost; each time with a
	 * request of its own.
	 * @param id as {@link #connect(String, ConnectionHandler)}
	 * @param handler what each connection does
	 * @param customizer changes the request of each attempt, after every
	 * {@link ClientRequestCustomizer} bean. Called on a thread that may block
	 * @param listener hears how it fares
	 * @return the connection that is kept up
	 * @throws RuntimeException if no {@code url} is configured for the id
	 */
	ManagedConnection keepConnected(String id, ConnectionHandler handler, Consumer<ConnectRequest.Builder> customizer,
			ReconnectListener listener);

	/**
	 * The open connection of a {@link WebSocketClientEndpoint}.
	 * @param id the endpoint's id
	 * @return the connection, or empty if there is none just now; it may be lost at any
	 * time
	 * @throws IllegalArgumentException if there is no such endpoint, as before all beans
	 * of the application exist
	 */
	Optional<WebSocketConnection> connection(String id);

	/**
	 * Connects a {@link WebSocketClientEndpoint} that does not connect by itself
	 * ({@code duplex.client.<id>.auto-startup}), was stopped, or has given up. Does
	 * nothing if it is connected or connecting.
	 * @param id the endpoint's id
	 * @throws IllegalArgumentException if there is no such endpoint
	 */
	void start(String id);

	/**
	 * Closes the connection of a {@link WebSocketClientEndpoint} with 1000, and connects
	 * no more until it is started.
	 * @param id the endpoint's id
	 * @throws IllegalArgumentException if there is no such endpoint
	 */
	void stop(String id);

}
