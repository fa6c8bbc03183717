package dev.duplex.spring.server;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import dev.duplex.engine.protocol.CloseCode;
import dev.duplex.engine.runtime.WebSocketEngine;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;

/**
 * Ends the connections, those of clients too, before the application stops: new
 * handshakes are refused, what is queued is sent, and every peer gets a Close frame, all
 * at once or spread over a time. Comes before the listener, or the web server whose port
 * is shared, is stopped.
 */
public final class DrainLifecycle implements SmartLifecycle {

	/**
	 * {@link SmartLifecycle#getPhase() SmartLifecycle phase} in which connections end.
	 * That of the graceful shutdown of Spring Boot's web servers, which does not see
	 * them.
	 */
	public static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 1024;

	private static final Log logger = LogFactory.getLog(DrainLifecycle.class);

	private final WebSocketEngine engine;

	private final Duration timeout;

	private final Duration spread;

	private final int code;

	private final String reason;

	private volatile boolean running;

	/**
	 * Creates a lifecycle that closes all connections at once, with 1001.
	 * @param engine whose connections end
	 * @param timeout longest time they get; negative for no limit
	 */
	public DrainLifecycle(WebSocketEngine engine, Duration timeout) {
		this(engine, timeout, Duration.ZERO, CloseCode.GOING_AWAY, "Application stopping");
	}

	/**
	 * Creates the lifecycle.
	 * @param engine whose connections end
	 * @param timeout longest time they get; negative for no limit
	 * @param spread time over which they are closed, shorter than the timeout; zero for
	 * all at once
	 * @param code the close code
	 * @param reason the close reason
	 * @throws IllegalArgumentException if a server may not send code or reason
	 */
	public DrainLifecycle(WebSocketEngine engine, Duration timeout, Duration spread, int code, String reason) {
		CloseCode.requireSendable(code, reason, false);
		this.engine = engine;
		this.timeout = timeout;
		this.spread = spread;
		this.code = code;
		this.reason = reason;
	}

	@Override
	public void start() {
		this.engine.resume();
		this.running = true;
	}

	@Override
	public void stop() {
		stop(() -> {
		});
	}

	/**
	 * Begins to end the connections and returns; a lifecycle that waited here would not
	 * be subject to Spring's timeout.
	 */
	@Override
	public void stop(Runnable callback) {
		this.running = false;
		int open = open();
		if (open > 0) {
			logger.info("Closing " + open + " WebSocket connection" + ((open == 1) ? "" : "s")
					+ (this.spread.isZero() ? "" : " over " + this.spread.toMillis() + "ms"));
		}
		CompletableFuture<Void> drained = this.engine.drain(this.code, this.reason, this.spread)
			.toCompletableFuture()
			.copy();
		if (!this.timeout.isNegative()) {
			drained.orTimeout(this.timeout.toMillis(), TimeUnit.MILLISECONDS);
		}
		drained.whenComplete((result, failure) -> {
			report(failure);
			callback.run();
		});
	}

	private int open() {
		return this.engine.connectionCount() + this.engine.clientConnectionCount();
	}

	private void report(@Nullable Throwable failure) {
		if (failure instanceof TimeoutException) {
			logger.warn("Shutdown goes on with " + open()
					+ " WebSocket connections still open after duplex.shutdown.timeout=" + this.timeout.toSeconds()
					+ "s");
		}
		else if (failure != null) {
			logger.warn("Closing WebSocket connections failed", failure);
		}
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	/**
	 * A pause, as of a test's cached context, leaves the port open, as that of a web
	 * server.
	 */
	@Override
	public boolean isPauseable() {
		return false;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

}
