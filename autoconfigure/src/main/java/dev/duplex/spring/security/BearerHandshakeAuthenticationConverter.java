package dev.duplex.spring.security;

import java.util.function.Function;
import java.util.regex.Pattern;

import dev.duplex.engine.protocol.HandshakeRequest;
import dev.duplex.spring.HandshakeDetails;
import org.jspecify.annotations.Nullable;

import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.core.Authentication;

/**
 * A Bearer token (RFC 6750), in the Authorization header or, for browsers, which cannot
 * set one, as an offered subprotocol {@code bearer.<token>}. That is never agreed on, so
 * never echoed: a page must offer one that the endpoint speaks, too.
 */
public final class BearerHandshakeAuthenticationConverter implements HandshakeAuthenticationConverter {

	private static final String SUBPROTOCOL = "bearer.";

	private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]+=*");

	private final Function<String, Authentication> tokens;

	/**
	 * Creates the converter.
	 * @param tokens makes of a token what the {@code AuthenticationManager} knows, such
	 * as {@code BearerTokenAuthenticationToken::new}
	 */
	public BearerHandshakeAuthenticationConverter(Function<String, Authentication> tokens) {
		this.tokens = tokens;
	}

	@Override
	public @Nullable Authentication convert(HandshakeDetails handshake) {
		String token = token(handshake.request());
		if (token == null) {
			return null;
		}
		if (!TOKEN.matcher(token).matches()) {
			throw new BadCredentialsException("Malformed Bearer token");
		}
		return this.tokens.apply(token);
	}

	@Override
	public String challenge() {
		return "Bearer";
	}

	private static @Nullable String token(HandshakeRequest request) {
		String token = AuthorizationHeader.credentials(request, "Bearer");
		return (token != null) ? token : offeredToken(request);
	}

	private static @Nullable String offeredToken(HandshakeRequest request) {
		return request.subprotocols()
			.stream()
			.filter((offered) -> offered.startsWith(SUBPROTOCOL))
			.map((offered) -> offered.substring(SUBPROTOCOL.length()))
			.findFirst()
			.orElse(null);
	}

}
