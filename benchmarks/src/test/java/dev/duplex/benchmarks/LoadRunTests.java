package dev.duplex.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * That every server starts and passes every kind of cell. Nothing here is a measurement.
 */
class LoadRunTests {

	@TempDir
	private Path output;

	@ParameterizedTest
	@EnumSource
	void everyServerPassesLoads(MeasuredServer server) throws IOException {
		LoadOptions options = options("--servers=" + server.label(),
				"--cells=echo-3x2x128,echo-2x1x300-binary,echo-2x2x16384,rate-3x200x128,publish-5x3x128,connect-2");
		List<Sample> samples = run(options);
		assertThat(samples).hasSize(6).allSatisfy((sample) -> assertThat(sample.perSecond()).isPositive());
	}

	@ParameterizedTest
	@MethodSource("programsWithTls")
	void everyProgramCompresses(MeasuredServer server) throws IOException {
		List<Sample> samples = run(
				options("--servers=" + server.label(), "--cells=echo-3x4x1024-deflate,echo-3x4x1024-deflate-takeover"));
		assertThat(samples).hasSize(2);
		assertThat(samples.get(0).receivedBytes()).isBetween(100.0, 900.0);
		assertThat(samples.get(1).receivedBytes()).isLessThan(samples.get(0).receivedBytes());
	}

	@ParameterizedTest
	@MethodSource("programsWithTls")
	void everyProgramSpeaksTls(MeasuredServer server) throws IOException {
		List<Sample> samples = run(options("--servers=" + server.label(), "--cells=echo-3x4x1024-tls"));
		assertThat(samples).hasSize(1).allSatisfy((sample) -> assertThat(sample.perSecond()).isPositive());
	}

	@Test
	void loadsAreMeasuredWhileSlowRequestsHoldTheThreads() throws IOException {
		List<Sample> samples = run(
				options("--servers=duplex-engine,duplex-tomcat,duplex-jetty", "--cells=echo-3x1x128-slow-requests"));
		assertThat(samples).hasSize(2).allSatisfy((sample) -> assertThat(sample.p99Micros()).isLessThan(400_000));
	}

	@Test
	void deliveriesAreMeasuredBesideSlowReaders() throws IOException {
		List<Sample> samples = run(
				options("--servers=duplex-engine,duplex-own-port,netty", "--cells=publish-20x2x128-slow-readers"));
		assertThat(samples).hasSize(3).allSatisfy((sample) -> assertThat(sample.perSecond()).isPositive());
	}

	@Test
	void idleConnectionsAreHeld() throws IOException {
		List<Sample> samples = run(options("--servers=duplex-engine",
				"--cells=idle-20,idle-20-deflate,idle-20-deflate-takeover,idle-20-tls"));
		assertThat(samples).hasSize(4).allSatisfy((sample) -> assertThat(sample.heapBytes()).isFinite());
	}

	@Test
	void whatWasMeasuredIsReported() throws IOException {
		LoadOptions options = options("--servers=duplex-engine,netty", "--cells=echo-1x1x16,connect-1");
		Report report = new Report(options, null, run(options));
		report.write();
		assertThat(Files.readAllLines(this.output.resolve("samples.csv"))).hasSize(5);
		assertThat(Files.readString(this.output.resolve("report.md"))).contains("### echo-1x1x16", "### connect-1",
				"| duplex-engine |", "| netty |");
		assertThat(Files.readString(this.output.resolve("echo-1x1x16.svg"))).contains(">duplex-engine<", ">netty<");
	}

	/**
	 * One server of each program.
	 */
	static Collection<MeasuredServer> programsWithTls() {
		return Stream.of(MeasuredServer.values())
			.filter((server) -> server.takes(Variant.TLS))
			.collect(Collectors.toMap(MeasuredServer::program, Function.identity(), (first, other) -> first,
					LinkedHashMap::new))
			.values();
	}

	private LoadOptions options(String servers, String cells) {
		return LoadOptions.parse(servers, cells, "--rounds=1", "--warm-up=0.1", "--seconds=0.2", "--retries=0",
				"--jvm-arguments=-Xms64m -Xmx256m -XX:-AlwaysPreTouch -XX:TieredStopAtLevel=1",
				"--output=" + this.output);
	}

	private List<Sample> run(LoadOptions options) throws IOException {
		List<Sample> samples = new LoadRun(options, null).run();
		assertThat(samples).allSatisfy((sample) -> {
			assertThat(sample.firstFailure()).isNull();
			assertThat(sample.failures()).isZero();
		});
		return samples;
	}

}
