package dev.duplex.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

import dev.duplex.benchmarks.client.Window;
import org.jspecify.annotations.Nullable;

/**
 * What a server process and its core spent while a load was measured, from
 * {@code /proc/<pid>/stat} and {@code /proc/stat} of Linux, which count in hundredths of
 * a second, and how often its threads were switched; unknown elsewhere.
 */
final class CpuClock implements Window {

	private static final double TICKS_PER_SECOND = 100;

	private final Path process;

	private final @Nullable Cores cores;

	private Reading begin = Reading.UNKNOWN;

	private Reading end = Reading.UNKNOWN;

	CpuClock(long pid, @Nullable Cores cores) {
		this.process = Path.of("/proc", Long.toString(pid));
		this.cores = cores;
	}

	@Override
	public void begin() {
		this.begin = read();
	}

	@Override
	public void end() {
		this.end = read();
	}

	/**
	 * The server's CPU time in its own code.
	 */
	double userSeconds() {
		return this.end.user - this.begin.user;
	}

	/**
	 * The server's CPU time in the kernel.
	 */
	double systemSeconds() {
		return this.end.system - this.begin.system;
	}

	/**
	 * How often a thread of the server gave its core away, or lost it. Those of threads
	 * that have ended meanwhile are missing.
	 */
	double switches() {
		return this.end.switches - this.begin.switches;
	}

	/**
	 * What others, the hypervisor too, took of the server's core.
	 */
	double otherSeconds() {
		return Math.max(0, this.end.core - this.begin.core - userSeconds() - systemSeconds());
	}

	private Reading read() {
		if (!Files.exists(this.process)) {
			return Reading.UNKNOWN;
		}
		try {
			String stat = Files.readString(this.process.resolve("stat"));
			// The command's name, in brackets, may hold anything. utime and stime are the
			// 14th and 15th field.
			String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
			return new Reading(Long.parseLong(fields[11]) / TICKS_PER_SECOND,
					Long.parseLong(fields[12]) / TICKS_PER_SECOND, switches(this.process.resolve("task")),
					(this.cores != null) ? busy(this.cores.server()) : 0);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static long switches(Path threads) throws IOException {
		long sum = 0;
		try (DirectoryStream<Path> each = Files.newDirectoryStream(threads)) {
			for (Path thread : each) {
				sum += switchesOf(thread);
			}
		}
		return sum;
	}

	private static long switchesOf(Path thread) throws IOException {
		long sum = 0;
		try {
			for (String line : Files.readAllLines(thread.resolve("status"))) {
				if (line.contains("voluntary_ctxt_switches:")) {
					sum += Long.parseLong(line.substring(line.indexOf(':') + 1).strip());
				}
			}
		}
		catch (NoSuchFileException ex) {
			// It has just ended.
		}
		return sum;
	}

	private static double busy(int core) throws IOException {
		List<String> lines = Files.readAllLines(Path.of("/proc/stat"));
		for (String line : lines) {
			String[] fields = line.split(" +");
			if (fields[0].equals("cpu" + core)) {
				long busy = 0;
				// user, nice, system, (idle, iowait), irq, softirq, steal
				for (int field : new int[] { 1, 2, 3, 6, 7, 8 }) {
					busy += Long.parseLong(fields[field]);
				}
				return busy / TICKS_PER_SECOND;
			}
		}
		throw new IOException("/proc/stat doesn't know core " + core);
	}

	private record Reading(double user, double system, double switches, double core) {

		static final Reading UNKNOWN = new Reading(Double.NaN, Double.NaN, Double.NaN, Double.NaN);

	}

}
