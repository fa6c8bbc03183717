package dev.duplex.benchmarks.codec;

import java.lang.management.ManagementFactory;

import com.sun.management.ThreadMXBean;
import dev.duplex.benchmarks.codec.EchoBenchmark.Messages;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the core allocates per echoed message: nothing, but for the view that keeps a
 * handler's hands off the rest of the loop's buffer, and for the {@code String} that it
 * asks for. Counted by the JVM, so neither the machine nor its load matters.
 */
class EchoAllocationTests {

	private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	private static final int BURSTS = 2000;

	private static final int MESSAGES_IN_A_BURST = 16;

	/**
	 * What the JIT compiler has not got to yet allocates more: it gets several chances.
	 */
	private static final int ATTEMPTS = 20;

	@ParameterizedTest
	@ValueSource(ints = { 16, 128, 4096 })
	void theCodecAllocatesNothing(int size) {
		CodecBenchmark benchmark = new CodecBenchmark();
		benchmark.size = size;
		benchmark.prepare();
		assertThat(leastAllocation(() -> {
			benchmark.decodeAndCheckBurst();
			benchmark.encodeBurst();
		})).isZero();
	}

	@ParameterizedTest
	@CsvSource({ "TEXT, 128, 64", "BINARY, 128, 64", "TEXT, 4096, 64", "BINARY, 4096, 64", "STRING, 128, 600" })
	void anEchoTakesNoMoreThan(Messages messages, int size, long bytes) {
		EchoBenchmark benchmark = new EchoBenchmark();
		benchmark.messages = messages;
		benchmark.size = size;
		benchmark.prepare();
		try {
			assertThat(leastAllocation(benchmark::echo)).isLessThanOrEqualTo(bytes);
		}
		finally {
			benchmark.end();
		}
	}

	/**
	 * The least bytes per message that some thousand bursts took.
	 */
	private static long leastAllocation(Runnable burst) {
		long least = Long.MAX_VALUE;
		for (int i = 0; i < ATTEMPTS; i++) {
			long before = THREADS.getCurrentThreadAllocatedBytes();
			for (int j = 0; j < BURSTS; j++) {
				burst.run();
			}
			long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
			least = Math.min(least, allocated / (BURSTS * MESSAGES_IN_A_BURST));
		}
		return least;
	}

}
