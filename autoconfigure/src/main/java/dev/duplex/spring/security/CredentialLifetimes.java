package dev.duplex.spring.security;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import dev.duplex.engine.CloseReason;
import dev.duplex.engine.EngineListener;
import dev.duplex.engine.WebSocketConnection;
import dev.duplex.engine.protocol.CloseCode;
import org.jspecify.annotations.Nullable;

import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.security.core.Authentication;

/**
 * Ends connections with the credentials they were opened with, whatever they are doing,
 * and takes new credentials for open ones. Safe from any thread.
 */
public final class CredentialLifetimes implements EngineListener, AutoCloseable {

	private static final String EXPIRED = "credentials expired";

	/** So far, no number overflows. */
	private static final Duration LONGEST = Duration.ofDays(36_500);

	private final CredentialExpiry expiry;

	private final ScheduledThreadPoolExecutor timer;

	/** Of those whose credentials end or were renewed only. */
	private final Map<WebSocketConnection, Lease> leases = new ConcurrentHashMap<>();

	/**
	 * Creates it. It has no thread before there are credentials that end.
	 * @param expiry says when they do
	 */
	public CredentialLifetimes(CredentialExpiry expiry) {
		this.expiry = expiry;
		CustomizableThreadFactory threads = new CustomizableThreadFactory("duplex-credentials-");
		threads.setDaemon(true);
		this.timer = new ScheduledThreadPoolExecutor(1, threads);
		this.timer.setRemoveOnCancelPolicy(true);
	}

	/**
	 * Who a connection's user is by now.
	 * @param connection the connection
	 * @return what {@link #renew} was told last, or else who opened the connection; an
	 * anonymous user if nobody did
	 */
	public Authentication authentication(WebSocketConnection connection) {
		Lease lease = this.leases.isEmpty() ? null : this.leases.get(connection);
		return (lease != null && lease.renewed() != null) ? lease.renewed()
				: AuthenticatedUser.of(connection.principal());
	}

	/**
	 * Gives an open connection new credentials, such as a token that its client has sent.
	 * From the next call of a handler on they are in the security context, and they count
	 * for when the connection is closed. Its {@code principal()} stays.
	 * @param connection the connection; nothing happens if it is closed already
	 * @param authentication what an {@code AuthenticationManager} has made of them
	 * @throws IllegalArgumentException if they are another user's, or not authenticated
	 */
	public void renew(WebSocketConnection connection, Authentication authentication) {
		String name = authentication(connection).getName();
		if (!authentication.isAuthenticated() || !authentication.getName().equals(name)) {
			throw new IllegalArgumentException("Connection " + connection.id()
					+ " can be given authenticated credentials of the user who opened it only");
		}
		lease(connection, authentication, this.expiry.expiresAt(authentication), true);
		if (!connection.isOpen()) {
			forget(connection);
		}
	}

	@Override
	public void onAccepted(WebSocketConnection connection) {
		if (connection.principal() instanceof Authentication authentication) {
			Instant end = this.expiry.expiresAt(authentication);
			if (end != null) {
				lease(connection, authentication, end, false);
			}
		}
	}

	@Override
	public void onClosed(WebSocketConnection connection, CloseReason reason) {
		forget(connection);
	}

	private void lease(WebSocketConnection connection, Authentication authentication, @Nullable Instant end,
			boolean renewed) {
		Future<?> closing = null;
		if (end != null) {
			long millis = millisUntil(end);
			closing = this.timer.schedule(() -> connection.close(CloseCode.POLICY_VIOLATION, EXPIRED), millis,
					TimeUnit.MILLISECONDS);
		}
		cancel(this.leases.put(connection, new Lease(renewed ? authentication : null, closing)));
	}

	private static long millisUntil(Instant end) {
		Instant now = Instant.now();
		Instant latest = now.plus(LONGEST);
		return end.isAfter(now) ? Duration.between(now, end.isBefore(latest) ? end : latest).toMillis() : 0;
	}

	private void forget(WebSocketConnection connection) {
		if (!this.leases.isEmpty()) {
			cancel(this.leases.remove(connection));
		}
	}

	private static void cancel(@Nullable Lease lease) {
		if (lease != null && lease.closing() != null) {
			lease.closing().cancel(false);
		}
	}

	/**
	 * No connection is closed for its credentials any more.
	 */
	@Override
	public void close() {
		this.timer.shutdownNow();
	}

	/**
	 * What is known of a connection.
	 *
	 * @param renewed its new credentials, or {@code null} for those it was opened with
	 * @param closing what closes it, or {@code null} if nothing does
	 */
	private record Lease(@Nullable Authentication renewed, @Nullable Future<?> closing) {
	}

}
