package dev.duplex.spring.security;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.AbstractOAuth2Token;

/**
 * Until when a Bearer token is good: the claim {@code exp} of a JWT (RFC 7519 section
 * 4.1.4), or what its introspection has said.
 */
public final class TokenExpiry implements CredentialExpiry {

	@Override
	public @Nullable Instant expiresAt(Authentication authentication) {
		return (authentication.getCredentials() instanceof AbstractOAuth2Token token) ? token.getExpiresAt() : null;
	}

}
