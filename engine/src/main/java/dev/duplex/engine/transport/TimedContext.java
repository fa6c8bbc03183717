package dev.duplex.engine.transport;

/**
 * A context with a thread of its own, which can be waited for by time.
 */
public interface TimedContext extends SerialContext {

	/**
	 * Runs a task in this context at a given time, or soon after. Safe from any thread.
	 * The task is forgotten if the context ends before.
	 * @param nanoTime when, as a value of {@link System#nanoTime()}
	 * @param task the task
	 */
	void executeAt(long nanoTime, Runnable task);

}
