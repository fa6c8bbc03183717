package dev.duplex.benchmarks.client;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * One connection publishes, and all of them receive. A number of messages are
 * outstanding: the next one is published when every subscriber has got an earlier one.
 * What counts is each delivery.
 */
public final class PublishLoad implements ClientLoop.Listener {

	/**
	 * A server may count a connection among the subscribers a moment after it has
	 * answered the handshake.
	 */
	private static final double SUBSCRIBE_SECONDS = 0.5;

	private final int subscribers;

	private final int outstanding;

	private final Measurement measurement;

	private final long[] publishedAt;

	private final int[] deliveries;

	private long published;

	private int complete;

	private PublishLoad(int subscribers, int outstanding, Window window) {
		this.subscribers = subscribers;
		this.outstanding = outstanding;
		this.measurement = new Measurement(window);
		int slots = Integer.highestOneBit(Math.max(1, outstanding * 2 - 1));
		this.publishedAt = new long[slots];
		this.deliveries = new int[slots];
	}

	/**
	 * Runs the load.
	 * @param target the server, at an endpoint that sends every message to all of its
	 * connections
	 * @param subscribers how many connections
	 * @param outstanding how many messages are on their way to somebody
	 * @param script what is sent
	 * @param warmUpSeconds seconds before the measured time
	 * @param seconds the measured time
	 * @param window told when the measured time begins and ends
	 * @return what it saw
	 * @throws IOException if the client is out of sockets
	 */
	public static LoadResult run(Target target, int subscribers, int outstanding, Script script, double warmUpSeconds,
			double seconds, Window window) throws IOException {
		PublishLoad load = new PublishLoad(subscribers, outstanding, window);
		try (ClientLoop loop = new ClientLoop(target, script, load)) {
			load.run(loop, warmUpSeconds, seconds);
			return load.measurement.result(loop);
		}
	}

	private void run(ClientLoop loop, double warmUpSeconds, double seconds) throws IOException {
		loop.open(this.subscribers, this.outstanding);
		turn(loop, null, SUBSCRIBE_SECONDS);
		if (loop.failures() > 0) {
			return;
		}
		Connection publisher = List.copyOf(loop.connections()).get(0);
		publish(loop, publisher, this.outstanding);
		turn(loop, publisher, warmUpSeconds);
		this.measurement.begin(loop);
		turn(loop, publisher, seconds);
		this.measurement.end(loop);
		awaitDeliveries(loop);
		loop.closeAll();
	}

	private void turn(ClientLoop loop, @Nullable Connection publisher, double seconds) throws IOException {
		long until = System.nanoTime() + (long) (seconds * TimeUnit.SECONDS.toNanos(1));
		while (System.nanoTime() < until && loop.failures() == 0) {
			loop.turn(10);
			if (publisher != null && this.complete > 0) {
				publish(loop, publisher, this.complete);
			}
		}
	}

	private void publish(ClientLoop loop, Connection publisher, int count) {
		long now = System.nanoTime();
		this.complete = 0;
		for (int i = 0; i < count; i++) {
			int slot = slot(this.published++);
			this.publishedAt[slot] = now;
			this.deliveries[slot] = 0;
		}
		loop.send(publisher, count, now);
	}

	private void awaitDeliveries(ClientLoop loop) throws IOException {
		long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
		while (this.complete < this.outstanding && loop.failures() == 0 && System.nanoTime() < deadline) {
			loop.turn(10);
		}
		if (this.complete < this.outstanding) {
			loop.failed((this.outstanding - this.complete) + " messages did not reach every subscriber");
		}
	}

	private int slot(long message) {
		return (int) (message & (this.publishedAt.length - 1));
	}

	@Override
	public void onOpen(Connection connection) {
	}

	@Override
	public void onAnswers(Connection connection, int count, long now) {
		for (int i = 0; i < count; i++) {
			long message = connection.takePublished();
			if (message >= this.published) {
				throw new UnexpectedAnswerException("more messages than were published");
			}
			int slot = slot(message);
			this.measurement.record(now - this.publishedAt[slot]);
			if (++this.deliveries[slot] == this.subscribers) {
				this.complete++;
			}
		}
	}

}
