package dev.duplex.engine.runtime;

import java.util.Collection;
import java.util.Collections;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import dev.duplex.engine.WebSocketConnection;
import dev.duplex.engine.session.Session;

/**
 * The open sessions of one role. Safe from any thread.
 */
final class Sessions {

	private final Set<Session> open = ConcurrentHashMap.newKeySet();

	/** Kept apart from the set, whose size would have to be counted each time. */
	private final AtomicInteger count = new AtomicInteger();

	void add(Session session) {
		this.open.add(session);
		this.count.incrementAndGet();
	}

	/**
	 * Takes a session out.
	 * @return whether it was there
	 */
	boolean remove(Session session) {
		boolean removed = this.open.remove(session);
		if (removed) {
			this.count.decrementAndGet();
		}
		return removed;
	}

	int count() {
		return this.count.get();
	}

	Collection<WebSocketConnection> all() {
		return Collections.unmodifiableCollection(this.open);
	}

	Iterable<Session> sessions() {
		return this.open;
	}

	long queuedBytes() {
		long sum = 0;
		for (Session session : this.open) {
			sum += session.queuedBytes();
		}
		return sum;
	}

	void close(int code, String reason) {
		this.open.forEach((session) -> session.close(code, reason));
	}

}
