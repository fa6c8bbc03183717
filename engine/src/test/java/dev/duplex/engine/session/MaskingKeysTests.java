package dev.duplex.engine.session;

import java.util.HashSet;
import java.util.Set;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MaskingKeys} (RFC 6455 section 10.3).
 */
class MaskingKeysTests {

	private static final int KEYS = 1_000_000;

	@Test
	void everyByteIsUniform() {
		MaskingKeys keys = new MaskingKeys();
		int[][] counts = new int[4][256];
		for (int i = 0; i < KEYS; i++) {
			int key = keys.next();
			for (int at = 0; at < 4; at++) {
				counts[at][key >>> at * 8 & 0xFF]++;
			}
		}
		double expected = KEYS / 256.0;
		for (int[] ofByte : counts) {
			double chiSquare = 0;
			for (int count : ofByte) {
				chiSquare += (count - expected) * (count - expected) / expected;
			}
			// 255 degrees of freedom: beyond 400 less than once in 10 million runs.
			assertThat(chiSquare).isBetween(130.0, 400.0);
		}
	}

	@Test
	void twoSourcesShareNoSequence() {
		MaskingKeys one = new MaskingKeys();
		MaskingKeys other = new MaskingKeys();
		Set<Long> pairs = new HashSet<>();
		for (int i = 0; i < 10_000; i++) {
			assertThat(pairs.add((long) one.next() << 32 | one.next() & 0xFFFF_FFFFL)).isTrue();
			assertThat(pairs.add((long) other.next() << 32 | other.next() & 0xFFFF_FFFFL)).isTrue();
		}
	}

}
