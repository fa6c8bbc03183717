package dev.duplex.benchmarks.client;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * Opens connections, exchanges one message on each and closes them by the closing
 * handshake, a fixed number at the same time.
 */
public final class ConnectLoad implements ClientLoop.Listener {

	private final Measurement measurement;

	private int missing;

	private ConnectLoad(int connections, Window window) {
		this.missing = connections;
		this.measurement = new Measurement(window);
	}

	/**
	 * Runs the load.
	 * @param target the server
	 * @param connections how many connections at the same time
	 * @param script what is sent and comes back
	 * @param warmUpSeconds seconds before the measured time
	 * @param seconds the measured time
	 * @param window told when the measured time begins and ends
	 * @return what it saw
	 * @throws IOException if the client is out of sockets
	 */
	public static LoadResult run(Target target, int connections, Script script, double warmUpSeconds, double seconds,
			Window window) throws IOException {
		ConnectLoad load = new ConnectLoad(connections, window);
		try (ClientLoop loop = new ClientLoop(target, script, load)) {
			load.turn(loop, warmUpSeconds);
			load.measurement.begin(loop);
			load.turn(loop, seconds);
			load.measurement.end(loop);
			load.awaitEnd(loop);
			return load.measurement.result(loop);
		}
	}

	private void turn(ClientLoop loop, double seconds) throws IOException {
		long until = System.nanoTime() + (long) (seconds * TimeUnit.SECONDS.toNanos(1));
		while (System.nanoTime() < until && loop.failures() == 0) {
			for (; this.missing > 0; this.missing--) {
				loop.connect(1);
			}
			loop.turn(10);
		}
	}

	private void awaitEnd(ClientLoop loop) throws IOException {
		long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
		while (!loop.connections().isEmpty() && System.nanoTime() < deadline) {
			loop.turn(10);
		}
		if (!loop.connections().isEmpty()) {
			loop.failed(loop.connections().size() + " connections never closed");
		}
	}

	@Override
	public void onOpen(Connection connection) throws IOException {
		connection.send(1, System.nanoTime());
	}

	@Override
	public void onAnswers(Connection connection, int count, long now) throws IOException {
		for (int i = 0; i < count; i++) {
			connection.takeSentAt();
		}
		connection.close();
	}

	@Override
	public void onClosed(Connection connection) {
		this.measurement.record(System.nanoTime() - connection.openedAt());
		this.missing++;
	}

}
