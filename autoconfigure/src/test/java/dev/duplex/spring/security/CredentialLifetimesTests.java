package dev.duplex.spring.security;

import java.time.Instant;

import dev.duplex.engine.CloseReason;
import dev.duplex.engine.WebSocketConnection;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.Authentication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.after;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.timeout;
import static org.mockito.Mockito.verify;

/**
 * Tests for {@link CredentialLifetimes}.
 */
class CredentialLifetimesTests {

	private static final int SOON_MILLIS = 200;

	private static final CloseReason GONE = new CloseReason(1000, "", CloseReason.Initiator.REMOTE);

	/** The details of an authentication say when it ends. */
	private final CredentialLifetimes lifetimes = new CredentialLifetimes(
			(authentication) -> (Instant) authentication.getDetails());

	@AfterEach
	void close() {
		this.lifetimes.close();
	}

	@Test
	void aConnectionIsClosedWithItsCredentials() {
		WebSocketConnection connection = open(user("ann", Instant.now().plusMillis(SOON_MILLIS)));
		this.lifetimes.onAccepted(connection);
		verify(connection, never()).close(anyInt(), anyString());
		verify(connection, timeout(5000)).close(1008, "credentials expired");
	}

	@Test
	void credentialsThatHaveEndedAlreadyCloseAtOnce() {
		WebSocketConnection connection = open(user("ann", Instant.MIN));
		this.lifetimes.onAccepted(connection);
		verify(connection, timeout(5000)).close(1008, "credentials expired");
	}

	@Test
	void credentialsOfTheFarFutureAreNoTrouble() {
		WebSocketConnection connection = open(user("ann", Instant.MAX));
		this.lifetimes.onAccepted(connection);
		verify(connection, after(SOON_MILLIS).never()).close(anyInt(), anyString());
	}

	@Test
	void credentialsWithoutEndCloseNothing() {
		WebSocketConnection connection = open(user("ann", null));
		this.lifetimes.onAccepted(connection);
		verify(connection, after(SOON_MILLIS).never()).close(anyInt(), anyString());
	}

	@Test
	void renewedCredentialsCountFromThenOn() {
		WebSocketConnection connection = open(user("ann", Instant.now().plusMillis(SOON_MILLIS)));
		this.lifetimes.onAccepted(connection);
		Authentication renewed = user("ann", Instant.now().plusSeconds(60));
		this.lifetimes.renew(connection, renewed);
		assertThat(this.lifetimes.authentication(connection)).isSameAs(renewed);
		verify(connection, after(2 * SOON_MILLIS).never()).close(anyInt(), anyString());
		this.lifetimes.renew(connection, user("ann", Instant.now()));
		verify(connection, timeout(5000)).close(1008, "credentials expired");
	}

	@Test
	void anotherUsersCredentialsAreRefused() {
		WebSocketConnection connection = open(user("ann", null));
		assertThatIllegalArgumentException().isThrownBy(() -> this.lifetimes.renew(connection, user("bob", null)))
			.withMessageContaining("of the user who opened it only");
		TestingAuthenticationToken unknown = user("ann", null);
		unknown.setAuthenticated(false);
		assertThatIllegalArgumentException().isThrownBy(() -> this.lifetimes.renew(connection, unknown));
	}

	@Test
	void nothingIsKeptOfClosedConnections() {
		WebSocketConnection connection = open(user("ann", Instant.now().plusSeconds(60)));
		this.lifetimes.onAccepted(connection);
		this.lifetimes.onClosed(connection, GONE);
		given(connection.isOpen()).willReturn(false);
		this.lifetimes.renew(connection, user("ann", Instant.now().plusSeconds(60)));
		assertThat(this.lifetimes).extracting("leases").asInstanceOf(InstanceOfAssertFactories.MAP).isEmpty();
		assertThat(this.lifetimes).extracting("timer.queue")
			.asInstanceOf(InstanceOfAssertFactories.COLLECTION)
			.isEmpty();
	}

	@Test
	void whoIsNobodyIsAnonymous() {
		assertThat(this.lifetimes.authentication(open(null)).getName()).isEqualTo("anonymousUser");
	}

	private static TestingAuthenticationToken user(String name, @Nullable Instant end) {
		TestingAuthenticationToken user = new TestingAuthenticationToken(name, "password", "ROLE_USER");
		user.setDetails(end);
		return user;
	}

	private static WebSocketConnection open(@Nullable Authentication user) {
		WebSocketConnection connection = mock(WebSocketConnection.class);
		given(connection.principal()).willReturn(user);
		given(connection.isOpen()).willReturn(true);
		return connection;
	}

}
