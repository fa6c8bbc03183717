package dev.duplex.engine.nio;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link EventLoop} as a context for tasks.
 */
class EventLoopTests {

	private final EventLoop loop = new EventLoop("test-loop");

	private final List<Throwable> reported = Collections.synchronizedList(new ArrayList<>());

	@BeforeEach
	void start() throws Exception {
		this.loop.start();
		run(() -> Thread.currentThread().setUncaughtExceptionHandler((thread, failure) -> this.reported.add(failure)));
	}

	@AfterEach
	void stop() {
		this.loop.close();
		this.loop.awaitEnd(10);
	}

	private void run(Runnable task) throws InterruptedException {
		CountDownLatch done = new CountDownLatch(1);
		this.loop.execute(() -> {
			task.run();
			done.countDown();
		});
		assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void runsTheTasksOfAThreadInOrder() throws Exception {
		List<Integer> order = new ArrayList<>();
		for (int i = 0; i < 10_000; i++) {
			int number = i;
			this.loop.execute(() -> order.add(number));
		}
		run(() -> {
		});
		assertThat(order).containsExactlyElementsOf(IntStream.range(0, 10_000).boxed().toList());
	}

	@Test
	void whatComesAtTheEndOfEveryTurnLeavesOthersTheirTurn() throws Exception {
		AtomicBoolean over = new AtomicBoolean();
		this.loop.execute(() -> this.loop.atEndOfTurn(new Runnable() {

			@Override
			public void run() {
				if (!over.get()) {
					EventLoopTests.this.loop.atEndOfTurn(this);
				}
			}

		}));
		try {
			for (int i = 0; i < 100; i++) {
				run(() -> {
				});
			}
		}
		finally {
			over.set(true);
		}
	}

	@Test
	void survivesWhatTasksThrow() throws Exception {
		this.loop.execute(() -> {
			throw new IllegalStateException("task");
		});
		this.loop.execute(() -> {
			throw new StackOverflowError();
		});
		run(() -> this.loop.atEndOfTurn(() -> {
			throw new AssertionError("end of turn");
		}));
		run(() -> {
		});
		assertThat(this.reported).hasSize(3);
	}

	@Test
	void lazyTasksAreDoneThoughNobodyWakesTheLoopUp() throws Exception {
		for (int i = 0; i < 3; i++) {
			CountDownLatch done = new CountDownLatch(2);
			this.loop.executeLazily(done::countDown);
			this.loop.executeLazily(done::countDown);
			assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
		}
	}

	@Test
	void takesLazyTasksWhenItWakesUp() throws Exception {
		CountDownLatch done = new CountDownLatch(2);
		this.loop.executeLazily(done::countDown);
		this.loop.executeLazily(done::countDown);
		this.loop.wakeUp();
		assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void runsEndOfTurnTasksBehindTheTasksOfTheTurn() throws Exception {
		List<String> order = new ArrayList<>();
		CountDownLatch done = new CountDownLatch(1);
		run(() -> {
			this.loop.atEndOfTurn(() -> {
				order.add("end of turn");
				done.countDown();
			});
			order.add("task");
		});
		assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
		assertThat(order).containsExactly("task", "end of turn");
	}

	@Test
	void knowsItsThread() throws Exception {
		assertThat(this.loop.isCurrent()).isFalse();
		boolean[] current = new boolean[1];
		run(() -> current[0] = this.loop.isCurrent());
		assertThat(current[0]).isTrue();
	}

	@Test
	void runsEveryTaskThatWasThereWhenItEnds() throws Exception {
		AtomicInteger count = new AtomicInteger();
		CountDownLatch mayGoOn = new CountDownLatch(1);
		this.loop.execute(() -> {
			try {
				mayGoOn.await();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		});
		for (int i = 0; i < 20_000; i++) {
			this.loop.execute(count::incrementAndGet);
		}
		this.loop.close();
		mayGoOn.countDown();
		this.loop.awaitEnd(10);
		assertThat(count).hasValue(20_000);
	}

}
