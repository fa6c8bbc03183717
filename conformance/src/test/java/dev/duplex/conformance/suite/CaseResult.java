package dev.duplex.conformance.suite;

import java.util.List;

/**
 * What came of a case on a target: of its runs, the first that is not good, else the
 * worst.
 *
 * @param conformanceCase the case
 * @param target the target's name
 * @param result the result
 * @param delivery how the bytes of the worst run arrived
 * @param observed what was observed in it
 * @param conversation what went over the wire in it, unless it was good
 * @param runs how many runs there were
 * @param nanos how long they took
 */
public record CaseResult(ConformanceCase conformanceCase, String target, Result result, String delivery,
		String observed, List<String> conversation, int runs, long nanos) {

	/**
	 * Runs a case in every way.
	 * @param conformanceCase the case
	 * @param target the target
	 * @return the result
	 */
	public static CaseResult of(ConformanceCase conformanceCase, Target target) {
		long start = System.nanoTime();
		Verdict worst = null;
		String delivery = "";
		List<String> conversation = List.of();
		int runs = 0;
		for (Scenario.Run run : conformanceCase.scenario().runs(target)) {
			Conversation current = new Conversation();
			Verdict verdict = run(run, current);
			runs++;
			if (worst == null || verdict.result().compareTo(worst.result()) > 0) {
				worst = verdict;
				delivery = run.delivery();
				conversation = verdict.result().isGood() ? List.of() : current.lines();
			}
			if (!verdict.result().isGood()) {
				break;
			}
		}
		if (worst == null) {
			throw new IllegalStateException(conformanceCase + " has no runs");
		}
		return new CaseResult(conformanceCase, target.name(), worst.result(), delivery, worst.observed(), conversation,
				runs, System.nanoTime() - start);
	}

	private static Verdict run(Scenario.Run run, Conversation conversation) {
		try {
			return run.body().run(conversation);
		}
		catch (Throwable ex) {
			// Whatever it is, it is the engine's, and the other cases have to be run.
			return Verdict.failed(ex.toString());
		}
	}

	/**
	 * All there is to know, for whoever has to look into it.
	 * @return some lines
	 */
	public String explanation() {
		return """
				%s: %s on %s, %s
				  %s
				  sent:     %s
				  expected: %s
				  observed: %s
				  %s""".formatted(this.result.label(), this.conformanceCase, this.target, this.delivery,
				this.conformanceCase.rfc(), this.conformanceCase.scenario().input(),
				this.conformanceCase.scenario().expected(), this.observed, String.join("\n  ", this.conversation));
	}

}
