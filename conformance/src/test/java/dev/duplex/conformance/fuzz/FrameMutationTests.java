package dev.duplex.conformance.fuzz;

import java.time.Duration;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A million streams of frames, most of them wrong somewhere. The same ones in each build,
 * unless system properties say otherwise: {@code duplex.fuzz.seed},
 * {@code duplex.fuzz.streams}, {@code duplex.fuzz.first}, {@code duplex.fuzz.minutes}.
 */
@Tag("fuzz")
class FrameMutationTests {

	private static final long SEED = 6455;

	private static final long STREAMS = 1_000_000;

	@Test
	void nothingButAProtocolFailureComesOfAnyStreamHoweverItIsCut() {
		boolean ci = "true".equals(System.getenv("CI"));
		long seed = Long.getLong("duplex.fuzz.seed", SEED);
		long streams = Long.getLong("duplex.fuzz.streams", STREAMS);
		Duration budget = Duration.ofMinutes(Long.getLong("duplex.fuzz.minutes", ci ? 20 : 3));
		MutationRun run = new MutationRun(seed, Long.getLong("duplex.fuzz.first", 0), streams);
		long start = System.nanoTime();
		long checked = run.run(budget);
		double seconds = (System.nanoTime() - start) / 1e9;
		System.out.printf("%d of %d streams of seed %d in %.1f s: %.0f a second, %d MB%n", checked, streams, seed,
				seconds, checked / seconds, run.bytes() / 1_000_000);
		assertThat(checked).isPositive();
	}

}
