package dev.duplex.spring.security;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import org.springframework.security.core.Authentication;

/**
 * Says until when credentials are good. Must be thread-safe.
 */
@FunctionalInterface
public interface CredentialExpiry {

	/**
	 * Looks when an authentication ends.
	 * @param authentication the user of a connection
	 * @return when its connection must be closed, or {@code null} for never
	 */
	@Nullable Instant expiresAt(Authentication authentication);

}
