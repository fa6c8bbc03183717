package dev.duplex.conformance.suite;

/**
 * What came of a case, the best first.
 */
public enum Result {

	/** As the RFC wants it. */
	OK("OK"),

	/** The case says nothing about this target. */
	NOT_APPLICABLE("n/a"),

	/** Allowed by the RFC, but later or less than a strict implementation would do. */
	NON_STRICT("NON-STRICT"),

	/** What the case is about was declined in the opening handshake. */
	UNIMPLEMENTED("UNIMPLEMENTED"),

	/** Against the RFC. */
	FAILED("FAILED");

	private final String label;

	Result(String label) {
		this.label = label;
	}

	/**
	 * The name in reports.
	 * @return the name
	 */
	public String label() {
		return this.label;
	}

	/**
	 * Whether a build may go on with it.
	 * @return whether it is good
	 */
	public boolean isGood() {
		return this == OK || this == NOT_APPLICABLE;
	}

}
