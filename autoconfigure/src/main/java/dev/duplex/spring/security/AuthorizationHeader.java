package dev.duplex.spring.security;

import dev.duplex.engine.protocol.HandshakeRequest;
import org.jspecify.annotations.Nullable;

/**
 * The {@code Authorization} header (RFC 9110 section 11.6.2).
 */
final class AuthorizationHeader {

	private AuthorizationHeader() {
	}

	/**
	 * Looks for credentials of a scheme.
	 * @param request the handshake
	 * @param scheme the scheme, whose case does not matter
	 * @return what stands behind the scheme, or {@code null} if it is another one or none
	 */
	static @Nullable String credentials(HandshakeRequest request, String scheme) {
		String value = request.header("Authorization");
		String prefix = scheme + ' ';
		return (value != null && value.regionMatches(true, 0, prefix, 0, prefix.length()))
				? value.substring(prefix.length()).strip() : null;
	}

}
