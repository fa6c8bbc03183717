package dev.duplex.benchmarks;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * What to run, as the command line says it.
 *
 * @param servers the servers, in the order in which each round takes them
 * @param cells what to measure
 * @param rounds how often, each with fresh server processes
 * @param warmUp seconds of load before the first measured cell of a process
 * @param seconds measured seconds of a cell
 * @param retries how often a cell is repeated when other work disturbed it
 * @param level zlib's level for cells with compression
 * @param jvmArguments arguments of every server's JVM
 * @param output the folder for reports and logs
 */
record LoadOptions(List<MeasuredServer> servers, List<Cell> cells, int rounds, double warmUp, double seconds,
		int retries, int level, List<String> jvmArguments, Path output) {

	static final String USAGE = """
			Options, each as --name=value:
			  servers        names, comma-separated (default: all)
			  cells          comma-separated (default: the cells of docs/performance.md)
			  rounds         default 3
			  warm-up        seconds before the first cell of a server process, default 15
			  seconds        measured seconds of a cell, default 5
			  retries        most repetitions of a cell that other work disturbed, default 2
			  level          of compression from 0 to 9, as far as a server lets it be chosen, default 6
			  jvm-arguments  added to every server's, space-separated
			  output         folder for report.md, samples.csv and the servers' logs, default target/load
			""";

	private static final String CELLS = "echo-100x16x128,echo-100x1x128,echo-10x4x16384,rate-100x20000x128,"
			+ "publish-1000x8x128,connect-50,idle-10000";

	private static final List<String> JVM_ARGUMENTS = List.of("-Xms1g", "-Xmx1g", "-XX:+UseParallelGC",
			"-XX:+AlwaysPreTouch");

	static LoadOptions parse(String... arguments) {
		Map<String, String> values = new HashMap<>();
		for (String argument : arguments) {
			int equals = argument.indexOf('=');
			if (!argument.startsWith("--") || equals < 0) {
				throw new IllegalArgumentException("not an option: " + argument);
			}
			values.put(argument.substring(2, equals), argument.substring(equals + 1));
		}
		String servers = values.remove("servers");
		String output = values.remove("output");
		LoadOptions options = new LoadOptions(
				(servers != null) ? Stream.of(servers.split(",")).map(MeasuredServer::of).toList()
						: List.of(MeasuredServer.values()),
				Stream.of(Objects.requireNonNullElse(values.remove("cells"), CELLS).split(","))
					.map(Cell::parse)
					.toList(),
				(int) number(values, "rounds", 3), number(values, "warm-up", 15), number(values, "seconds", 5),
				(int) number(values, "retries", 2), (int) number(values, "level", 6),
				jvmArguments(values.remove("jvm-arguments")), Path.of((output != null) ? output : "target/load"));
		if (!values.isEmpty()) {
			throw new IllegalArgumentException("unknown: " + values.keySet());
		}
		return options;
	}

	private static double number(Map<String, String> values, String name, double defaultValue) {
		String value = values.remove(name);
		return (value != null) ? Double.parseDouble(value) : defaultValue;
	}

	private static List<String> jvmArguments(@Nullable String more) {
		if (more == null || more.isBlank()) {
			return JVM_ARGUMENTS;
		}
		return Stream.concat(JVM_ARGUMENTS.stream(), Stream.of(more.strip().split(" +"))).toList();
	}

}
