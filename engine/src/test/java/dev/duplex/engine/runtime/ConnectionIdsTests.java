package dev.duplex.engine.runtime;

import java.util.HashSet;
import java.util.Set;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link ConnectionIds}.
 */
class ConnectionIdsTests {

	@Test
	void repeatsNothingAndUsesEveryBit() {
		ConnectionIds ids = new ConnectionIds();
		Set<Long> seen = new HashSet<>();
		int[] ones = new int[Long.SIZE];
		int count = 100_000;
		for (int i = 0; i < count; i++) {
			long id = ids.next();
			seen.add(id);
			for (int bit = 0; bit < Long.SIZE; bit++) {
				ones[bit] += (int) (id >>> bit & 1);
			}
		}
		assertThat(seen).hasSize(count);
		for (int bit = 0; bit < Long.SIZE; bit++) {
			// Ten standard deviations from half of them.
			assertThat(ones[bit]).as("bit %d", bit).isBetween(count / 2 - 1_600, count / 2 + 1_600);
		}
	}

}
