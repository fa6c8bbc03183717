package dev.duplex.engine.runtime;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;

/**
 * Lets one client connect to a server at a time: while a handshake with it is under way,
 * others wait for its end (RFC 6455 section 4.1, item 2). Safe from any thread.
 */
final class ConnectGate {

	private final Map<Object, ArrayDeque<BooleanSupplier>> waiting = new HashMap<>();

	/**
	 * Enters, at once or when it is one's turn.
	 * @param server what tells servers apart
	 * @param task what to do then; it returns whether it still wants to, and if so
	 * {@link #leave} must follow
	 */
	void enter(Object server, BooleanSupplier task) {
		synchronized (this) {
			ArrayDeque<BooleanSupplier> queue = this.waiting.get(server);
			if (queue != null) {
				queue.add(task);
				return;
			}
			this.waiting.put(server, new ArrayDeque<>(2));
		}
		if (!task.getAsBoolean()) {
			leave(server);
		}
	}

	/**
	 * Leaves, whereupon the next enters.
	 * @param server the server
	 */
	void leave(Object server) {
		BooleanSupplier next = next(server);
		while (next != null && !next.getAsBoolean()) {
			next = next(server);
		}
	}

	private synchronized @Nullable BooleanSupplier next(Object server) {
		ArrayDeque<BooleanSupplier> queue = this.waiting.get(server);
		BooleanSupplier next = (queue != null) ? queue.poll() : null;
		if (next == null) {
			this.waiting.remove(server);
		}
		return next;
	}

}
