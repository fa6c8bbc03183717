package dev.duplex.engine.transport;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link Deadlines}, on a clock that the test moves.
 */
class DeadlinesTests {

	private static final long SECOND = 1_000_000_000L;

	private final Deadlines deadlines = new Deadlines();

	private final long start = System.nanoTime();

	private final List<Handler> expired = new ArrayList<>();

	private final List<Throwable> reported = new ArrayList<>();

	private final class Handler implements DeadlineHandler {

		private final int slot = DeadlinesTests.this.deadlines.add(this);

		private int failures;

		private boolean failing;

		private @Nullable RuntimeException failure;

		@Override
		public void onDeadline(long nanoTime) {
			if (this.failing) {
				throw new IllegalStateException("deadline");
			}
			DeadlinesTests.this.expired.add(this);
		}

		@Override
		public void onFailure(@Nullable Throwable cause) {
			this.failures++;
			if (this.failure != null) {
				throw this.failure;
			}
		}

		private void set(long seconds) {
			DeadlinesTests.this.deadlines.set(this.slot, DeadlinesTests.this.start + seconds * SECOND);
		}

	}

	private void sweep(long seconds) {
		this.deadlines.sweep(this.start + seconds * SECOND, this.reported::add);
	}

	@Test
	void callsEachOnceWhenItsTimeHasCome() {
		Handler early = new Handler();
		Handler late = new Handler();
		early.set(10);
		late.set(20);
		sweep(9);
		assertThat(this.expired).isEmpty();
		sweep(11);
		assertThat(this.expired).containsExactly(early);
		sweep(19);
		sweep(21);
		sweep(40);
		assertThat(this.expired).containsExactly(early, late);
	}

	@Test
	void callsAThousandWithTheSameDeadline() {
		List<Handler> handlers = new ArrayList<>();
		for (int i = 0; i < 1_000; i++) {
			Handler handler = new Handler();
			handler.set(10);
			handlers.add(handler);
		}
		sweep(11);
		assertThat(this.expired).containsExactlyElementsOf(handlers);
	}

	@Test
	void forgetsARemovedOneAndUsesItsSlotAgain() {
		Handler removed = new Handler();
		removed.set(10);
		this.deadlines.remove(removed.slot);
		Handler next = new Handler();
		assertThat(next.slot).isEqualTo(removed.slot);
		sweep(11);
		assertThat(this.expired).isEmpty();
		next.set(12);
		sweep(13);
		assertThat(this.expired).containsExactly(next);
	}

	@Test
	void replacesADeadlineByALaterOrAnEarlierOne() {
		Handler handler = new Handler();
		handler.set(10);
		handler.set(20);
		sweep(11);
		assertThat(this.expired).isEmpty();
		handler.set(12);
		sweep(13);
		assertThat(this.expired).containsExactly(handler);
		sweep(30);
		assertThat(this.expired).hasSize(1);
	}

	@Test
	void sleepsUntilTheNextDeadline() {
		assertThat(this.deadlines.timeoutMillis(this.start)).as("no limit").isZero();
		Handler handler = new Handler();
		handler.set(10);
		assertThat(this.deadlines.timeoutMillis(this.start + 4 * SECOND)).isBetween(5_999L, 6_001L);
		assertThat(this.deadlines.timeoutMillis(this.start + 10 * SECOND)).isPositive();
		assertThat(this.deadlines.timeoutMillis(this.start + 20 * SECOND)).isPositive();
		sweep(20);
		assertThat(this.deadlines.timeoutMillis(this.start + 20 * SECOND)).isZero();
	}

	@Test
	void failsAHandlerThatThrowsAndCallsTheOthers() {
		Handler failing = new Handler();
		Handler other = new Handler();
		failing.failing = true;
		failing.set(10);
		other.set(10);
		sweep(11);
		assertThat(failing.failures).isEqualTo(1);
		assertThat(this.expired).containsExactly(other);
	}

	@Test
	void callsTheOthersWhenOneThrowsAgainAsItFails() {
		Handler failing = new Handler();
		Handler other = new Handler();
		Handler late = new Handler();
		failing.failing = true;
		failing.failure = new IllegalStateException("again");
		failing.set(10);
		other.set(10);
		late.set(20);
		sweep(11);
		assertThat(this.expired).containsExactly(other);
		assertThat(this.reported).containsExactly(failing.failure);
		sweep(21);
		assertThat(this.expired).containsExactly(other, late);
	}

	@Test
	void failsAllThatAreThere() {
		Handler first = new Handler();
		Handler removed = new Handler();
		Handler last = new Handler();
		this.deadlines.remove(removed.slot);
		this.deadlines.failAll((failure) -> {
			throw new AssertionError(failure);
		});
		assertThat(first.failures).isEqualTo(1);
		assertThat(removed.failures).isZero();
		assertThat(last.failures).isEqualTo(1);
	}

}
