package dev.duplex.conformance.interop;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * The ends of connections at a peer's server, by the path that was asked for.
 */
final class PeerEnds {

	/** All that is served is below this. */
	static final String ROOT = "/links/";

	private final Map<String, CompletableFuture<PeerConnection>> byPath = new ConcurrentHashMap<>();

	private CompletableFuture<PeerConnection> at(String path) {
		return this.byPath.computeIfAbsent(path, (key) -> new CompletableFuture<>());
	}

	/**
	 * The server has opened a connection.
	 */
	void opened(String path, PeerConnection end) {
		at(path).complete(end);
	}

	/**
	 * Waits for the server to open a connection, and forgets it: a peer's connection may
	 * hold large buffers.
	 */
	PeerConnection await(String path) throws Exception {
		PeerConnection end = at(path).get(Received.TIMEOUT_SECONDS, TimeUnit.SECONDS);
		this.byPath.remove(path);
		return end;
	}

}
