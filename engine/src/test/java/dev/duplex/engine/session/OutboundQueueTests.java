package dev.duplex.engine.session;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link OutboundQueue}.
 */
class OutboundQueueTests {

	private final OutboundQueue queue = new OutboundQueue();

	private final List<Object> done = new ArrayList<>();

	private static byte[] frame(int value, int length) {
		byte[] frame = new byte[length];
		Arrays.fill(frame, (byte) value);
		return frame;
	}

	private byte[] drain(int step) {
		ByteArrayOutputStream all = new ByteArrayOutputStream();
		ByteBuffer target = ByteBuffer.allocate(64);
		while (!this.queue.isEmpty()) {
			this.queue.copyTo(target.clear());
			int taken = Math.min(step, target.position());
			all.write(target.array(), 0, taken);
			this.queue.remove(taken, this.done::add);
		}
		return all.toByteArray();
	}

	@Test
	void givesBytesInOrderHoweverFewAreTakenAtOnce() {
		Random random = new Random(1);
		for (int step : new int[] { 1, 2, 7, 63, 64 }) {
			ByteArrayOutputStream expected = new ByteArrayOutputStream();
			List<byte[]> frames = new ArrayList<>();
			for (int i = 0; i < 30; i++) {
				byte[] frame = frame(i, 1 + random.nextInt(100));
				frames.add(frame);
				expected.writeBytes(frame);
				this.queue.add(frame, null);
			}
			this.done.clear();
			assertThat(drain(step)).isEqualTo(expected.toByteArray());
			assertThat(this.done).containsExactlyElementsOf(frames);
		}
	}

	@Test
	void putsUrgentFramesBeforeAllThatHasNotStarted() {
		this.queue.add(frame(1, 4), null);
		this.queue.add(frame(2, 2), null);
		this.queue.addUrgent(frame(9, 1));
		assertThat(drain(64)).containsExactly(9, 1, 1, 1, 1, 2, 2);
	}

	@Test
	void putsUrgentFramesBehindAFrameThatIsOnItsWay() {
		this.queue.add(frame(1, 4), null);
		this.queue.add(frame(2, 2), null);
		this.queue.remove(1, this.done::add);
		this.queue.addUrgent(frame(9, 1));
		assertThat(drain(64)).containsExactly(1, 1, 1, 9, 2, 2);
	}

	@Test
	void takesTheRestOfABurstForAFrameThatIsOnItsWay() {
		this.queue.add(frame(2, 2), null);
		this.queue.addRest(frame(1, 3));
		this.queue.addUrgent(frame(9, 1));
		assertThat(drain(64)).containsExactly(1, 1, 1, 9, 2, 2);
	}

	@Test
	void dropsWhatHasNotStarted() {
		this.queue.add(frame(1, 4), null);
		this.queue.add(frame(2, 2), null);
		this.queue.remove(1, this.done::add);
		List<Object> dropped = new ArrayList<>();
		this.queue.dropUnstarted(dropped::add);
		assertThat(dropped).hasSize(1);
		assertThat(drain(64)).containsExactly(1, 1, 1);
	}

	@Test
	void doesNotDropTheRestOfABurst() {
		this.queue.add(frame(2, 2), null);
		this.queue.addRest(frame(1, 3));
		this.queue.dropUnstarted(this.done::add);
		assertThat(this.done).hasSize(1);
		assertThat(drain(64)).containsExactly(1, 1, 1);
	}

	@Test
	void dropsAll() {
		this.queue.add(frame(1, 4), null);
		this.queue.add(frame(2, 2), null);
		this.queue.remove(1, this.done::add);
		this.queue.dropAll(this.done::add);
		assertThat(this.done).hasSize(2);
		assertThat(this.queue.isEmpty()).isTrue();
		this.queue.add(frame(3, 2), null);
		assertThat(drain(64)).containsExactly(3, 3);
	}

	@Test
	void keepsReceiptsWithTheirFrames() {
		CompletableFuture<Void> receipt = new CompletableFuture<>();
		this.queue.add(frame(1, 2), receipt);
		this.queue.add(frame(2, 2), null);
		this.queue.addUncounted(frame(3, 2));
		drain(64);
		assertThat(OutboundQueue.receipt(this.done.get(0))).isSameAs(receipt);
		assertThat(OutboundQueue.receipt(this.done.get(1))).isNull();
		assertThat(this.done.stream().map(OutboundQueue::isMessage)).containsExactly(true, true, false);
	}

}
