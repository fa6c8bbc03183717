package dev.duplex.conformance.suite;

/**
 * The result of a run and what was observed.
 *
 * @param result the result
 * @param observed what was observed, empty if there is nothing to tell
 */
public record Verdict(Result result, String observed) {

	/** As expected. */
	public static final Verdict OK = new Verdict(Result.OK, "");

	/**
	 * A verdict against the engine.
	 * @param observed what was observed
	 * @return the verdict
	 */
	public static Verdict failed(String observed) {
		return new Verdict(Result.FAILED, observed);
	}

	/**
	 * A verdict of allowed but not strict.
	 * @param observed what was observed
	 * @return the verdict
	 */
	public static Verdict nonStrict(String observed) {
		return new Verdict(Result.NON_STRICT, observed);
	}

	/**
	 * The case says nothing about the target.
	 * @param why why not
	 * @return the verdict
	 */
	public static Verdict notApplicable(String why) {
		return new Verdict(Result.NOT_APPLICABLE, why);
	}

	/**
	 * What the case needs was declined.
	 * @param what what was declined
	 * @return the verdict
	 */
	public static Verdict unimplemented(String what) {
		return new Verdict(Result.UNIMPLEMENTED, what);
	}

	/**
	 * The worse of two.
	 * @param other the other
	 * @return this one, unless the other is worse
	 */
	public Verdict and(Verdict other) {
		return (other.result.compareTo(this.result) > 0) ? other : this;
	}

}
