package dev.duplex.benchmarks.client;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A closed loop of echoes: every connection keeps the same number of messages in flight
 * and sends one for each answer. Replies to what came in one read leave in one write.
 */
public final class EchoLoad implements ClientLoop.Listener {

	private final int connections;

	private final int inFlight;

	private final Measurement measurement;

	private boolean refill = true;

	private EchoLoad(int connections, int inFlight, Window window) {
		this.connections = connections;
		this.inFlight = inFlight;
		this.measurement = new Measurement(window);
	}

	/**
	 * Runs the load.
	 * @param target the server
	 * @param connections how many connections
	 * @param inFlight how many messages wait for their answer on each
	 * @param script what is sent and comes back
	 * @param warmUpSeconds seconds before the measured time
	 * @param seconds the measured time
	 * @param window told when the measured time begins and ends
	 * @return what it saw
	 * @throws IOException if the client is out of sockets
	 */
	public static LoadResult run(Target target, int connections, int inFlight, Script script, double warmUpSeconds,
			double seconds, Window window) throws IOException {
		EchoLoad load = new EchoLoad(connections, inFlight, window);
		try (ClientLoop loop = new ClientLoop(target, script, load)) {
			load.run(loop, warmUpSeconds, seconds);
			return load.measurement.result(loop);
		}
	}

	private void run(ClientLoop loop, double warmUpSeconds, double seconds) throws IOException {
		loop.open(this.connections, this.inFlight);
		for (Connection connection : List.copyOf(loop.connections())) {
			loop.send(connection, this.inFlight);
		}
		turn(loop, warmUpSeconds);
		this.measurement.begin(loop);
		turn(loop, seconds);
		this.measurement.end(loop);
		this.refill = false;
		loop.awaitAnswers();
		loop.closeAll();
	}

	private void turn(ClientLoop loop, double seconds) throws IOException {
		long until = System.nanoTime() + (long) (seconds * TimeUnit.SECONDS.toNanos(1));
		while (System.nanoTime() < until && !loop.connections().isEmpty()) {
			loop.turn(10);
		}
	}

	@Override
	public void onOpen(Connection connection) {
	}

	@Override
	public void onAnswers(Connection connection, int count, long now) throws IOException {
		for (int i = 0; i < count; i++) {
			this.measurement.record(now - connection.takeSentAt());
		}
		if (this.refill) {
			connection.send(count, now);
		}
	}

}
