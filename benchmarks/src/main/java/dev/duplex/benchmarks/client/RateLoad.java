package dev.duplex.benchmarks.client;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Echoes at a fixed rate, whatever the server does: a message is due at its time, and its
 * latency counts from there, so that a server that stands still is charged for all that
 * was due meanwhile. The client never sleeps, so that its own waking up is not measured.
 */
public final class RateLoad implements ClientLoop.Listener {

	private static final int MOST_IN_FLIGHT = 4096;

	private final int connections;

	private final long intervalNanos;

	private final Measurement measurement;

	private long due;

	private int next;

	private RateLoad(int connections, int perSecond, Window window) {
		this.connections = connections;
		this.intervalNanos = TimeUnit.SECONDS.toNanos(1) / perSecond;
		this.measurement = new Measurement(window);
	}

	/**
	 * Runs the load.
	 * @param target the server
	 * @param connections how many connections, which take turns
	 * @param perSecond how many messages on all of them together
	 * @param script what is sent and comes back
	 * @param warmUpSeconds seconds before the measured time
	 * @param seconds the measured time
	 * @param window told when the measured time begins and ends
	 * @return what it saw
	 * @throws IOException if the client is out of sockets
	 */
	public static LoadResult run(Target target, int connections, int perSecond, Script script, double warmUpSeconds,
			double seconds, Window window) throws IOException {
		RateLoad load = new RateLoad(connections, perSecond, window);
		try (ClientLoop loop = new ClientLoop(target, script, load)) {
			load.run(loop, warmUpSeconds, seconds);
			return load.measurement.result(loop);
		}
	}

	private void run(ClientLoop loop, double warmUpSeconds, double seconds) throws IOException {
		loop.open(this.connections, MOST_IN_FLIGHT);
		List<Connection> turns = new ArrayList<>(loop.connections());
		this.due = System.nanoTime();
		turn(loop, turns, warmUpSeconds);
		this.measurement.begin(loop);
		turn(loop, turns, seconds);
		this.measurement.end(loop);
		loop.awaitAnswers();
		loop.closeAll();
	}

	private void turn(ClientLoop loop, List<Connection> turns, double seconds) throws IOException {
		long until = System.nanoTime() + (long) (seconds * TimeUnit.SECONDS.toNanos(1));
		for (long now = System.nanoTime(); now < until && loop.failures() == 0; now = System.nanoTime()) {
			for (; this.due <= now; this.due += this.intervalNanos) {
				Connection connection = turns.get(this.next++ % turns.size());
				if (connection.inFlight() == MOST_IN_FLIGHT) {
					loop.failed("a connection is " + MOST_IN_FLIGHT + " answers behind");
					return;
				}
				loop.send(connection, 1, this.due);
			}
			loop.turnNow();
		}
	}

	@Override
	public void onOpen(Connection connection) {
	}

	@Override
	public void onAnswers(Connection connection, int count, long now) {
		for (int i = 0; i < count; i++) {
			this.measurement.record(now - connection.takeSentAt());
		}
	}

}
