package dev.duplex.engine.runtime;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import java.util.function.Consumer;

import dev.duplex.engine.CloseReason;
import dev.duplex.engine.ConnectFailedException;
import dev.duplex.engine.ConnectFailedException.Reason;
import dev.duplex.engine.ReconnectListener;
import dev.duplex.engine.ReconnectPolicy;
import dev.duplex.engine.WebSocketConnection;
import dev.duplex.engine.protocol.CloseCode;
import org.jspecify.annotations.Nullable;

/**
 * A client's connection that is replaced by another one whenever it is lost, as its
 * {@link ReconnectPolicy} says. Safe from any thread; nothing blocks.
 */
public final class ManagedConnection implements AutoCloseable {

	/**
	 * A connection that lasted less counts as a failed attempt: a server that accepts and
	 * closes at once, over and over, is not to be hammered.
	 */
	private static final long STABLE_NANOS = 10_000_000_000L;

	private final WebSocketEngine engine;

	private final Attempt attempt;

	private final ReconnectPolicy policy;

	private final ReconnectListener listener;

	private volatile State state = State.CONNECTING;

	private volatile @Nullable WebSocketConnection connection;

	/** Like all that follows: the engine's housekeeper only. */
	private @Nullable Future<?> pause;

	private int attempts;

	private long connectedAt;

	private CloseReason closeReason = new CloseReason(CloseCode.NORMAL, "", CloseReason.Initiator.LOCAL);

	/**
	 * How a managed connection fares.
	 */
	public enum State {

		/** An attempt is under way. */
		CONNECTING,

		/** There is a connection. */
		CONNECTED,

		/** The next attempt has to wait. */
		WAITING,

		/** There will be no connection any more: closed, or given up. */
		CLOSED

	}

	/**
	 * How to connect.
	 */
	@FunctionalInterface
	interface Attempt {

		/**
		 * Begins to connect.
		 * @param onEnd called when the connection has ended, if there was one
		 * @return completes with the connection
		 */
		CompletableFuture<WebSocketConnection> start(Consumer<CloseReason> onEnd);

	}

	ManagedConnection(WebSocketEngine engine, Attempt attempt, ReconnectPolicy policy, ReconnectListener listener) {
		this.engine = engine;
		this.attempt = attempt;
		this.policy = policy;
		this.listener = listener;
	}

	/**
	 * The connection there is now.
	 * @return the connection, or {@code null} for none; it may be lost at any time
	 */
	public @Nullable WebSocketConnection connection() {
		return this.connection;
	}

	/**
	 * How it fares.
	 * @return the state
	 */
	public State state() {
		return this.state;
	}

	/**
	 * Closes with code 1000, for good.
	 */
	@Override
	public void close() {
		close(CloseCode.NORMAL, "");
	}

	/**
	 * Closes for good: starts the closing handshake of the connection there is, and
	 * connects no more. Closing twice does nothing.
	 * @param code the close code
	 * @param reason the close reason
	 * @throws IllegalArgumentException as {@link WebSocketConnection#close(int, String)}
	 */
	public void close(int code, String reason) {
		CloseCode.requireSendable(code, reason, true);
		this.engine.housekeeper().execute(() -> {
			if (this.state != State.CLOSED) {
				this.state = State.CLOSED;
				this.closeReason = new CloseReason(code, reason, CloseReason.Initiator.LOCAL);
				WebSocketConnection current = this.connection;
				if (current != null) {
					current.close(code, reason);
				}
				else if (this.pause != null && this.pause.cancel(false)) {
					end(null, null);
				}
			}
		});
	}

	/**
	 * The engine is closed or drained: there is nothing to wait for.
	 */
	void engineEnds() {
		this.engine.housekeeper().execute(() -> {
			if (this.state == State.WAITING && this.pause != null && this.pause.cancel(false)) {
				end(null, null);
			}
		});
	}

	private void end(@Nullable CloseReason lost, @Nullable ConnectFailedException failure) {
		this.state = State.CLOSED;
		this.engine.forget(this);
		safely(() -> this.listener.onEnded(lost, failure));
	}

	void open() {
		this.engine.remember(this);
		this.engine.housekeeper().execute(this::connect);
	}

	private void connect() {
		if (this.state == State.CLOSED) {
			return;
		}
		this.state = State.CONNECTING;
		// A connection may end before it is reported here, but not be reported as ended.
		CompletableFuture<WebSocketConnection> connected = new CompletableFuture<>();
		this.attempt
			.start((reason) -> connected
				.whenComplete((ended, failure) -> this.engine.housekeeper().execute(() -> lost(reason))))
			.whenComplete((opened, failure) -> this.engine.housekeeper().execute(() -> {
				if (opened != null) {
					connected(opened);
					connected.complete(opened);
				}
				else {
					failed(cause(failure));
				}
			}));
	}

	private static ConnectFailedException cause(Throwable failure) {
		Throwable cause = (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause()
				: failure;
		return (cause instanceof ConnectFailedException known) ? known
				: new ConnectFailedException(Reason.CONNECT, cause.toString(), null, cause);
	}

	private void connected(WebSocketConnection opened) {
		if (this.state == State.CLOSED) {
			opened.close(this.closeReason.code(), this.closeReason.reason());
			return;
		}
		this.connectedAt = System.nanoTime();
		this.connection = opened;
		this.state = State.CONNECTED;
		safely(() -> this.listener.onConnected(opened));
	}

	private void lost(CloseReason reason) {
		this.connection = null;
		if (System.nanoTime() - this.connectedAt >= STABLE_NANOS) {
			this.attempts = 0;
		}
		goOn(this.policy.reconnectsAfter(reason), reason, null);
	}

	private void failed(ConnectFailedException failure) {
		goOn(this.policy.retriesAfter(failure), null, failure);
	}

	private void goOn(boolean wanted, @Nullable CloseReason lost, @Nullable ConnectFailedException failure) {
		boolean exhausted = this.policy.maxAttempts() != -1 && this.attempts >= this.policy.maxAttempts();
		if (this.state == State.CLOSED || !wanted || exhausted || this.engine.isEnding()) {
			end(lost, failure);
			return;
		}
		this.attempts++;
		Duration delay = this.policy.delay(this.attempts, failure);
		this.state = State.WAITING;
		this.pause = this.engine.housekeeper().executeIn(delay.toNanos(), this::connect);
		int attempt = this.attempts;
		safely(() -> this.listener.onReconnecting(attempt, delay, lost, failure));
	}

	private static void safely(Runnable call) {
		try {
			call.run();
		}
		catch (Throwable ex) {
			// A listener's failure is its own; the connection goes on.
		}
	}

}
