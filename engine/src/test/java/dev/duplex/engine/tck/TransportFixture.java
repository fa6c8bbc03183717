package dev.duplex.engine.tck;

import java.net.InetSocketAddress;
import java.util.List;

import dev.duplex.engine.Endpoint;
import dev.duplex.engine.EngineListener;
import dev.duplex.engine.EngineOptions;
import dev.duplex.engine.runtime.WebSocketEngine;

/**
 * A running engine that can be reached over one kind of transport.
 */
public interface TransportFixture extends AutoCloseable {

	/**
	 * Where to connect.
	 * @return the address, on the loopback interface
	 */
	InetSocketAddress address();

	/**
	 * Connects a client, by TLS if that is what is spoken there.
	 * @param receiveBuffer size of its receive buffer; 0 for the system's default
	 * @return the client
	 */
	default RawClient connect(int receiveBuffer) {
		return RawClient.connect(address(), receiveBuffer);
	}

	/**
	 * The engine.
	 * @return the engine
	 */
	WebSocketEngine engine();

	/**
	 * Whether TLS is what is spoken there.
	 * @return whether it is
	 */
	default boolean isSecure() {
		return false;
	}

	/**
	 * Whether a container parses the request and answers what is not a handshake.
	 * @return {@code false} for our own listener
	 */
	default boolean isContainer() {
		return false;
	}

	/**
	 * Ends every connection and frees the port.
	 */
	@Override
	void close();

	/**
	 * Starts engines.
	 */
	@FunctionalInterface
	interface Factory {

		/**
		 * Starts an engine.
		 * @param options its limits
		 * @param listener hears of rare events
		 * @param endpoints the endpoints; each is reached at the path that is its name,
		 * anything else is unknown
		 * @return the running engine
		 * @throws Exception if it cannot be started
		 */
		TransportFixture start(EngineOptions options, EngineListener listener, List<Endpoint> endpoints)
				throws Exception;

	}

}
