package dev.duplex.benchmarks.client;

/**
 * Told when measuring begins and ends, to read other clocks at the same moments.
 */
public interface Window {

	/**
	 * The warm-up is over.
	 */
	void begin();

	/**
	 * The last measured message is counted.
	 */
	void end();

}
