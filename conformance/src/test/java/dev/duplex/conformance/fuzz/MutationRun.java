package dev.duplex.conformance.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import dev.duplex.conformance.fuzz.stream.FrameStream;
import dev.duplex.conformance.fuzz.stream.StreamGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Checks streams of a seed, one after another on as many threads as there are processors,
 * until all are checked, one is found wrong, or time is up. Which streams there are, and
 * what is checked of each, does not depend on the threads.
 */
final class MutationRun {

	/** Which threads hang is looked at so often. */
	private static final long POLL_MILLIS = 100;

	/** A stream that was looked at so often and is still not done will never be. */
	private static final int MOST_POLLS = 600;

	private static final int BLOCK = 256;

	/** How many bytes of a stream are shown; all of them are in a file. */
	private static final int SHOWN = 2_048;

	private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

	private final long seed;

	private final long first;

	private final long count;

	private final Supplier<StreamCheck> checks;

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
	 * @param checks makes what checks them, one for each thread
	 */
	MutationRun(long seed, long first, long count, Supplier<StreamCheck> checks) {
		this.seed = seed;
		this.first = first;
		this.count = count;
		this.checks = checks;
	}

	/**
	 * Runs.
	 * @param budget when to stop
	 * @param hang the processor's time after which a stream is found to hang
	 * @return how many streams were checked
	 * @throws AssertionError if one of them is wrong, saying how to see it again
	 * @throws InterruptedException if the caller is interrupted
	 */
	long run(Duration budget, Duration hang) throws InterruptedException {
		long end = System.nanoTime() + budget.toNanos();
		List<Worker> workers = new ArrayList<>();
		for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
			workers.add(new Worker("fuzz-" + i, this.checks.get()));
		}
		workers.forEach(Thread::start);
		while (workers.stream().anyMatch(Thread::isAlive)) {
			for (Worker worker : workers) {
				worker.join(POLL_MILLIS / workers.size());
				if (worker.isHanging(hang)) {
					this.finding.compareAndSet(null, worker.hang());
					workers.remove(worker);
					break;
				}
			}
			if (System.nanoTime() - end > 0 || this.finding.get() != null) {
				this.stopped = true;
			}
		}
		Finding wrong = this.finding.get();
		if (wrong != null) {
			throw new AssertionError(describe(wrong), wrong.problem());
		}
		return this.checked.get();
	}

	/**
	 * How many bytes the streams had.
	 */
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
				wrong.number(), this.seed, stream.rules(), wrong.problem().getMessage(), hex(stream.bytes()), this.seed,
				wrong.number(), file);
	}

	private static String hex(byte[] bytes) {
		HexFormat format = HexFormat.ofDelimiter(" ").withUpperCase();
		return (bytes.length <= SHOWN) ? format.formatHex(bytes)
				: format.formatHex(bytes, 0, SHOWN) + " and %d more".formatted(bytes.length - SHOWN);
	}

	private final class Worker extends Thread {

		private final StreamCheck check;

		private volatile long number = -1;

		/** Like what follows: the watching thread's. */
		private long watched = -1;

		private long cpuTime;

		private int polls;

		Worker(String name, StreamCheck check) {
			super(name);
			this.check = check;
			setDaemon(true);
		}

		@Override
		public void run() {
			long from;
			while (!MutationRun.this.stopped
					&& (from = MutationRun.this.next.getAndAdd(BLOCK)) < MutationRun.this.count) {
				long to = Math.min(from + BLOCK, MutationRun.this.count);
				for (long i = from; i < to; i++) {
					this.number = MutationRun.this.first + i;
					try {
						check(this.number);
					}
					catch (Throwable ex) {
						MutationRun.this.finding.compareAndSet(null, new Finding(this.number, ex));
						MutationRun.this.stopped = true;
						return;
					}
				}
				MutationRun.this.checked.addAndGet(to - from);
			}
		}

		private void check(long which) {
			FrameStream stream = StreamGenerator.stream(MutationRun.this.seed, which);
			MutationRun.this.bytes.addAndGet(stream.bytes().length);
			this.check.check(which, stream);
		}

		/**
		 * Whether it is at the same stream for long: by what it took of the processor, as
		 * a busy machine may not give it any.
		 */
		boolean isHanging(Duration hang) {
			long current = this.number;
			long now = THREADS.getThreadCpuTime(getId());
			if (current != this.watched) {
				this.watched = current;
				this.cpuTime = now;
				this.polls = 0;
				return false;
			}
			this.polls++;
			return isAlive() && (now - this.cpuTime > hang.toNanos() || this.polls > MOST_POLLS);
		}

		Finding hang() {
			AssertionError problem = new AssertionError("does not end");
			problem.setStackTrace(getStackTrace());
			return new Finding(this.number, problem);
		}

	}

}
