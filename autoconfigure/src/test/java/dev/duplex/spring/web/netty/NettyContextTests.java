package dev.duplex.spring.web.netty;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import dev.duplex.engine.transport.DeadlineHandler;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link NettyContext} and {@link NettyContexts}.
 */
class NettyContextTests {

	private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());

	private final EventLoop loop = this.group.next();

	private final NettyContexts contexts = new NettyContexts();

	private final NettyContext context = this.contexts.of(this.loop);

	private final List<String> log = new CopyOnWriteArrayList<>();

	@AfterEach
	void stop() {
		this.group.shutdownGracefully(0, 5, TimeUnit.SECONDS);
	}

	private static void inLoop(NettyContext context, Runnable task) {
		CompletableFuture.runAsync(task, context).join();
	}

	@Test
	void tasksOfOneThreadRunInOrderWhetherInAHurryOrNot() throws Exception {
		CountDownLatch done = new CountDownLatch(1);
		List<Integer> seen = new ArrayList<>();
		for (int i = 0; i < 10_000; i++) {
			int number = i;
			Runnable task = () -> seen.add(number);
			if (i % 3 == 0) {
				this.context.execute(task);
			}
			else {
				this.context.executeLazily(task);
			}
		}
		this.context.execute(done::countDown);
		assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
		assertThat(seen).hasSize(10_000).isSorted();
	}

	@Test
	void lazyTasksRunWhenTheContextIsWokenUp() {
		this.context.executeLazily(() -> this.log.add("lazy"));
		this.context.wakeUp();
		await().until(() -> this.log.contains("lazy"));
	}

	@Test
	void lazyTasksRunIfNobodyWakesTheContextUp() {
		for (int i = 1; i <= 3; i++) {
			int expected = i;
			this.context.executeLazily(() -> this.log.add("lazy"));
			await().until(() -> this.log.size() == expected);
		}
	}

	@Test
	void theEndOfATurnIsBehindItsTasks() {
		inLoop(this.context, () -> {
			this.context.atEndOfTurn(() -> this.log.add("end"));
			this.context.execute(() -> this.log.add("task"));
		});
		await().until(() -> this.log.size() == 2);
		assertThat(this.log).containsExactly("task", "end");
	}

	@Test
	void itIsCurrentInItsLoopOnly() {
		assertThat(this.context.isCurrent()).isFalse();
		inLoop(this.context, () -> assertThat(this.context.isCurrent()).isTrue());
		inLoop(this.contexts.of(this.group.next()), () -> {
			if (!this.loop.inEventLoop()) {
				assertThat(this.context.isCurrent()).isFalse();
			}
		});
	}

	@Test
	void aTaskThatFailsStopsNoOther() {
		inLoop(this.context, () -> {
			this.context.execute(() -> {
				throw new IllegalStateException("expected");
			});
			this.context.atEndOfTurn(() -> {
				throw new IllegalStateException("expected");
			});
			this.context.atEndOfTurn(() -> this.log.add("end"));
		});
		await().until(() -> this.log.contains("end"));
	}

	@Test
	void aDeadlineIsCalledSoonAfterItsTime() {
		Recorder recorder = new Recorder();
		long start = System.nanoTime();
		inLoop(this.context,
				() -> this.context.deadline(this.context.add(recorder), start + TimeUnit.MILLISECONDS.toNanos(200)));
		await().until(() -> this.log.contains("deadline"));
		assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(200));
	}

	@Test
	void anEarlierDeadlineIsNotHeldUpByALaterOne() {
		Recorder later = new Recorder();
		Recorder earlier = new Recorder();
		inLoop(this.context, () -> {
			this.context.deadline(this.context.add(later), System.nanoTime() + TimeUnit.HOURS.toNanos(1));
			this.context.deadline(this.context.add(earlier), System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(50));
		});
		await().until(() -> this.log.contains("deadline"));
		assertThat(this.log).hasSize(1);
	}

	@Test
	void eachLoopHasOneContext() {
		assertThat(this.contexts.of(this.loop)).isSameAs(this.context);
		EventLoop other = this.group.next();
		NettyContext second = this.contexts.of((other != this.loop) ? other : this.group.next());
		assertThat(second).isNotSameAs(this.context);
	}

	@Test
	void aContextOfALoopThatHasEndedGoesOnInAnother() throws Exception {
		EventLoopGroup old = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
		NettyContext of = this.contexts.of(old.next());
		old.shutdownGracefully(0, 5, TimeUnit.SECONDS).await();
		EventLoopGroup next = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
		try {
			assertThat(this.contexts.of(next.next())).isSameAs(of);
			inLoop(of, () -> this.log.add(String.valueOf(next.next().inEventLoop())));
			assertThat(this.log).containsExactly("true");
		}
		finally {
			next.shutdownGracefully(0, 5, TimeUnit.SECONDS);
		}
	}

	@Test
	void whatIsOwedWhenTheLoopHasEndedIsDoneAtOnce() throws Exception {
		this.group.shutdownGracefully(0, 5, TimeUnit.SECONDS).await();
		this.context.execute(() -> {
			assertThat(this.context.isCurrent()).isTrue();
			this.log.add("first");
			this.context.execute(() -> this.log.add("third"));
			this.log.add("second");
		});
		assertThat(this.log).containsExactly("first", "second", "third");
	}

	@Test
	void closingEndsAllConnectionsAndTakesNoMore() {
		inLoop(this.context, () -> this.context.add(new Recorder()));
		this.contexts.close();
		assertThat(this.log).containsExactly("failure");
		assertThat(this.context.isClosing()).isTrue();
		assertThatIllegalStateException().isThrownBy(() -> this.contexts.of(this.loop));
	}

	private final class Recorder implements DeadlineHandler {

		@Override
		public void onDeadline(long nanoTime) {
			NettyContextTests.this.log.add("deadline");
		}

		@Override
		public void onFailure(@Nullable Throwable cause) {
			NettyContextTests.this.log.add("failure");
		}

	}

}
