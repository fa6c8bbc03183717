package dev.duplex.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * That every server starts and passes every kind of cell. Nothing here is a measurement.
 */
class LoadRunTests {

	@ParameterizedTest
	@EnumSource
	void runsEndToEnd(MeasuredServer server, @TempDir Path output) throws IOException {
		LoadOptions options = LoadOptions.parse("--servers=" + server.label(),
				"--cells=echo-3x2x128,echo-2x1x300-binary,connect-2,idle-20", "--rounds=1", "--warm-up=0.1",
				"--seconds=0.2", "--retries=0", "--jvm-arguments=-Xms64m -Xmx64m -XX:-AlwaysPreTouch",
				"--output=" + output);
		List<Sample> samples = new LoadRun(options, null).run();
		assertThat(samples).hasSize(4).allSatisfy((sample) -> {
			assertThat(sample.firstFailure()).isNull();
			assertThat(sample.failures()).isZero();
		});
		assertThat(samples).filteredOn((sample) -> sample.cell().kind() != Cell.Kind.IDLE)
			.allSatisfy((sample) -> assertThat(sample.perSecond()).isPositive());
		Report report = new Report(options, null, samples);
		report.write();
		assertThat(Files.readAllLines(output.resolve("samples.csv"))).hasSize(5);
		assertThat(Files.readString(output.resolve("report.md"))).contains("### echo-3x2x128", "### connect-2",
				"### idle-20", "| " + server.label() + " |");
	}

}
