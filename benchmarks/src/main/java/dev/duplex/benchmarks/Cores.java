package dev.duplex.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The cores that server and client are pinned to, each to its own, where the machine has
 * two and {@code taskset}. Without, a server with more threads would take the client's
 * core and look better than it is.
 *
 * @param server the server's core
 * @param client the client's core
 */
record Cores(int server, int client) {

	/**
	 * The first two cores that this process may use.
	 * @return the cores, or {@code null} if pinning isn't possible here
	 */
	static @Nullable Cores find() {
		try {
			List<Integer> allowed = allowed();
			if (allowed.size() < 2 || run("taskset", "--version") != 0) {
				return null;
			}
			return new Cores(allowed.get(0), allowed.get(1));
		}
		catch (IOException ex) {
			return null;
		}
	}

	/**
	 * Pins all threads of this process to the client's core.
	 * @throws IOException if that fails
	 */
	void pinClient() throws IOException {
		String pid = Long.toString(ProcessHandle.current().pid());
		if (run("taskset", "--all-tasks", "--cpu-list", "--pid", Integer.toString(this.client), pid) != 0) {
			throw new IOException("taskset could not pin the client");
		}
	}

	/**
	 * What to put before a server's command.
	 * @return the words
	 */
	List<String> serverPrefix() {
		return List.of("taskset", "--cpu-list", Integer.toString(this.server));
	}

	private static List<Integer> allowed() throws IOException {
		List<Integer> allowed = new ArrayList<>();
		for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
			if (line.startsWith("Cpus_allowed_list:")) {
				for (String range : line.substring(line.indexOf(':') + 1).strip().split(",")) {
					String[] ends = range.split("-");
					for (int core = Integer.parseInt(ends[0]); core <= Integer
						.parseInt(ends[ends.length - 1]); core++) {
						allowed.add(core);
					}
				}
			}
		}
		return allowed;
	}

	private static int run(String... command) throws IOException {
		Process process = new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.DISCARD)
			.start();
		try {
			return process.waitFor();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IOException(ex);
		}
	}

}
