package dev.duplex.conformance.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

import dev.duplex.conformance.fuzz.stream.FrameStream;
import dev.duplex.conformance.fuzz.stream.StreamGenerator;
import dev.duplex.conformance.fuzz.stream.StreamOracle;
import org.jspecify.annotations.Nullable;

/**
 * Checks streams of a seed, one after another on as many threads as there are processors,
 * until all are checked, one is found wrong, or time is up. Which streams there are, and
 * what is checked of each, does not depend on the threads.
 */
final class MutationRun {

	/** A decoder that stands still this long does so for good. */
	private static final Duration HANG = Duration.ofSeconds(20);

	private static final int BLOCK = 256;

	/** How many bytes of a stream are shown; all of them are in a file. */
	private static final int SHOWN = 2_048;

	/** Of so many streams one is also measured for what it allocates. */
	private static final int ALLOCATION = 32;

	/** Of so many streams one also arrives on a connection. */
	private static final int CONNECTION = 4;

	private final long seed;

	private final long first;

	private final long count;

	private final AtomicLong next = new AtomicLong();

	private final AtomicLong checked = new AtomicLong();

	private final AtomicLong bytes = new AtomicLong();

	private final AtomicReference<@Nullable Finding> finding = new AtomicReference<>();

	private volatile boolean stopped;

	/**
	 * A stream that is wrong.
	 *
	 * @param number its number
	 * @param problem what is wrong
	 */
	private record Finding(long number, Throwable problem) {
	}

	/**
	 * Creates a run.
	 * @param seed the seed
	 * @param first the first stream's number
	 * @param count how many streams
	 */
	MutationRun(long seed, long first, long count) {
		this.seed = seed;
		this.first = first;
		this.count = count;
	}

	/**
	 * Runs.
	 * @param budget when to stop
	 * @return how many streams were checked
	 * @throws AssertionError if one of them is wrong, saying how to see it again
	 */
	long run(Duration budget) {
		long end = System.nanoTime() + budget.toNanos();
		List<Worker> workers = new ArrayList<>();
		for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
			Worker worker = new Worker(i);
			workers.add(worker);
			worker.start();
		}
		try {
			for (Worker worker : workers) {
				await(worker, end);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
		finally {
			this.stopped = true;
		}
		Finding wrong = this.finding.get();
		if (wrong != null) {
			throw new AssertionError(describe(wrong), wrong.problem());
		}
		return this.checked.get();
	}

	private void await(Worker worker, long end) throws InterruptedException {
		while (worker.isAlive()) {
			worker.join(100);
			if (System.nanoTime() - end > 0) {
				this.stopped = true;
			}
			if (worker.isHanging()) {
				this.finding.compareAndSet(null, worker.hang());
				return;
			}
		}
	}

	long bytes() {
		return this.bytes.get();
	}

	private String describe(Finding wrong) {
		FrameStream stream = StreamGenerator.stream(this.seed, wrong.number());
		Path file = Path.of("target", "fuzz", "stream-%d-%d".formatted(this.seed, wrong.number()));
		try {
			Files.createDirectories(file.getParent());
			Files.write(file, stream.toBytes());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return """
				stream %d of seed %d (%s): %s
				bytes: %s
				again: mvn -pl conformance -am test -Dtest=FrameMutationTests -Dsurefire.failIfNoSpecifiedTests=false \
				-Dduplex.fuzz.seed=%d -Dduplex.fuzz.first=%d -Dduplex.fuzz.streams=1
				to keep it: copy conformance/%s to conformance/src/test/resources/fuzz/frame-stream/""".formatted(
				wrong.number(), this.seed, stream.rules(), wrong.problem().getMessage(),
				HexFormat.ofDelimiter(" ").withUpperCase().formatHex(stream.bytes()), this.seed, wrong.number(), file);
	}

	private static String hex(byte[] bytes) {
		HexFormat format = HexFormat.ofDelimiter(" ").withUpperCase();
		return (bytes.length <= SHOWN) ? format.formatHex(bytes)
				: format.formatHex(bytes, 0, SHOWN) + " and %d more".formatted(bytes.length - SHOWN);
	}

	private final class Worker extends Thread {

		private final StreamOracle oracle = new StreamOracle();

		private volatile long number;

		private volatile long since = System.nanoTime();

		Worker(int index) {
			super("fuzz-" + index);
			setDaemon(true);
		}

		@Override
		public void run() {
			long from;
			while (!MutationRun.this.stopped
					&& (from = MutationRun.this.next.getAndAdd(BLOCK)) < MutationRun.this.count) {
				long to = Math.min(from + BLOCK, MutationRun.this.count);
				for (long i = from; i < to; i++) {
					if (!check(MutationRun.this.first + i)) {
						return;
					}
				}
				MutationRun.this.checked.addAndGet(to - from);
			}
		}

		private boolean check(long which) {
			this.number = which;
			this.since = System.nanoTime();
			try {
				FrameStream stream = StreamGenerator.stream(MutationRun.this.seed, which);
				MutationRun.this.bytes.addAndGet(stream.bytes().length);
				this.oracle.check(stream);
				if (which % ALLOCATION == 0) {
					this.oracle.checkAllocation(stream);
				}
				if (which % CONNECTION == 0) {
					this.oracle.checkConnection(stream);
				}
				return true;
			}
			catch (Throwable ex) {
				MutationRun.this.finding.compareAndSet(null, new Finding(which, ex));
				MutationRun.this.stopped = true;
				return false;
			}
		}

		boolean isHanging() {
			return isAlive() && System.nanoTime() - this.since > HANG.toNanos();
		}

		Finding hang() {
			AssertionError hang = new AssertionError(
					"does not end; its thread is at " + Arrays.toString(getStackTrace()));
			hang.setStackTrace(getStackTrace());
			return new Finding(this.number, hang);
		}

	}

}
