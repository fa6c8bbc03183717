package dev.duplex.conformance.fuzz;

import java.time.Duration;
import java.util.Locale;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.fail;

/**
 * A million streams of frames, most of them wrong somewhere: nothing but a protocol
 * failure comes of any of them, the same however it is cut, soon, and within bounds of
 * memory. They are the same ones in each build, unless system properties say otherwise;
 * see {@code docs/fuzzing.md}.
 */
@Tag("fuzz")
class FrameMutationTests {

	private static final long SEED = 6455;

	private static final long STREAMS = 1_000_000;

	private static final Duration HANG = Duration.ofSeconds(10);

	@Test
	void aMillionStreamsBreakNothing() throws InterruptedException {
		boolean ci = "true".equals(System.getenv("CI"));
		long seed = Long.getLong("duplex.fuzz.seed", SEED);
		long streams = Long.getLong("duplex.fuzz.streams", STREAMS);
		// Where the number counts, a slow machine is given the time it takes, within
		// reason; where somebody waits, what was checked in some minutes has to do.
		long minutes = Long.getLong("duplex.fuzz.minutes", ci ? 20 : 3);
		MutationRun run = new MutationRun(seed, Long.getLong("duplex.fuzz.first", 0), streams, StreamCheck::all);
		long start = System.nanoTime();
		long checked = run.run(Duration.ofMinutes(minutes), HANG);
		double seconds = (System.nanoTime() - start) / 1e9;
		System.out.printf(Locale.ROOT, "Checked %,d streams of seed %d in %.1f s: %,.0f a second, %,d MB%n", checked,
				seed, seconds, checked / seconds, run.bytes() / 1_000_000);
		if (checked < streams) {
			String message = "Time was up after %d minutes: %d of %d streams were checked".formatted(minutes, checked,
					streams);
			if (ci) {
				fail(message);
			}
			System.err.printf("%n*** %s. All of them are, where CI=true. ***%n%n", message);
		}
	}

}
