package dev.duplex.benchmarks.client;

import java.util.Arrays;

/**
 * Counts values in buckets whose width grows with the value, so that every quantile is
 * exact to 1 % and recording allocates nothing.
 */
final class Histogram {

	private static final int STEP_BITS = 7;

	private static final int STEPS = 1 << STEP_BITS;

	private final long[] counts = new long[(Long.SIZE - STEP_BITS) << STEP_BITS];

	private long total;

	void record(long value) {
		this.counts[bucket(Math.max(value, 0))]++;
		this.total++;
	}

	long total() {
		return this.total;
	}

	void clear() {
		Arrays.fill(this.counts, 0);
		this.total = 0;
	}

	/**
	 * The smallest recorded value that the given share of all values does not pass.
	 * @param share between 0 and 1
	 * @return the middle of the value's bucket; 0 when nothing was recorded
	 */
	long quantile(double share) {
		long rank = (long) Math.ceil(share * this.total);
		long seen = 0;
		for (int bucket = 0; bucket < this.counts.length && this.total > 0; bucket++) {
			seen += this.counts[bucket];
			if (seen >= rank && seen > 0) {
				return middle(bucket);
			}
		}
		return 0;
	}

	private static int bucket(long value) {
		if (value < STEPS) {
			return (int) value;
		}
		int shift = Long.SIZE - 1 - Long.numberOfLeadingZeros(value) - STEP_BITS;
		return ((shift + 1) << STEP_BITS) + (int) ((value >> shift) & (STEPS - 1));
	}

	private static long middle(int bucket) {
		if (bucket < STEPS) {
			return bucket;
		}
		int shift = (bucket >> STEP_BITS) - 1;
		long low = ((long) STEPS + (bucket & (STEPS - 1))) << shift;
		return low + ((1L << shift) >> 1);
	}

}
