package dev.duplex.spring.server;

/**
 * Asked before endpoints are served, and not at all when there are none.
 */
@FunctionalInterface
public interface StartupCheck {

	/**
	 * Throws what keeps the application from starting, for a failure analyzer to explain.
	 */
	void check();

}
