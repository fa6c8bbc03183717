package dev.duplex.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

import dev.duplex.benchmarks.client.ConnectLoad;
import dev.duplex.benchmarks.client.EchoLoad;
import dev.duplex.benchmarks.client.IdleLoad;
import dev.duplex.benchmarks.client.LoadResult;
import dev.duplex.benchmarks.client.PublishLoad;
import dev.duplex.benchmarks.client.RateLoad;
import dev.duplex.benchmarks.client.Script;
import dev.duplex.benchmarks.client.SlowReaders;
import dev.duplex.benchmarks.client.SlowRequests;
import dev.duplex.benchmarks.client.Target;
import dev.duplex.benchmarks.client.Window;
import dev.duplex.benchmarks.server.Certificate;
import dev.duplex.benchmarks.server.ServerArguments;
import org.jspecify.annotations.Nullable;

/**
 * Measures servers side by side. In each round every server gets a fresh process, one
 * after the other, so that the machine's drift hits all of them alike.
 */
public final class LoadRun {

	private static final String TOPIC = "/topic";

	/** Tomcat's largest, unless it is told otherwise. */
	private static final int USUAL_MESSAGE_SIZE = 8192;

	private static final double SETTLE_SECONDS = 1;

	private static final double WARM_UP_CONNECT_SECONDS = 2;

	// The native memory that they leave is used again, and missing from what is measured.
	private static final int WARM_UP_IDLE_SHARE = 20;

	// Above this share of its core the server lost so much to others that the cell is
	// repeated.
	private static final double DISTURBED = 0.03;

	private static final Window NO_WINDOW = new Window() {

		@Override
		public void begin() {
		}

		@Override
		public void end() {
		}

	};

	private final LoadOptions options;

	private final @Nullable Cores cores;

	private @Nullable Certificate certificate;

	private final List<Sample> samples = new ArrayList<>();

	LoadRun(LoadOptions options, @Nullable Cores cores) {
		this.options = options;
		this.cores = cores;
	}

	/**
	 * Runs what the arguments say and exits, with 1 if anything failed on the way.
	 * @param arguments {@code --name=value} each; {@code --help} lists them
	 * @throws IOException if a server or the client could not go on
	 */
	public static void main(String[] arguments) throws IOException {
		LoadOptions options;
		try {
			options = LoadOptions.parse(arguments);
		}
		catch (IllegalArgumentException ex) {
			System.err.println(ex.getMessage() + "\n\n" + LoadOptions.USAGE);
			System.exit(2);
			return;
		}
		Cores cores = Cores.find();
		if (cores != null) {
			cores.pinClient();
		}
		List<Sample> samples = new LoadRun(options, cores).run();
		Report report = new Report(options, cores, samples);
		System.out.println();
		System.out.println(report.markdown());
		report.write();
		System.exit(samples.stream().anyMatch((sample) -> sample.failures() > 0) ? 1 : 0);
	}

	List<Sample> run() throws IOException {
		Files.createDirectories(this.options.output());
		for (int round = 1; round <= this.options.rounds(); round++) {
			for (MeasuredServer server : this.options.servers()) {
				measureLoads(server, round);
				for (Cell cell : this.options.cells()) {
					if (cell.kind() == Cell.Kind.IDLE && server.takes(cell.variant())) {
						add(measureIdle(server, cell, round));
					}
				}
			}
		}
		return this.samples;
	}

	private void measureLoads(MeasuredServer server, int round) throws IOException {
		Map<Variant, List<Cell>> cells = this.options.cells()
			.stream()
			.filter((cell) -> cell.kind() != Cell.Kind.IDLE && server.takes(cell.variant()))
			.collect(Collectors.groupingBy((cell) -> cell.variant().ofServer(), LinkedHashMap::new,
					Collectors.toList()));
		for (Map.Entry<Variant, List<Cell>> group : cells.entrySet()) {
			measureLoads(server, group.getKey(), group.getValue(), round);
		}
	}

	private void measureLoads(MeasuredServer server, Variant variant, List<Cell> cells, int round) throws IOException {
		try (ServerProcess process = start(server, variant, largest(cells))) {
			warmUp(process, cells);
			for (Cell cell : cells) {
				Sample sample = measureLoad(process, server, cell, round);
				for (int retry = 0; retry < this.options.retries() && sample.disturbance() > DISTURBED; retry++) {
					Sample again = measureLoad(process, server, cell, round);
					sample = (again.disturbance() < sample.disturbance()) ? again : sample;
				}
				add(sample);
			}
		}
	}

	/**
	 * Some servers have to be told of messages that are larger than is usual.
	 */
	private static List<String> largest(List<Cell> cells) {
		int largest = cells.stream().mapToInt(Cell::size).max().orElse(0);
		return (largest > USUAL_MESSAGE_SIZE) ? List.of(ServerArguments.messageSize(largest)) : List.of();
	}

	private ServerProcess start(MeasuredServer server, Variant variant, List<String> arguments) throws IOException {
		return switch (variant) {
			case TEXT, BINARY, SLOW_REQUESTS, SLOW_READERS ->
				ServerProcess.start(server, arguments, null, this.options, this.cores);
			case DEFLATE, DEFLATE_TAKEOVER -> {
				String deflate = ServerArguments.deflate(this.options.level(), variant == Variant.DEFLATE_TAKEOVER);
				yield ServerProcess.start(server, List.of(deflate), null, this.options, this.cores);
			}
			case TLS -> startWithTls(server);
		};
	}

	private ServerProcess startWithTls(MeasuredServer server) throws IOException {
		Certificate shown = this.certificate;
		if (shown == null) {
			shown = Certificate.make(this.options.output());
			this.certificate = shown;
		}
		try {
			return ServerProcess.start(server, List.of(ServerArguments.tls(shown)), shown.clientContext(), this.options,
					this.cores);
		}
		catch (GeneralSecurityException ex) {
			throw new IOException(ex);
		}
	}

	private void warmUp(ServerProcess process, List<Cell> cells) throws IOException {
		for (Cell cell : cells) {
			double seconds = (cell.kind() == Cell.Kind.CONNECT)
					? Math.min(WARM_UP_CONNECT_SECONDS, this.options.warmUp())
					: this.options.warmUp() / cells.stream().filter((each) -> each.kind() != Cell.Kind.CONNECT).count();
			load(process, cell, 0, seconds, NO_WINDOW);
		}
	}

	private Sample measureLoad(ServerProcess process, MeasuredServer server, Cell cell, int round) throws IOException {
		CpuClock clock = new CpuClock(process.pid(), this.cores);
		LoadResult result = load(process, cell, Math.min(SETTLE_SECONDS, this.options.warmUp()), this.options.seconds(),
				clock);
		return Sample.ofLoad(server, cell, round, result, clock);
	}

	private static LoadResult load(ServerProcess process, Cell cell, double settle, double seconds, Window window)
			throws IOException {
		Target target = process.target();
		Script script = cell.script();
		return switch (cell.kind()) {
			case ECHO -> echo(target, cell, settle, seconds, window);
			case RATE -> RateLoad.run(target, cell.connections(), cell.pace(), script, settle, seconds, window);
			case PUBLISH -> publish(target.at(TOPIC), cell, settle, seconds, window);
			case CONNECT -> ConnectLoad.run(target, cell.connections(), script, settle, seconds, window);
			case IDLE -> throw new IllegalArgumentException(cell.name());
		};
	}

	private static LoadResult echo(Target target, Cell cell, double settle, double seconds, Window window)
			throws IOException {
		SlowRequests requests = (cell.variant() == Variant.SLOW_REQUESTS) ? SlowRequests.start(target) : null;
		try {
			return EchoLoad.run(target, cell.connections(), cell.pace(), cell.script(), settle, seconds, window);
		}
		finally {
			if (requests != null) {
				requests.stop();
			}
		}
	}

	private static LoadResult publish(Target target, Cell cell, double settle, double seconds, Window window)
			throws IOException {
		int slow = cell.slowReaders();
		try (SlowReaders readers = SlowReaders.start(target, slow, cell.script())) {
			LoadResult result = PublishLoad.run(target, cell.connections() - slow, cell.pace(), cell.script(), settle,
					seconds, window);
			if (slow > 0 && window != NO_WINDOW) {
				System.out.println(readers.closedByServer() + " of " + slow + " slow readers were closed");
			}
			return result;
		}
	}

	private Sample measureIdle(MeasuredServer server, Cell cell, int round) throws IOException {
		try (ServerProcess process = start(server, cell.variant(), List.of())) {
			Script script = cell.script();
			int messages = cell.messagesBeforeIdle();
			int warmUp = Math.max(1, cell.connections() / WARM_UP_IDLE_SHARE);
			IdleLoad.run(process.target(), warmUp, script, messages, () -> {
			});
			IdleMemory memory = new IdleMemory(process);
			memory.readBefore();
			String failure = IdleLoad.run(process.target(), cell.connections(), script, messages,
					memory::readWhileOpen);
			return Sample.ofIdle(server, cell, round, memory.heapBytes() / cell.connections(),
					memory.otherBytes() / cell.connections(), failure);
		}
	}

	private void add(Sample sample) {
		this.samples.add(sample);
		String line = "round %d  %-15s %-18s ".formatted(sample.round(), sample.server().label(), sample.cell().name());
		if (sample.cell().kind() == Cell.Kind.IDLE) {
			line += String.format(Locale.ROOT, "%8.0f B heap, %6.0f B other per connection", sample.heapBytes(),
					sample.otherBytes());
		}
		else {
			line += String.format(Locale.ROOT,
					"%9.0f/s  p50 %6.0f us  p99 %6.0f us  server %6.2f us each (%.2f user)  client busy %.2f  disturbed %.2f",
					sample.perSecond(), sample.p50Micros(), sample.p99Micros(), sample.cpuMicros(), sample.userMicros(),
					sample.clientBusy(), sample.disturbance());
		}
		if (sample.failures() > 0) {
			line += "  FAILED " + sample.failures() + ": " + sample.firstFailure();
		}
		System.out.println(line);
	}

}
