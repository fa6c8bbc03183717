package dev.duplex.conformance.suite;

import java.util.List;

/**
 * What happens on a connection, and what must come of it.
 */
public interface Scenario {

	/**
	 * What must come of it, for people.
	 * @return a sentence or a list
	 */
	String expected();

	/**
	 * What the runner does, for people.
	 * @return bytes or a sentence
	 */
	String input();

	/**
	 * The ways to run it, which must all come to the same.
	 * @param target what is tested
	 * @return one run for each way in which the bytes arrive, at least one
	 */
	List<Run> runs(Target target);

	/**
	 * A scenario on one connection, in one way.
	 *
	 * @param delivery how the bytes arrive
	 * @param body runs it
	 */
	record Run(String delivery, Body body) {
	}

	/**
	 * Runs a scenario.
	 */
	@FunctionalInterface
	interface Body {

		/**
		 * Runs it, on connections of its own, which it closes.
		 * @param conversation records what goes over the wire
		 * @return the verdict
		 * @throws Exception if the engine does what no scenario foresees; the verdict is
		 * then FAILED
		 */
		Verdict run(Conversation conversation) throws Exception;

	}

}
