package dev.duplex.conformance.servers;

import org.jspecify.annotations.Nullable;

/**
 * A test that shows that something works.
 *
 * @param testClass the simple name of its class
 * @param method its method, or {@code null} for the whole class
 * @param run what the run adds to the names of its reports, or {@code null} if nothing
 */
record Proof(String testClass, @Nullable String method, @Nullable String run) {

	/** Of the run with threads of containers and handlers being virtual. */
	static final String VIRTUAL_THREADS = "virtual-threads";

	/**
	 * A test.
	 * @param text a class, or a class, a hash sign and a method
	 */
	static Proof of(String text) {
		int hash = text.indexOf('#');
		return (hash < 0) ? new Proof(text, null, null)
				: new Proof(text.substring(0, hash), text.substring(hash + 1), null);
	}

	Proof onVirtualThreads() {
		return new Proof(this.testClass, this.method, VIRTUAL_THREADS);
	}

	boolean isAbout(String testCase) {
		return this.method == null || testCase.equals(this.method) || testCase.startsWith(this.method)
				&& !Character.isJavaIdentifierPart(testCase.charAt(this.method.length()));
	}

	@Override
	public String toString() {
		return (this.method == null) ? this.testClass : this.testClass + "#" + this.method;
	}

}
