package dev.duplex.conformance.fuzz;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.duplex.conformance.fuzz.stream.StreamGenerator;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * What a run does with what it finds.
 */
class MutationRunTests {

	private static final Duration MINUTE = Duration.ofMinutes(1);

	@Test
	void checksEveryStreamOnce() throws InterruptedException {
		Set<Long> checked = ConcurrentHashMap.newKeySet();
		MutationRun run = new MutationRun(1, 500, 3_000, () -> (number, stream) -> checked.add(number));
		assertThat(run.run(MINUTE, MINUTE)).isEqualTo(3_000);
		assertThat(checked).hasSize(3_000).contains(500L, 3_499L);
	}

	@Test
	void showsTheStreamThatIsWrongAndHowToSeeItAgain() throws Exception {
		MutationRun run = new MutationRun(1, 0, 3_000, () -> (number, stream) -> {
			if (number == 2_000) {
				throw new AssertionError("is wrong");
			}
		});
		assertThatThrownBy(() -> run.run(MINUTE, MINUTE)).isInstanceOf(AssertionError.class)
			.hasMessageStartingWith("stream 2000 of seed 1 (from a ")
			.hasMessageContaining("): is wrong")
			.hasMessageContaining("-Dduplex.fuzz.seed=1 -Dduplex.fuzz.first=2000 -Dduplex.fuzz.streams=1");
		assertThat(Files.readAllBytes(Path.of("target/fuzz/stream-1-2000")))
			.isEqualTo(StreamGenerator.stream(1, 2_000).toBytes());
	}

	@Test
	void findsAStreamThatDoesNotEnd() {
		AtomicBoolean released = new AtomicBoolean();
		MutationRun run = new MutationRun(1, 0, 3_000, () -> (number, stream) -> {
			while (number == 1_000 && !released.get()) {
				Thread.onSpinWait();
			}
		});
		assertThatThrownBy(() -> run.run(MINUTE, Duration.ofMillis(300))).hasMessageContaining("stream 1000 of seed 1")
			.hasMessageContaining("does not end");
		released.set(true);
	}

	@Test
	void stopsWhenTimeIsUpAndSaysHowManyWereChecked() throws InterruptedException {
		MutationRun run = new MutationRun(1, 0, Long.MAX_VALUE, () -> (number, stream) -> {
		});
		assertThat(run.run(Duration.ofMillis(50), MINUTE)).isPositive().isLessThan(Long.MAX_VALUE);
	}

}
