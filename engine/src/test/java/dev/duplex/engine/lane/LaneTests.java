package dev.duplex.engine.lane;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import dev.duplex.engine.nio.EventLoopGroup;
import dev.duplex.engine.transport.DeadlineHandler;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link Lane} as a context for tasks of many threads.
 */
class LaneTests {

	private final EventLoopGroup loops = new EventLoopGroup(1);

	private final Lane lane = new LaneGroup(1, this.loops::nextContext).next();

	@AfterEach
	void stop() {
		this.loops.close();
	}

	private static void await(CountDownLatch latch) {
		try {
			assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new AssertionError(ex);
		}
	}

	/**
	 * Keeps another thread in the lane.
	 */
	private final class Guest implements AutoCloseable {

		private final CountDownLatch mayLeave = new CountDownLatch(1);

		private final Thread thread;

		Guest() {
			CountDownLatch entered = new CountDownLatch(1);
			this.thread = new Thread(() -> LaneTests.this.lane.enter(() -> {
				entered.countDown();
				await(this.mayLeave);
			}), "guest");
			this.thread.start();
			await(entered);
		}

		@Override
		public void close() throws InterruptedException {
			this.mayLeave.countDown();
			this.thread.join(10_000);
			assertThat(this.thread.isAlive()).isFalse();
		}

	}

	@Test
	void whoEntersAnEmptyLaneDoesItsWorkItself() {
		List<Thread> threads = new ArrayList<>();
		this.lane.enter(() -> {
			threads.add(Thread.currentThread());
			assertThat(this.lane.isCurrent()).isTrue();
		});
		assertThat(threads).containsExactly(Thread.currentThread());
		assertThat(this.lane.isCurrent()).isFalse();
	}

	@Test
	void whoFindsTheLaneOccupiedLeavesItsWorkThere() throws Exception {
		List<Thread> threads = Collections.synchronizedList(new ArrayList<>());
		try (Guest guest = new Guest()) {
			this.lane.enter(() -> threads.add(Thread.currentThread()));
			assertThat(threads).isEmpty();
			guest.close();
			assertThat(threads).containsExactly(guest.thread);
		}
	}

	@Test
	void whatIsEnteredFromWithinComesAfterTheTaskAtHand() {
		List<String> order = new ArrayList<>();
		this.lane.enter(() -> {
			this.lane.enter(() -> order.add("inner"));
			order.add("outer");
		});
		assertThat(order).containsExactly("outer", "inner");
	}

	@Test
	void whatOthersGiveIsDoneByTheHome() {
		List<String> names = Collections.synchronizedList(new ArrayList<>());
		CountDownLatch done = new CountDownLatch(1);
		this.lane.execute(() -> {
			names.add(Thread.currentThread().getName());
			done.countDown();
		});
		await(done);
		assertThat(names).containsExactly("duplex-loop-0");
	}

	@Test
	void lazyTasksWaitForWhoComesNext() {
		AtomicInteger count = new AtomicInteger();
		this.lane.executeLazily(count::incrementAndGet);
		this.lane.executeLazily(count::incrementAndGet);
		assertThat(count).hasValue(0);
		this.lane.enter(count::incrementAndGet);
		assertThat(count).hasValue(3);
		CountDownLatch done = new CountDownLatch(1);
		this.lane.executeLazily(done::countDown);
		this.lane.wakeUp();
		await(done);
	}

	@Test
	void lazyTasksAreDoneIfNobodyComes() {
		for (int i = 0; i < 3; i++) {
			CountDownLatch done = new CountDownLatch(2);
			this.lane.executeLazily(done::countDown);
			this.lane.executeLazily(done::countDown);
			await(done);
		}
	}

	@Test
	void runsEndOfTurnTasksBehindTheTasksOfTheTurn() {
		List<String> order = new ArrayList<>();
		this.lane.enter(() -> {
			this.lane.atEndOfTurn(() -> order.add("end of turn"));
			this.lane.enter(() -> order.add("task"));
		});
		assertThat(order).containsExactly("task", "end of turn");
	}

	@Test
	void whatComesAtTheEndOfEveryTurnLeavesOthersTheirTurn() {
		AtomicBoolean over = new AtomicBoolean();
		this.lane.enter(() -> this.lane.atEndOfTurn(new Runnable() {

			@Override
			public void run() {
				if (!over.get()) {
					LaneTests.this.lane.atEndOfTurn(this);
				}
			}

		}));
		try {
			for (int i = 0; i < 100; i++) {
				CountDownLatch done = new CountDownLatch(1);
				this.lane.execute(done::countDown);
				await(done);
			}
		}
		finally {
			over.set(true);
		}
	}

	@Test
	void aFloodOfTasksIsLeftToTheHome() {
		List<Thread> threads = new ArrayList<>();
		CountDownLatch done = new CountDownLatch(2_000);
		this.lane.enter(new Runnable() {

			@Override
			public void run() {
				threads.add(Thread.currentThread());
				done.countDown();
				if (done.getCount() > 0) {
					LaneTests.this.lane.execute(this);
				}
			}

		});
		await(done);
		assertThat(threads).contains(Thread.currentThread());
		assertThat(threads.get(threads.size() - 1)).isNotSameAs(Thread.currentThread());
	}

	@Test
	void survivesWhatTasksThrow() {
		List<Throwable> reported = new ArrayList<>();
		Thread thread = Thread.currentThread();
		Thread.UncaughtExceptionHandler before = thread.getUncaughtExceptionHandler();
		thread.setUncaughtExceptionHandler((ignored, failure) -> reported.add(failure));
		try {
			AtomicInteger count = new AtomicInteger();
			this.lane.executeLazily(() -> {
				throw new IllegalStateException("task");
			});
			this.lane.enter(() -> this.lane.atEndOfTurn(() -> {
				throw new AssertionError("end of turn");
			}));
			this.lane.enter(count::incrementAndGet);
			assertThat(count).hasValue(1);
			assertThat(reported).hasSize(2);
		}
		finally {
			thread.setUncaughtExceptionHandler(before);
		}
	}

	/**
	 * Threads of both kinds at once: nothing is lost, nothing overlaps, and the tasks of
	 * one thread keep their order.
	 */
	@Test
	void neverOverlapsAndNeverLosesATask() throws Exception {
		int threads = 8;
		int each = 20_000;
		AtomicBoolean occupied = new AtomicBoolean();
		AtomicInteger overlaps = new AtomicInteger();
		List<List<Integer>> seen = new ArrayList<>();
		CountDownLatch done = new CountDownLatch(threads * each);
		List<Thread> running = new ArrayList<>();
		for (int i = 0; i < threads; i++) {
			List<Integer> mine = new ArrayList<>();
			seen.add(mine);
			int kind = i % 3;
			Thread thread = new Thread(() -> {
				for (int number = 0; number < each; number++) {
					int value = number;
					Runnable task = () -> {
						if (!occupied.compareAndSet(false, true)) {
							overlaps.incrementAndGet();
						}
						mine.add(value);
						occupied.set(false);
						done.countDown();
					};
					switch (kind) {
						case 0 -> this.lane.enter(task);
						case 1 -> this.lane.execute(task);
						default -> {
							this.lane.executeLazily(task);
							this.lane.wakeUp();
						}
					}
				}
			});
			running.add(thread);
			thread.start();
		}
		for (Thread thread : running) {
			thread.join(30_000);
		}
		await(done);
		assertThat(overlaps).hasValue(0);
		List<Integer> all = IntStream.range(0, each).boxed().toList();
		assertThat(seen).allSatisfy((mine) -> assertThat(mine).isEqualTo(all));
	}

	/**
	 * What a lane calls at its deadlines.
	 */
	private final class Alarm implements DeadlineHandler {

		private final CountDownLatch rung = new CountDownLatch(1);

		private volatile @Nullable String thread;

		private volatile boolean failed;

		void set(long millis) {
			LaneTests.this.lane.enter(() -> {
				int slot = LaneTests.this.lane.deadlines().add(this);
				LaneTests.this.lane.deadlines().set(slot, System.nanoTime() + millis * 1_000_000);
			});
		}

		@Override
		public void onDeadline(long nanoTime) {
			this.thread = Thread.currentThread().getName();
			this.rung.countDown();
		}

		@Override
		public void onFailure(@Nullable Throwable cause) {
			this.failed = true;
		}

	}

	@Test
	void deadlinesComeWhenNobodyElseDoes() {
		Alarm late = new Alarm();
		late.set(600);
		Alarm early = new Alarm();
		early.set(100);
		await(early.rung);
		assertThat(late.rung.getCount()).isOne();
		await(late.rung);
		assertThat(late.thread).isEqualTo("duplex-loop-0");
	}

	@Test
	void endsItsConnectionsWhenTheGroupCloses() {
		LaneGroup group = new LaneGroup(1, this.loops::nextContext);
		Lane closing = group.next();
		Alarm alarm = new Alarm();
		closing.enter(() -> closing.deadlines().add(alarm));
		group.close();
		assertThat(alarm.failed).isTrue();
		assertThat(closing.isClosing()).isTrue();
	}

	@Test
	void goesOnWithoutItsHome() {
		this.loops.close();
		List<String> order = new ArrayList<>();
		this.lane.execute(() -> order.add("executed"));
		this.lane.enter(() -> order.add("entered"));
		assertThat(order).containsExactly("executed", "entered");
	}

	@Test
	void aGroupGivesItsLanesInTurn() {
		LaneGroup group = new LaneGroup(3, this.loops::nextContext);
		List<Lane> first = List.of(group.next(), group.next(), group.next());
		assertThat(first).doesNotHaveDuplicates();
		assertThat(List.of(group.next(), group.next(), group.next())).isEqualTo(first);
	}

}
