package dev.duplex.benchmarks.client;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class HistogramTests {

	@Test
	void smallValuesAreExact() {
		Histogram histogram = new Histogram();
		for (int value = 1; value <= 100; value++) {
			histogram.record(value);
		}
		assertThat(histogram.quantile(0.5)).isEqualTo(50);
		assertThat(histogram.quantile(0.99)).isEqualTo(99);
		assertThat(histogram.quantile(1)).isEqualTo(100);
	}

	@Test
	void largeValuesAreExactToOnePercent() {
		for (long value = 1; value > 0; value *= 3) {
			Histogram histogram = new Histogram();
			histogram.record(value);
			assertThat((double) histogram.quantile(0.5)).isCloseTo(value, within(value * 0.01));
		}
	}

	@Test
	void anEmptyHistogramHasNoQuantile() {
		assertThat(new Histogram().quantile(0.99)).isZero();
	}

}
