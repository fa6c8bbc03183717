package dev.duplex.spring.health;

import dev.duplex.engine.runtime.WebSocketEngine;
import dev.duplex.spring.server.ListenerLifecycle;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Out of service while connections are being drained, and down while an own listener does
 * not listen. Details are counts, never addresses.
 */
public final class DuplexHealthIndicator extends AbstractHealthIndicator {

	private final WebSocketEngine engine;

	private final @Nullable ListenerLifecycle listener;

	/**
	 * Creates the indicator.
	 * @param engine whose connections are counted
	 * @param listener the own listener, or {@code null} where a web server's port is
	 * shared
	 */
	public DuplexHealthIndicator(WebSocketEngine engine, @Nullable ListenerLifecycle listener) {
		super("The health of WebSocket endpoints could not be told");
		this.engine = engine;
		this.listener = listener;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		if (this.engine.isDraining()) {
			builder.outOfService();
		}
		else if (this.listener != null && !this.listener.isRunning()) {
			builder.down();
		}
		else {
			builder.up();
		}
		builder.withDetail("draining", this.engine.isDraining())
			.withDetail("connections", this.engine.connectionCount());
	}

}
