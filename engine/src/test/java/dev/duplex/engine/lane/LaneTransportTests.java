package dev.duplex.engine.lane;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.duplex.engine.nio.EventLoopGroup;
import dev.duplex.engine.transport.Transport;
import dev.duplex.engine.transport.TransportSink;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * {@link LaneTransport} between a container and a sink that both do as the test says.
 */
class LaneTransportTests {

	private static final String END = "<end>";

	private final EventLoopGroup loops = new EventLoopGroup(1);

	private final LaneGroup lanes = new LaneGroup(1, this.loops::nextContext);

	private final Lane lane = this.lanes.next();

	private final List<String> events = new CopyOnWriteArrayList<>();

	private final Sink sink = new Sink();

	private final Container container = new Container();

	@AfterEach
	void stop() {
		this.loops.close();
	}

	private final class Sink implements TransportSink {

		private @Nullable Transport transport;

		private boolean pausing;

		private @Nullable RuntimeException failure;

		@Override
		public void onOpen(Transport opened) {
			this.transport = opened;
			LaneTransportTests.this.events.add("open");
		}

		@Override
		public void onBytes(ByteBuffer bytes) {
			LaneTransportTests.this.events.add(StandardCharsets.US_ASCII.decode(bytes).toString());
			if (this.failure != null) {
				throw this.failure;
			}
			if (this.pausing) {
				this.transport.pauseReading();
			}
		}

		@Override
		public void onReadBatchEnd() {
			LaneTransportTests.this.events.add("batch");
		}

		@Override
		public void onWritable() {
			LaneTransportTests.this.events.add("writable");
		}

		@Override
		public void onEndOfStream() {
			LaneTransportTests.this.events.add("end of stream");
		}

		@Override
		public void onDeadline(long nanoTime) {
			LaneTransportTests.this.events.add("deadline");
		}

		@Override
		public void onClosed(@Nullable Throwable cause) {
			LaneTransportTests.this.events.add("closed: " + cause);
		}

	}

	/**
	 * Has its input in pieces.
	 */
	private final class Container extends LaneTransport {

		private final Queue<String> input = new ArrayDeque<>();

		private @Nullable IOException broken;

		private boolean awaited;

		Container() {
			super(LaneTransportTests.this.lane, new InetSocketAddress(1), false, LaneTransportTests.this.sink);
		}

		@Override
		protected int read(ByteBuffer target) throws IOException {
			if (this.broken != null) {
				throw this.broken;
			}
			String next = this.input.poll();
			if (next == null) {
				return 0;
			}
			if (next.equals(END)) {
				return -1;
			}
			target.put(next.getBytes(StandardCharsets.US_ASCII));
			return next.length();
		}

		@Override
		protected void awaitReadable() {
			assertThat(this.awaited).as("asked twice").isFalse();
			this.awaited = true;
		}

		void arrive(String... pieces) {
			this.input.addAll(List.of(pieces));
			ready();
		}

		void ready() {
			this.awaited = false;
			onReadable();
		}

		@Override
		protected boolean send(ByteBuffer source) throws IOException {
			if (this.broken != null) {
				throw this.broken;
			}
			return true;
		}

		@Override
		protected void endOutput() throws IOException {
			if (this.broken != null) {
				throw this.broken;
			}
			LaneTransportTests.this.events.add("output ended");
		}

		@Override
		protected void disconnect(boolean reset) {
			LaneTransportTests.this.events.add(reset ? "reset" : "disconnect");
		}

	}

	private void open(String... early) {
		this.container.open((early.length > 0) ? StandardCharsets.US_ASCII.encode(early[0]) : null);
	}

	private void inLane(Runnable task) {
		this.lane.enter(task);
	}

	@Test
	void handsOverWhatTheContainerHasReadBefore() {
		open("early");
		this.container.arrive("late");
		assertThat(this.events).containsExactly("open", "early", "batch", "batch", "late", "batch");
	}

	@Test
	void readsWhatIsThereInOneBatch() {
		open();
		this.container.arrive("a", "b", "c");
		assertThat(this.events).containsExactly("open", "batch", "a", "b", "c", "batch");
		assertThat(this.container.awaited).isTrue();
	}

	@Test
	void aPeerThatSendsALotLeavesOthersTheirTurn() {
		open();
		this.events.clear();
		inLane(() -> {
			this.container.arrive("1", "2", "3", "4", "5");
			this.lane.execute(() -> this.events.add("other"));
		});
		assertThat(this.events).containsExactly("1", "2", "3", "4", "batch", "other", "5", "batch");
	}

	@Test
	void aPausedOneReadsNothingAndLosesNothing() {
		this.sink.pausing = true;
		open();
		this.container.arrive("a", "b");
		assertThat(this.events).containsExactly("open", "batch", "a", "batch");
		assertThat(this.container.awaited).as("no need to").isFalse();
		this.events.clear();
		inLane(() -> this.sink.transport.resumeReading());
		assertThat(this.events).containsExactly("b", "batch");
	}

	@Test
	void whatBecomesReadableWhileItIsPausedIsReadThen() {
		open();
		inLane(() -> this.sink.transport.pauseReading());
		this.container.arrive("a");
		assertThat(this.events).containsExactly("open", "batch");
		inLane(() -> this.sink.transport.resumeReading());
		assertThat(this.events).containsExactly("open", "batch", "a", "batch");
		assertThat(this.container.awaited).isTrue();
	}

	@Test
	void asksTheContainerOnce() {
		open();
		inLane(() -> {
			this.sink.transport.pauseReading();
			this.sink.transport.resumeReading();
		});
		this.container.arrive("a");
		assertThat(this.events).containsExactly("open", "batch", "a", "batch");
	}

	@Test
	void tellsTheEndOfTheStreamOnce() {
		open();
		this.container.arrive("a", END);
		this.container.ready();
		assertThat(this.events).containsExactly("open", "batch", "a", "batch", "end of stream");
	}

	@Test
	void closesThroughTheContainerAndTellsWhenItHas() {
		open();
		this.events.clear();
		inLane(() -> {
			this.sink.transport.close();
			this.sink.transport.abort();
		});
		assertThat(this.events).containsExactly("disconnect");
		this.container.arrive("late");
		this.container.onClosed(null);
		this.container.onClosed(null);
		assertThat(this.events).containsExactly("disconnect", "closed: null");
	}

	@Test
	void throwsAwayWhatIsUnsentWhenItAborts() {
		open();
		inLane(() -> this.sink.transport.abort());
		assertThat(this.events).contains("reset");
	}

	@Test
	void tellsWhyTheContainerClosed() {
		open();
		this.container.onClosed(new IOException("reset"));
		inLane(() -> {
			assertThat(this.sink.transport.write(ByteBuffer.allocate(1))).isFalse();
			this.sink.transport.close();
			this.sink.transport.shutdownOutput();
		});
		assertThat(this.events).containsExactly("open", "batch", "closed: java.io.IOException: reset");
	}

	@Test
	void aSinkThatThrowsHasItsConnectionReset() {
		this.sink.failure = new IllegalStateException("sink");
		open();
		this.container.arrive("a");
		this.container.onClosed(null);
		assertThat(this.events).containsExactly("open", "batch", "a", "batch", "reset",
				"closed: java.lang.IllegalStateException: sink");
	}

	@Test
	void aBrokenConnectionIsClosed() {
		open();
		this.container.broken = new IOException("broken");
		inLane(() -> assertThat(this.sink.transport.write(ByteBuffer.allocate(1))).isFalse());
		this.container.onClosed(null);
		assertThat(this.events).endsWith("disconnect", "closed: java.io.IOException: broken");
	}

	@Test
	void aReadThatFailsClosesToo() {
		open();
		this.container.broken = new IOException("broken");
		this.container.ready();
		this.container.onClosed(null);
		assertThat(this.events).endsWith("batch", "disconnect", "closed: java.io.IOException: broken");
	}

	@Test
	void anOutputThatCannotBeEndedClosesToo() {
		open();
		this.container.broken = new IOException("broken");
		inLane(() -> this.sink.transport.shutdownOutput());
		assertThat(this.events).endsWith("disconnect");
	}

	@Test
	void tellsOfItsDeadlineUntilItIsClosed() {
		open();
		inLane(() -> this.sink.transport.deadline(System.nanoTime() - 1));
		// Seen in the lane, where it is added.
		await().until(() -> {
			AtomicBoolean seen = new AtomicBoolean();
			inLane(() -> seen.set(this.events.contains("deadline")));
			return seen.get();
		});
		inLane(() -> {
			this.sink.transport.close();
			this.sink.transport.deadline(System.nanoTime() - 1);
		});
		assertThat(this.events).containsExactly("open", "batch", "deadline", "disconnect");
	}

	@Test
	void endsWithItsLaneWithoutWaitingForTheContainer() {
		open();
		this.lanes.close();
		assertThat(this.events).containsExactly("open", "batch", "reset", "closed: null");
		this.container.onClosed(null);
		assertThat(this.events).hasSize(4);
	}

	@Test
	void doesNotBeginInALaneThatHasEnded() {
		this.lanes.close();
		// Who ended the lane may still be in it, and then does this as well.
		open();
		await().untilAsserted(() -> assertThat(this.events).containsExactly("disconnect", "closed: null"));
	}

}
