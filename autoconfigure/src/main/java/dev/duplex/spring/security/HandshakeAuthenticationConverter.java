package dev.duplex.spring.security;

import dev.duplex.spring.HandshakeDetails;
import org.jspecify.annotations.Nullable;

import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;

/**
 * Finds the credentials that an opening handshake carries. Must be thread-safe.
 */
@FunctionalInterface
public interface HandshakeAuthenticationConverter {

	/**
	 * Looks for credentials of one kind.
	 * @param handshake the handshake
	 * @return what an {@code AuthenticationManager} authenticates, or {@code null} if
	 * there are none of this kind
	 * @throws AuthenticationException if there are, but malformed
	 */
	@Nullable Authentication convert(HandshakeDetails handshake) throws AuthenticationException;

	/**
	 * The scheme that a client without credentials is asked for.
	 * @return the value of a {@code WWW-Authenticate} header (RFC 9110 section 11.6.1),
	 * or {@code null} for none
	 */
	default @Nullable String challenge() {
		return null;
	}

}
