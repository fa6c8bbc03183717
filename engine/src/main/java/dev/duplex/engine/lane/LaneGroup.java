package dev.duplex.engine.lane;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;

import dev.duplex.engine.transport.TimedContext;

/**
 * A fixed number of lanes that share the connections. Safe from any thread.
 */
public final class LaneGroup implements AutoCloseable {

	private static final int CLOSE_WAIT_SECONDS = 5;

	private final List<Lane> lanes;

	private final AtomicInteger next = new AtomicInteger();

	/**
	 * Creates the lanes.
	 * @param count how many, at least 1
	 * @param homes gives each its home
	 */
	public LaneGroup(int count, Supplier<TimedContext> homes) {
		this.lanes = Stream.generate(() -> new Lane(homes.get())).limit(count).toList();
	}

	/**
	 * Another lane with each call, all in turn.
	 * @return the lane
	 */
	public Lane next() {
		return this.lanes.get(Math.floorMod(this.next.getAndIncrement(), this.lanes.size()));
	}

	/**
	 * Ends every connection, and waits for that for a few seconds.
	 */
	@Override
	public void close() {
		CountDownLatch closed = new CountDownLatch(this.lanes.size());
		for (Lane lane : this.lanes) {
			if (lane.isCurrent()) {
				lane.close();
				closed.countDown();
			}
			else {
				lane.execute(() -> {
					lane.close();
					closed.countDown();
				});
			}
		}
		try {
			closed.await(CLOSE_WAIT_SECONDS, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
