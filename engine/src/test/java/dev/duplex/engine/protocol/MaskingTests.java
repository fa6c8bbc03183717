package dev.duplex.engine.protocol;

import java.nio.ByteBuffer;
import java.util.Random;

import dev.duplex.engine.tck.Hex;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link Masking} (RFC 6455 section 5.3).
 */
class MaskingTests {

	@Test
	void masksAsTheRfcsSample() {
		ByteBuffer buffer = ByteBuffer.wrap(Hex.bytes("7F 9F 4D 51 58"));
		Masking.apply(buffer, 0, 5, 0x37FA213D, 0);
		assertThat(buffer.array()).isEqualTo(Hex.bytes("48 65 6C 6C 6F"));
	}

	@Test
	void isTheByteByByteDefinitionForEveryOffsetLengthAndPhase() {
		Random random = new Random(5_3);
		for (int from = 0; from < 10; from++) {
			for (int length = 0; length < 40; length++) {
				for (int phase = 0; phase < 9; phase++) {
					int key = random.nextInt();
					byte[] bytes = new byte[from + length + 3];
					random.nextBytes(bytes);
					byte[] expected = bytes.clone();
					for (int i = 0; i < length; i++) {
						expected[from + i] ^= (byte) (key >>> 24 - 8 * ((phase + i) & 3));
					}
					Masking.apply(ByteBuffer.wrap(bytes), from, from + length, key, phase);
					assertThat(bytes).as("from %d, %d bytes, phase %d", from, length, phase).isEqualTo(expected);
				}
			}
		}
	}

	@Test
	void undoesItself() {
		byte[] bytes = Hex.bytes("00 01 02 03 04 05 06 07 08 09 0A 0B 0C");
		ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
		Masking.apply(direct, 0, bytes.length, 0xDEADBEEF, 0);
		assertThat(direct).isNotEqualTo(ByteBuffer.wrap(bytes));
		Masking.apply(direct, 0, bytes.length, 0xDEADBEEF, 0);
		assertThat(direct).isEqualTo(ByteBuffer.wrap(bytes));
	}

	@Test
	void leavesPositionAndLimitAlone() {
		ByteBuffer buffer = ByteBuffer.allocate(20).position(3).limit(17);
		Masking.apply(buffer, 0, 17, 0x01020304, 2);
		assertThat(buffer.position()).isEqualTo(3);
		assertThat(buffer.limit()).isEqualTo(17);
	}

	@Test
	void changesNothingWithTheZeroKey() {
		byte[] bytes = Hex.bytes("61 62 63");
		Masking.apply(ByteBuffer.wrap(bytes), 0, 3, 0, 1);
		assertThat(bytes).isEqualTo(Hex.bytes("61 62 63"));
	}

}
