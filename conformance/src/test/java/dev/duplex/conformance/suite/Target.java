package dev.duplex.conformance.suite;

import java.io.IOException;

/**
 * The engine under test, over one of its transports.
 */
public interface Target extends AutoCloseable {

	/**
	 * The name in reports.
	 * @return a few words
	 */
	String name();

	/**
	 * What the engine is.
	 * @return the role
	 */
	Role role();

	/**
	 * Whether handlers run where frames are read, so that a message is answered before
	 * what follows it in the same segment is looked at.
	 * @return {@code false} if they run on other threads
	 */
	default boolean answersInOrder() {
		return true;
	}

	/**
	 * Opens a connection.
	 * @param opening how
	 * @param conversation records what goes over the wire
	 * @return the runner's end of it, open; compressed if the engine agreed
	 * @throws IOException if it does not open
	 */
	Peer open(Opening opening, Conversation conversation) throws IOException;

	/**
	 * What the application saw, where a connection was opened at {@link Opening#PROBE}.
	 * @return the log of all such connections
	 */
	ProbeLog probes();

	@Override
	void close();

}
