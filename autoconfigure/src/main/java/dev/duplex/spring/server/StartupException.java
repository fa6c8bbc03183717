package dev.duplex.spring.server;

import org.jspecify.annotations.Nullable;

/**
 * Keeps an application from starting, and says in words for its log why and what to do.
 * Spring Boot has such an exception since 4.1 only.
 */
@SuppressWarnings("serial")
public final class StartupException extends RuntimeException {

	private final String action;

	/**
	 * Creates the exception.
	 * @param description what is wrong
	 * @param action what to do about it
	 */
	public StartupException(String description, String action) {
		this(description, action, null);
	}

	/**
	 * Creates the exception.
	 * @param description what is wrong
	 * @param action what to do about it
	 * @param cause what has made it known, or {@code null}
	 */
	public StartupException(String description, String action, @Nullable Throwable cause) {
		super(description, cause);
		this.action = action;
	}

	/**
	 * What to do about it.
	 * @return one or more sentences
	 */
	public String action() {
		return this.action;
	}

}
