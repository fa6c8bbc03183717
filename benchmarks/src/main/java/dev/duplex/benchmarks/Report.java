package dev.duplex.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

import org.jspecify.annotations.Nullable;

/**
 * Writes samples as tables of medians for people, and one by one for other programs.
 */
final class Report {

	private static final MeasuredServer REFERENCE = MeasuredServer.NETTY;

	private final LoadOptions options;

	private final @Nullable Cores cores;

	private final List<Sample> samples;

	Report(LoadOptions options, @Nullable Cores cores, List<Sample> samples) {
		this.options = options;
		this.cores = cores;
		this.samples = samples;
	}

	void write() throws IOException {
		Files.writeString(this.options.output().resolve("report.md"), markdown());
		Files.writeString(this.options.output().resolve("samples.csv"), csv());
		for (Cell cell : this.options.cells()) {
			Files.writeString(this.options.output().resolve(cell.name() + ".svg"), chart(cell));
		}
	}

	private String chart(Cell cell) {
		boolean idle = cell.kind() == Cell.Kind.IDLE;
		ToDoubleFunction<Sample> figure = idle ? Sample::heapBytes : Sample::cpuMicros;
		String note = idle ? "heap bytes per idle connection, less is better"
				: "server CPU in microseconds per " + cell.kind().unit() + ", less is better";
		List<BarChart.Bar> bars = this.options.servers().stream().map((server) -> {
			List<Sample> samples = samples(server, cell);
			return new BarChart.Bar(server.label(), server.isOurs(), median(samples, figure), min(samples, figure),
					max(samples, figure));
		}).toList();
		return BarChart.svg(cell.name(), note, bars, idle ? 0 : 2);
	}

	String markdown() {
		StringBuilder text = new StringBuilder(machine());
		for (Cell cell : this.options.cells()) {
			text.append("\n### ").append(cell.name()).append("\n\n");
			text.append((cell.kind() == Cell.Kind.IDLE) ? idleTable(cell) : loadTable(cell));
		}
		this.samples.stream()
			.filter((sample) -> sample.failures() > 0)
			.forEach((sample) -> text.append("\nFailed: round %d, %s, %s: %s (%d)\n".formatted(sample.round(),
					sample.server().label(), sample.cell().name(), sample.firstFailure(), sample.failures())));
		return text.toString();
	}

	String csv() {
		StringBuilder text = new StringBuilder(
				"server,cell,round,per_second,p50_us,p99_us,server_user_us,server_system_us,server_switches,"
						+ "client_busy,disturbance,received_bytes,heap_bytes_per_connection,other_bytes_per_connection,failures\n");
		for (Sample sample : this.samples) {
			text.append(
					String.format(Locale.ROOT, "%s,%s,%d,%.0f,%.1f,%.1f,%.3f,%.3f,%.4f,%.3f,%.3f,%.1f,%.0f,%.0f,%d\n",
							sample.server().label(), sample.cell().name(), sample.round(), sample.perSecond(),
							sample.p50Micros(), sample.p99Micros(), sample.userMicros(), sample.systemMicros(),
							sample.switches(), sample.clientBusy(), sample.disturbance(), sample.receivedBytes(),
							sample.heapBytes(), sample.otherBytes(), sample.failures()));
		}
		return text.toString();
	}

	private String loadTable(Cell cell) {
		StringBuilder table = new StringBuilder(
				"""
						| server | per second | p50 us | p99 us | server CPU us each | of it user | switches each | per server-core second | \
						x %s | bytes back each | client busy | disturbed |
						|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|
						"""
					.formatted(REFERENCE.label()));
		double reference = median(samples(REFERENCE, cell), Sample::perCoreSecond);
		for (MeasuredServer server : this.options.servers()) {
			if (!server.takes(cell.variant())) {
				continue;
			}
			List<Sample> samples = samples(server, cell);
			double perCore = median(samples, Sample::perCoreSecond);
			table.append("| %s | %s | %s | %s | %s | %s | %s | %s | %s | %s | %s | %s |\n".formatted(server.label(),
					range(samples, Sample::perSecond, 0), number(median(samples, Sample::p50Micros), 0),
					number(median(samples, Sample::p99Micros), 0), range(samples, Sample::cpuMicros, 2),
					number(median(samples, Sample::userMicros), 2), number(median(samples, Sample::switches), 3),
					number(perCore, 0), number(perCore / reference, 2),
					number(median(samples, Sample::receivedBytes), 0), number(median(samples, Sample::clientBusy), 2),
					number(max(samples, Sample::disturbance), 2)));
		}
		return table.toString();
	}

	private String idleTable(Cell cell) {
		StringBuilder table = new StringBuilder("""
				| server | heap bytes per connection | other bytes per connection |
				|---|--:|--:|
				""");
		for (MeasuredServer server : this.options.servers()) {
			if (!server.takes(cell.variant())) {
				continue;
			}
			List<Sample> samples = samples(server, cell);
			table.append("| %s | %s | %s |\n".formatted(server.label(), range(samples, Sample::heapBytes, 0),
					range(samples, Sample::otherBytes, 0)));
		}
		return table.toString();
	}

	private String machine() {
		return """
				%s: %s, %d cores%s; %s %s; %s %s (%s). Servers' JVM: %s. %d rounds of %s s, medians (min..max). Compression at level %d.
				"""
			.formatted(LocalDate.now(), processor(),
					(this.cores != null) ? 2 : Runtime.getRuntime().availableProcessors(),
					(this.cores != null) ? " (server on one, client on the other)" : " (nothing pinned)",
					System.getProperty("os.name"), System.getProperty("os.version"), System.getProperty("java.vm.name"),
					System.getProperty("java.runtime.version"), System.getProperty("java.vendor"),
					String.join(" ", this.options.jvmArguments()), this.options.rounds(),
					number(this.options.seconds(), 0), this.options.level());
	}

	private static String processor() {
		try {
			return Files.readAllLines(Path.of("/proc/cpuinfo"))
				.stream()
				.filter((line) -> line.startsWith("model name"))
				.map((line) -> line.substring(line.indexOf(':') + 2))
				.findFirst()
				.orElse(System.getProperty("os.arch"));
		}
		catch (IOException ex) {
			return System.getProperty("os.arch");
		}
	}

	private List<Sample> samples(MeasuredServer server, Cell cell) {
		return this.samples.stream()
			.filter((sample) -> sample.server() == server && sample.cell().equals(cell))
			.toList();
	}

	private static String range(List<Sample> samples, ToDoubleFunction<Sample> figure, int decimals) {
		return "%s (%s..%s)".formatted(number(median(samples, figure), decimals),
				number(min(samples, figure), decimals), number(max(samples, figure), decimals));
	}

	private static double median(List<Sample> samples, ToDoubleFunction<Sample> figure) {
		double[] sorted = samples.stream().mapToDouble(figure).sorted().toArray();
		if (sorted.length == 0) {
			return Double.NaN;
		}
		return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
	}

	private static double min(List<Sample> samples, ToDoubleFunction<Sample> figure) {
		return samples.stream().mapToDouble(figure).min().orElse(Double.NaN);
	}

	private static double max(List<Sample> samples, ToDoubleFunction<Sample> figure) {
		return samples.stream().mapToDouble(figure).max().orElse(Double.NaN);
	}

	private static String number(double value, int decimals) {
		return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%." + decimals + "f", value);
	}

}
