package dev.duplex.engine.transport;

import java.nio.ByteBuffer;
import java.util.concurrent.Executor;

/**
 * Where the callbacks of a group of connections run, one after another: an event loop, or
 * a lane of a container. Tasks given by one thread run in that order.
 */
public interface SerialContext extends Executor {

	/**
	 * Runs a task in this context soon. Safe from any thread.
	 */
	@Override
	void execute(Runnable task);

	/**
	 * As {@link #execute}, but does not hurry: a context that sleeps need not wake up for
	 * it before {@link #wakeUp()} or its next turn, at most a tenth of a second away.
	 * @param task the task
	 */
	void executeLazily(Runnable task);

	/**
	 * Makes the context take its tasks now. Safe from any thread.
	 */
	void wakeUp();

	/**
	 * Runs a task once the context has nothing else at hand, before it waits. In this
	 * context only.
	 * @param task the task
	 */
	void atEndOfTurn(Runnable task);

	/**
	 * Whether the caller runs in this context.
	 * @return whether the state of its connections may be touched
	 */
	boolean isCurrent();

	/**
	 * The time of the current turn. In this context only.
	 * @return a value of {@link System#nanoTime()} not older than the turn
	 */
	long nanoTime();

	/**
	 * A direct big-endian buffer to gather output in. It belongs to the context: whoever
	 * takes it must have emptied it when the callback returns. In this context only.
	 * @return the buffer
	 */
	ByteBuffer writeBuffer();

}
