package dev.duplex.benchmarks.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * How a measured server talks to whoever started it: it prints its port, answers the
 * command {@code heap} with the bytes that live after a full collection, and exits when
 * its input ends. An agent or a debugging port would change what is measured.
 */
public final class Console {

	/** The first word of every line that is meant for whoever started the server. */
	public static final String MARK = "benchmark:";

	private Console() {
	}

	static void serve(int port) throws IOException {
		System.out.println(MARK + port);
		BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
		String line = input.readLine();
		while (line != null) {
			if (line.equals("heap")) {
				System.out.println(MARK + liveHeap());
			}
			line = input.readLine();
		}
		// Nothing is left to be told from here: no shutdown hook has to run.
		Runtime.getRuntime().halt(0);
	}

	private static long liveHeap() {
		MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
		// The second collection takes what the first one's reference processing released.
		memory.gc();
		memory.gc();
		// What is in use now has the threads' fresh allocation buffers in it, some MiB.
		return ManagementFactory.getMemoryPoolMXBeans()
			.stream()
			.filter((pool) -> pool.getType() == MemoryType.HEAP)
			.map(MemoryPoolMXBean::getCollectionUsage)
			.filter(Objects::nonNull)
			.mapToLong(MemoryUsage::getUsed)
			.sum();
	}

}
