package dev.duplex.spring.client;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import dev.duplex.engine.ConnectFailedException;
import dev.duplex.engine.Endpoint;
import dev.duplex.engine.WebSocketConnection;
import dev.duplex.engine.runtime.ManagedConnection;
import dev.duplex.spring.log.LogText;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The connection of an endpoint bean, over the times it is started and stopped.
 */
final class ClientEndpoint {

	private static final Log logger = LogFactory.getLog(ClientEndpoint.class);

	private final ConfiguredClient client;

	private final Endpoint endpoint;

	/** The one that is kept up. */
	private @Nullable ManagedConnection managed;

	/** The only one, if it is not replaced when it is lost. */
	private @Nullable CompletableFuture<WebSocketConnection> single;

	ClientEndpoint(ConfiguredClient client, Endpoint endpoint) {
		this.client = client;
		this.endpoint = endpoint;
	}

	boolean isAutoStartup() {
		return this.client.settings().autoStartup();
	}

	void requireUrl() {
		this.client.requireUrl();
	}

	synchronized void start() {
		if (isRunning()) {
			return;
		}
		if (this.client.settings().reconnect()) {
			this.managed = this.client.keepConnected(this.endpoint);
		}
		else {
			CompletionStage<WebSocketConnection> connecting = this.client.connect(this.endpoint);
			connecting.whenComplete((connection, failure) -> report(failure));
			this.single = connecting.toCompletableFuture();
		}
	}

	private boolean isRunning() {
		if (this.managed != null) {
			return this.managed.state() != ManagedConnection.State.CLOSED;
		}
		return this.single != null && (!this.single.isDone() || connection().isPresent());
	}

	private void report(@Nullable Throwable failure) {
		if (failure instanceof ConnectFailedException failed) {
			logger.warn(
					ReconnectReport.describe(this.client.id(), null, failed) + "; not connecting again, as "
							+ this.client.settings().key() + ".reconnect.enabled=false",
					ReconnectReport.thrown(failed));
		}
		else if (failure != null) {
			logger.error(ReconnectReport.client(this.client.id()) + " failed", LogText.of(failure));
		}
		else {
			logger.info(ReconnectReport.client(this.client.id()) + " connected");
		}
	}

	synchronized void stop(int code, String reason) {
		if (this.managed != null) {
			this.managed.close(code, reason);
			this.managed = null;
		}
		if (this.single != null) {
			this.single.thenAccept((connection) -> connection.close(code, reason));
			this.single = null;
		}
	}

	synchronized Optional<WebSocketConnection> connection() {
		WebSocketConnection current = null;
		if (this.managed != null) {
			current = this.managed.connection();
		}
		else if (this.single != null && this.single.isDone() && !this.single.isCompletedExceptionally()) {
			current = this.single.join();
		}
		return Optional.ofNullable(current).filter(WebSocketConnection::isOpen);
	}

}
