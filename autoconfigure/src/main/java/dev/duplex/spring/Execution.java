package dev.duplex.spring;

/**
 * Where the handlers of an endpoint run.
 */
public enum Execution {

	/**
	 * On virtual threads when Spring Boot has them on, else on Duplex's own bounded pool.
	 * Handlers may block.
	 */
	AUTO,

	/**
	 * On the connection's event loop, without a hand-over. Handlers must not block: all
	 * connections of the loop would wait.
	 */
	EVENT_LOOP

}
