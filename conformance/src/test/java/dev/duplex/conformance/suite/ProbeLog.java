package dev.duplex.conformance.suite;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * What the application saw of connections.
 */
public final class ProbeLog {

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

	private final Map<String, List<String>> lines = new ConcurrentHashMap<>();

	/**
	 * Notes what the application saw.
	 * @param connection the connection's id
	 * @param line what it was
	 */
	public void add(String connection, String line) {
		this.lines.computeIfAbsent(connection, (id) -> new CopyOnWriteArrayList<>()).add(line);
	}

	/**
	 * What the application saw of a connection, once that has ended.
	 * @param connection the connection's id
	 * @return all lines, the last of which begins with "closed"; fewer if it does not
	 * come in time
	 */
	public List<String> ofEnded(String connection) {
		long start = System.nanoTime();
		List<String> seen = of(connection);
		while (seen.stream().noneMatch((line) -> line.startsWith("closed"))
				&& System.nanoTime() - start < PATIENCE.toNanos()) {
			LockSupport.parkNanos(POLL_NANOS);
			seen = of(connection);
		}
		return seen;
	}

	private List<String> of(String connection) {
		return List.copyOf(this.lines.getOrDefault(connection, List.of()));
	}

}
