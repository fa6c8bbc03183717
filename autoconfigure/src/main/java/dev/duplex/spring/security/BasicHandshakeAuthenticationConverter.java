package dev.duplex.spring.security;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

import dev.duplex.spring.HandshakeDetails;
import org.jspecify.annotations.Nullable;

import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;

/**
 * User and password of the Basic scheme (RFC 7617), in UTF-8.
 */
public final class BasicHandshakeAuthenticationConverter implements HandshakeAuthenticationConverter {

	@Override
	public @Nullable Authentication convert(HandshakeDetails handshake) {
		String encoded = AuthorizationHeader.credentials(handshake.request(), "Basic");
		if (encoded == null) {
			return null;
		}
		String credentials = decode(encoded);
		// A password may have colons, a user's name may not.
		int colon = credentials.indexOf(':');
		if (colon < 0) {
			throw new BadCredentialsException("Malformed Basic credentials");
		}
		return UsernamePasswordAuthenticationToken.unauthenticated(credentials.substring(0, colon),
				credentials.substring(colon + 1));
	}

	@Override
	public String challenge() {
		return "Basic realm=\"WebSocket\", charset=\"UTF-8\"";
	}

	private static String decode(String base64) {
		try {
			return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
		}
		catch (IllegalArgumentException ex) {
			throw new BadCredentialsException("Malformed Basic credentials");
		}
	}

}
