package dev.duplex.engine.transport;

import org.jspecify.annotations.Nullable;

/**
 * What a context calls for a connection that has a deadline.
 */
public interface DeadlineHandler {

	/**
	 * The time that was asked for has come.
	 * @param nanoTime the context's time now
	 */
	void onDeadline(long nanoTime);

	/**
	 * A call to this handler threw, or the context ends: so must the connection.
	 * @param cause what was thrown, or {@code null} if the context ends
	 */
	void onFailure(@Nullable Throwable cause);

}
