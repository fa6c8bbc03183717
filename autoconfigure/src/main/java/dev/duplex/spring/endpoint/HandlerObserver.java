package dev.duplex.spring.endpoint;

import org.jspecify.annotations.Nullable;

/**
 * Hears of every handler call: for metrics. Called in the thread of the handler, or in
 * the one that completed the stage it returned; must be thread-safe and quick, and must
 * not throw.
 */
@FunctionalInterface
public interface HandlerObserver {

	/**
	 * A handler has finished: it returned or threw, or the stage it returned is complete.
	 * @param endpoint the endpoint's path template
	 * @param type {@code connect}, {@code text}, {@code binary}, {@code pong} or
	 * {@code disconnect}
	 * @param nanos how long it took, with reading the message and encoding the reply
	 * @param failure what went wrong, whether or not an exception handler deals with it;
	 * {@code null} for nothing
	 */
	void handled(String endpoint, String type, long nanos, @Nullable Throwable failure);

	/**
	 * The same, of a client's handler.
	 * @param id the client's id
	 * @param type as {@link #handled}
	 * @param nanos as {@link #handled}
	 * @param failure as {@link #handled}
	 */
	default void handledByClient(String id, String type, long nanos, @Nullable Throwable failure) {
	}

	/**
	 * What clients' handlers are reported to.
	 * @return calls {@link #handledByClient} of this one, or nothing if this is
	 * {@link #none()}
	 */
	default HandlerObserver ofClients() {
		return this::handledByClient;
	}

	/**
	 * Nobody listens, and no time is taken.
	 * @return an observer that does nothing
	 */
	static HandlerObserver none() {
		return NoHandlerObserver.INSTANCE;
	}

}
