package dev.duplex.spring.actuate;

import java.security.Principal;
import java.util.function.Predicate;

import dev.duplex.engine.WebSocketConnection;
import org.jspecify.annotations.Nullable;

/**
 * Which connections a request means: those to which everything applies that is given.
 */
record ConnectionFilter(@Nullable String endpoint, @Nullable String user, @Nullable String remoteAddress,
		@Nullable String topic) implements Predicate<WebSocketConnection> {

	boolean isEmpty() {
		return this.endpoint == null && this.user == null && this.remoteAddress == null && this.topic == null;
	}

	@Override
	public boolean test(WebSocketConnection connection) {
		return (this.endpoint == null || this.endpoint.equals(connection.endpoint()))
				&& (this.user == null || this.user.equals(userOf(connection)))
				&& (this.remoteAddress == null || this.remoteAddress.equals(RemoteAddress.host(connection)))
				&& (this.topic == null || connection.subscriptions().contains(this.topic));
	}

	static @Nullable String userOf(WebSocketConnection connection) {
		Principal principal = connection.principal();
		return (principal != null) ? principal.getName() : null;
	}

}
