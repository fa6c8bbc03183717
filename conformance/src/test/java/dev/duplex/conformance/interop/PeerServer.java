package dev.duplex.conformance.interop;

import java.net.URI;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * A WebSocket server that others wrote. It takes connections at any path below
 * {@code /links/} without an {@code Origin} header, and speaks the subprotocols of
 * {@link #SUBPROTOCOLS}.
 */
interface PeerServer {

	/** What its endpoint speaks. */
	List<String> SUBPROTOCOLS = List.of("v1.interop", "v2.interop");

	/**
	 * What its API can do.
	 */
	Set<Ability> abilities();

	/**
	 * The ways in which it can be told to compress; the first is its usual one. Empty if
	 * it does not know how.
	 */
	List<String> deflates();

	/**
	 * How it answers a handshake for another path.
	 */
	int unknownPathStatus();

	/**
	 * How it answers a handshake with an {@code Origin} header.
	 */
	int foreignOriginStatus();

	/**
	 * Starts it on a free port.
	 * @param tls whether it speaks TLS, showing the certificate of {@link Tls}
	 * @param deflate one of {@link #deflates()}, or {@code null} to decline compression
	 */
	Running start(boolean tls, @Nullable String deflate) throws Exception;

	/**
	 * A server that runs.
	 */
	interface Running extends AutoCloseable {

		/**
		 * The port, on the loopback interface.
		 */
		int port();

		/**
		 * Waits for the server to open a connection that was asked for.
		 */
		PeerConnection await(String path) throws Exception;

		/**
		 * Where a client connects.
		 * @param tls whether it was started with TLS
		 */
		default URI uri(boolean tls, String path) {
			return URI.create((tls ? "wss" : "ws") + "://localhost:" + port() + path);
		}

		@Override
		void close() throws Exception;

	}

}
