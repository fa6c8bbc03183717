package dev.duplex.engine.runtime;

import java.util.Collections;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import dev.duplex.engine.WebSocketConnection;

/**
 * Closes connections in random order and a few at a time, so that their clients do not
 * all come back to the next instance at once. How many are due follows from the time that
 * has passed: a late turn closes more, and the last ends with the time given.
 */
final class SpreadClose {

	/** Between turns on average; each is varied by half of it. */
	private static final long TURN_NANOS = 50_000_000L;

	private final List<WebSocketConnection> waiting;

	private final int all;

	private final long began = System.nanoTime();

	private final long spreadNanos;

	private final BooleanSupplier goesOn;

	private final Consumer<WebSocketConnection> close;

	private final Housekeeper housekeeper;

	/**
	 * Creates what has not begun.
	 * @param connections what to close; shuffled, and taken out one by one
	 * @param spreadNanos time for it, positive
	 * @param goesOn whether there is still a reason to
	 * @param close closes one of them
	 * @param housekeeper does it
	 */
	SpreadClose(List<WebSocketConnection> connections, long spreadNanos, BooleanSupplier goesOn,
			Consumer<WebSocketConnection> close, Housekeeper housekeeper) {
		Collections.shuffle(connections);
		this.waiting = connections;
		this.all = connections.size();
		this.spreadNanos = spreadNanos;
		this.goesOn = goesOn;
		this.close = close;
		this.housekeeper = housekeeper;
	}

	void turn() {
		if (!this.goesOn.getAsBoolean()) {
			return;
		}
		long elapsed = System.nanoTime() - this.began;
		int remaining = (elapsed >= this.spreadNanos) ? 0
				: this.all - (int) (this.all * ((double) elapsed / this.spreadNanos));
		while (this.waiting.size() > remaining) {
			this.close.accept(this.waiting.remove(this.waiting.size() - 1));
		}
		if (!this.waiting.isEmpty()) {
			long pause = ThreadLocalRandom.current().nextLong(TURN_NANOS / 2, TURN_NANOS * 3 / 2);
			this.housekeeper.executeIn(Math.min(pause, this.spreadNanos - elapsed), this::turn);
		}
	}

}
