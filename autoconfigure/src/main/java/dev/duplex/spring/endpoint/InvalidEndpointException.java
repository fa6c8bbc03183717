package dev.duplex.spring.endpoint;

import org.jspecify.annotations.Nullable;

/**
 * An endpoint bean is written so that it cannot work. The application does not start.
 */
public final class InvalidEndpointException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final transient EndpointSource source;

	private final String problem;

	private final String action;

	InvalidEndpointException(EndpointSource source, String problem, String action, @Nullable Throwable cause) {
		super(source + ": " + problem + " " + action, cause);
		this.source = source;
		this.problem = problem;
		this.action = action;
	}

	EndpointSource source() {
		return this.source;
	}

	/**
	 * What is wrong.
	 * @return a sentence
	 */
	public String problem() {
		return this.problem;
	}

	/**
	 * What to change.
	 * @return a sentence
	 */
	public String action() {
		return this.action;
	}

}
