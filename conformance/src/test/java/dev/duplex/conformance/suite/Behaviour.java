package dev.duplex.conformance.suite;

import java.util.ArrayList;
import java.util.List;

/**
 * A scenario that is more than bytes and answers, played some times over.
 *
 * @param input what the runner does
 * @param expected what must come of it
 * @param times how often
 * @param play plays it
 */
public record Behaviour(String input, String expected, int times, Play play) implements Scenario {

	/**
	 * A behaviour that is played once.
	 * @param input what the runner does
	 * @param expected what must come of it
	 * @param play plays it
	 */
	public Behaviour(String input, String expected, Play play) {
		this(input, expected, 1, play);
	}

	@Override
	public List<Run> runs(Target target) {
		List<Run> runs = new ArrayList<>();
		for (int i = 1; i <= this.times; i++) {
			runs.add(new Run("round " + i, (conversation) -> this.play.on(target, conversation)));
		}
		return runs;
	}

	/**
	 * Plays a behaviour.
	 */
	@FunctionalInterface
	public interface Play {

		/**
		 * Plays it.
		 * @param target what is tested
		 * @param conversation records what goes over the wire
		 * @return the verdict
		 * @throws Exception if the engine does what is not foreseen
		 */
		Verdict on(Target target, Conversation conversation) throws Exception;

	}

}
