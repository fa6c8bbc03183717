package dev.duplex.engine.session;

import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;

import com.sun.management.ThreadMXBean;
import dev.duplex.engine.session.EventBatch.Kind;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link EventBatch}.
 */
class EventBatchTests {

	private final EventBatch batch = new EventBatch();

	@Test
	void keepsEventsAndTheirPayloadsInOrder() {
		this.batch.add(Kind.OPEN);
		for (int i = 0; i < 100; i++) {
			this.batch.add((i % 2 == 0) ? Kind.TEXT : Kind.BINARY, payload(i, i * 3), false);
		}
		this.batch.add(Kind.PONG, payload(7, 0), false);
		this.batch.add(Kind.CLOSE);
		assertThat(this.batch.count()).isEqualTo(103);
		assertThat(this.batch.kind(0)).isEqualTo(Kind.OPEN);
		assertThat(this.batch.payload(0).remaining()).isZero();
		for (int i = 0; i < 100; i++) {
			assertThat(this.batch.kind(i + 1)).isEqualTo((i % 2 == 0) ? Kind.TEXT : Kind.BINARY);
			assertThat(this.batch.payload(i + 1)).isEqualTo(payload(i, i * 3));
		}
		assertThat(this.batch.kind(102)).isEqualTo(Kind.CLOSE);
		assertThat(this.batch.length()).isEqualTo(99 * 100 / 2 * 3);
	}

	@Test
	void keepsAPayloadThatItMayKeepWithoutACopy() {
		ByteBuffer owned = payload(1, 1_000);
		this.batch.add(Kind.BINARY, owned, true);
		assertThat(this.batch.payload(0).array()).isSameAs(owned.array());
		this.batch.add(Kind.BINARY, payload(2, 10), false);
		assertThat(this.batch.payload(0)).isEqualTo(payload(1, 1_000));
		assertThat(this.batch.payload(1)).isEqualTo(payload(2, 10));
	}

	@Test
	void copiesAPayloadThatChangesLater() {
		ByteBuffer borrowed = payload(1, 10);
		this.batch.add(Kind.TEXT, borrowed, false);
		borrowed.put(0, (byte) 9);
		assertThat(this.batch.payload(0)).isEqualTo(payload(1, 10));
	}

	@Test
	void growsInProportionToWhatItGets() {
		ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
		int large = 8 << 20;
		this.batch.add(Kind.BINARY, payload(1, large), true);
		ByteBuffer small = payload(2, 2);
		long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
		for (int i = 0; i < 20_000; i++) {
			this.batch.add(Kind.BINARY, small, false);
		}
		long allocated = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
		assertThat(allocated).isLessThan(2L * large);
	}

	private static ByteBuffer payload(int value, int length) {
		byte[] bytes = new byte[length];
		Arrays.fill(bytes, (byte) value);
		return ByteBuffer.wrap(bytes);
	}

}
