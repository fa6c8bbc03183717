package dev.duplex.engine.session;

import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Random;

import com.sun.management.ThreadMXBean;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link MessageAssembler}.
 */
class MessageAssemblerTests {

	private final MessageAssembler assembler = new MessageAssembler();

	@Test
	void putsPiecesOfAnySizeTogether() {
		Random random = new Random(6455);
		for (int round = 0; round < 200; round++) {
			ByteArrayOutputStream expected = new ByteArrayOutputStream();
			assertThat(this.assembler.isEmpty()).isTrue();
			for (int i = random.nextInt(12); i >= 0; i--) {
				byte[] piece = new byte[random.nextBoolean() ? random.nextInt(5) : random.nextInt(5_000)];
				random.nextBytes(piece);
				expected.writeBytes(piece);
				this.assembler.add(ByteBuffer.wrap(piece));
				assertThat(this.assembler.isEmpty()).isFalse();
			}
			ByteBuffer whole = this.assembler.take();
			assertThat(whole).isEqualTo(ByteBuffer.wrap(expected.toByteArray()));
		}
	}

	@Test
	void leavesThePieces() {
		ByteBuffer piece = ByteBuffer.wrap(new byte[] { 1, 2, 3, 4 }, 1, 2);
		this.assembler.add(piece);
		assertThat(piece.position()).isEqualTo(1);
		assertThat(piece.limit()).isEqualTo(3);
		assertThat(this.assembler.take()).isEqualTo(ByteBuffer.wrap(new byte[] { 2, 3 }));
	}

	@Test
	void givesEachMessageMemoryOfItsOwn() {
		this.assembler.add(ByteBuffer.wrap(new byte[] { 1 }));
		ByteBuffer first = this.assembler.take();
		this.assembler.add(ByteBuffer.wrap(new byte[] { 2 }));
		assertThat(this.assembler.take()).isEqualTo(ByteBuffer.wrap(new byte[] { 2 }));
		assertThat(first).isEqualTo(ByteBuffer.wrap(new byte[] { 1 }));
	}

	@Test
	void growsInProportionToWhatItGets() {
		ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
		ByteBuffer one = ByteBuffer.allocate(1);
		int count = 1_000_000;
		long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
		for (int i = 0; i < count; i++) {
			this.assembler.add(one.clear());
		}
		long allocated = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
		assertThat(allocated).isLessThan(5L * count);
		assertThat(this.assembler.take().array().length).isLessThanOrEqualTo(count * 3 / 2);
	}

	@Test
	void forgetsAnUnfinishedMessage() {
		this.assembler.add(ByteBuffer.allocate(10));
		this.assembler.clear();
		assertThat(this.assembler.isEmpty()).isTrue();
		assertThat(this.assembler.take().remaining()).isZero();
	}

}
