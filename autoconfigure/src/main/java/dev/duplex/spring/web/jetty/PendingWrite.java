package dev.duplex.spring.web.jetty;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * A write that Jetty completes at once or later. Who waits for it is called only if it
 * was not over yet.
 */
final class PendingWrite implements Callback {

	private final AtomicReference<State> state = new AtomicReference<>(State.RUNNING);

	private final Consumer<@Nullable Throwable> whenDone;

	private @Nullable Throwable failure;

	private enum State {

		/** Neither over nor waited for. */
		RUNNING,

		AWAITED,

		DONE

	}

	/**
	 * Creates the callback of a write.
	 * @param whenDone told of its end, with the failure or {@code null}
	 */
	PendingWrite(Consumer<@Nullable Throwable> whenDone) {
		this.whenDone = whenDone;
	}

	/**
	 * Waits for the write, unless it is over.
	 * @return whether there will be a call
	 * @throws IOException if it is over, and has failed
	 */
	boolean await() throws IOException {
		if (this.state.compareAndSet(State.RUNNING, State.AWAITED)) {
			return true;
		}
		if (this.failure != null) {
			throw new IOException(this.failure);
		}
		return false;
	}

	@Override
	public void succeeded() {
		done();
	}

	@Override
	public void failed(Throwable cause) {
		this.failure = cause;
		done();
	}

	private void done() {
		if (!this.state.compareAndSet(State.RUNNING, State.DONE)) {
			this.whenDone.accept(this.failure);
		}
	}

	/**
	 * So the thread that has written the rest makes the call itself.
	 */
	@Override
	public InvocationType getInvocationType() {
		return InvocationType.NON_BLOCKING;
	}

}
