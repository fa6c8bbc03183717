package dev.duplex.engine.session;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

import dev.duplex.engine.OverflowPolicy;
import dev.duplex.engine.session.OutboundQueue.SheddableMessage;
import org.jspecify.annotations.Nullable;
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

	private static SheddableMessage message(int value, int length, OverflowPolicy policy, @Nullable String key,
			long expiry) {
		return new SheddableMessage(frame(value, length), true, length, null, new Shedding(policy, key, expiry));
	}

	private static SheddableMessage latest(int value, int length, String key) {
		return message(value, length, OverflowPolicy.CLOSE, key, Shedding.NEVER);
	}

	@Test
	void putsTheLatestOfAKeyInThePlaceOfTheOneBefore() {
		SheddableMessage first = latest(1, 4, "a");
		this.queue.add(first);
		this.queue.add(latest(2, 2, "b"));
		this.queue.add(frame(3, 1), null);
		assertThat(this.queue.replace(latest(4, 2, "a"))).isSameAs(first);
		assertThat(this.queue.replace(latest(5, 2, "c"))).isNull();
		assertThat(drain(64)).containsExactly(4, 4, 2, 2, 3);
		assertThat(this.queue.replace(latest(6, 2, "a"))).isNull();
	}

	@Test
	void replacesNothingThatIsOnItsWay() {
		this.queue.add(latest(1, 4, "a"));
		this.queue.remove(1, this.done::add);
		assertThat(this.queue.replace(latest(2, 2, "a"))).isNull();
		this.queue.add(latest(2, 2, "a"));
		assertThat(this.queue.replace(latest(3, 2, "a"))).isNotNull();
		assertThat(drain(64)).containsExactly(1, 1, 1, 3, 3);
	}

	@Test
	void takesOutTheOldestThatGivesWayAndHasNotStarted() {
		this.queue.add(message(1, 2, OverflowPolicy.DROP_OLDEST, null, Shedding.NEVER));
		this.queue.add(frame(2, 2), null);
		this.queue.add(message(3, 2, OverflowPolicy.DROP_OLDEST, "a", Shedding.NEVER));
		this.queue.add(message(4, 2, OverflowPolicy.DROP_OLDEST, null, Shedding.NEVER));
		this.queue.remove(1, this.done::add);
		assertThat(this.queue.removeOldest()).extracting((oldest) -> oldest.frame()[0]).isEqualTo((byte) 3);
		assertThat(this.queue.replace(latest(5, 2, "a"))).isNull();
		assertThat(this.queue.removeOldest()).extracting((oldest) -> oldest.frame()[0]).isEqualTo((byte) 4);
		assertThat(this.queue.removeOldest()).isNull();
		assertThat(drain(64)).containsExactly(1, 2, 2);
	}

	@Test
	void takesOutWhatHasExpiredAsFarAsItLooks() {
		this.queue.add(message(1, 2, OverflowPolicy.CLOSE, null, 10));
		this.queue.add(message(2, 2, OverflowPolicy.CLOSE, null, 20));
		this.queue.add(message(3, 2, OverflowPolicy.CLOSE, "a", 10));
		this.queue.add(message(4, 2, OverflowPolicy.CLOSE, null, 10));
		List<Integer> expired = new ArrayList<>();
		this.queue.expire(9, 64, (message) -> expired.add((int) message.frame()[0]));
		assertThat(expired).isEmpty();
		this.queue.expire(10, 3, (message) -> expired.add((int) message.frame()[0]));
		assertThat(expired).containsExactly(1, 3, 4);
		assertThat(this.queue.replace(latest(5, 2, "a"))).isNull();
		assertThat(drain(64)).containsExactly(2, 2);
	}

	@Test
	void keepsWhatExpiresOnItsWay() {
		this.queue.add(message(1, 4, OverflowPolicy.CLOSE, null, 10));
		this.queue.remove(1, this.done::add);
		this.queue.expire(10, 64, this.done::add);
		assertThat(this.done).isEmpty();
		assertThat(drain(64)).containsExactly(1, 1, 1);
	}

}
