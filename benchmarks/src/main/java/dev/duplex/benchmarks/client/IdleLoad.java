package dev.duplex.benchmarks.client;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * Holds connections that do nothing: some messages are echoed on each after it opened,
 * and one more at the end, to prove that all are alive.
 */
public final class IdleLoad implements ClientLoop.Listener {

	private int answers;

	private IdleLoad() {
	}

	/**
	 * Opens the connections, calls back, and closes them.
	 * @param target the server
	 * @param connections how many
	 * @param script what is sent and comes back
	 * @param messages how many messages are echoed on each, one after the other
	 * @param whileOpen runs while the connections are open and idle
	 * @return what failed first, or {@code null} if nothing did
	 * @throws IOException if the client is out of sockets
	 */
	public static @Nullable String run(Target target, int connections, Script script, int messages, Runnable whileOpen)
			throws IOException {
		IdleLoad load = new IdleLoad();
		try (ClientLoop loop = new ClientLoop(target, script, load)) {
			loop.open(connections, 1);
			for (int i = 0; i < messages; i++) {
				load.exchange(loop);
			}
			whileOpen.run();
			load.exchange(loop);
			loop.closeAll();
			return loop.firstFailure();
		}
	}

	private void exchange(ClientLoop loop) throws IOException {
		this.answers = 0;
		int sent = 0;
		for (Connection connection : List.copyOf(loop.connections())) {
			loop.send(connection, 1);
			if (++sent - this.answers > 100) {
				loop.turn(1);
			}
		}
		long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
		while (this.answers < sent && System.nanoTime() < deadline) {
			loop.turn(10);
		}
		if (this.answers < sent) {
			loop.failed((sent - this.answers) + " of " + sent + " idle connections did not answer");
		}
	}

	@Override
	public void onOpen(Connection connection) {
	}

	@Override
	public void onAnswers(Connection connection, int count, long now) {
		for (int i = 0; i < count; i++) {
			connection.takeSentAt();
		}
		this.answers += count;
	}

}
