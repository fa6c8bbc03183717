package dev.duplex.spring.security;

import java.security.Principal;
import java.util.List;

import dev.duplex.spring.HandshakeAnswer;
import dev.duplex.spring.HandshakeDetails;
import dev.duplex.spring.HandshakeFilter;
import org.jspecify.annotations.Nullable;

import org.springframework.core.Ordered;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.authorization.AuthorizationResult;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;

/**
 * Authenticates opening handshakes by the application's {@code AuthenticationManager}:
 * where Spring Security's own filters do not run. Who is not authenticated is answered
 * 401, with the schemes that are understood; who is, but may not connect, 403.
 */
public final class AuthenticationHandshakeFilter implements HandshakeFilter, Ordered {

	/** Before the application's filters, as that of Spring Security's own. */
	public static final int ORDER = -100;

	private final AuthenticationManager manager;

	private final List<HandshakeAuthenticationConverter> converters;

	private final @Nullable AuthorizationManager<HandshakeDetails> authorization;

	/**
	 * Creates the filter.
	 * @param manager authenticates; may block
	 * @param converters find credentials; the first that finds some counts
	 * @param authorization says who of the authenticated may connect where, or
	 * {@code null} for everybody, everywhere; may block
	 */
	public AuthenticationHandshakeFilter(AuthenticationManager manager,
			List<HandshakeAuthenticationConverter> converters,
			@Nullable AuthorizationManager<HandshakeDetails> authorization) {
		this.manager = manager;
		this.converters = List.copyOf(converters);
		this.authorization = authorization;
	}

	@Override
	public int getOrder() {
		return ORDER;
	}

	/**
	 * A client certificate that no converter takes is a principal in itself: TLS has
	 * verified it.
	 */
	@Override
	public HandshakeAnswer filter(HandshakeDetails handshake) {
		try {
			Authentication credentials = credentials(handshake);
			if (credentials == null) {
				Principal certified = handshake.principal();
				return (certified != null) ? authorize(certified, handshake) : unauthorized();
			}
			Authentication user = this.manager.authenticate(credentials);
			return (user != null && user.isAuthenticated()) ? authorize(user, handshake) : unauthorized();
		}
		catch (AuthenticationServiceException ex) {
			// Not the client's fault: it is answered 500, and the log says why.
			throw ex;
		}
		catch (AuthenticationException ex) {
			return unauthorized();
		}
	}

	private @Nullable Authentication credentials(HandshakeDetails handshake) {
		for (HandshakeAuthenticationConverter converter : this.converters) {
			Authentication credentials = converter.convert(handshake);
			if (credentials != null) {
				return credentials;
			}
		}
		return null;
	}

	private HandshakeAnswer authorize(Principal user, HandshakeDetails handshake) {
		AuthorizationResult result = (this.authorization != null)
				? this.authorization.authorize(() -> AuthenticatedUser.of(user), handshake) : null;
		return (result == null || result.isGranted()) ? HandshakeAnswer.accept().withPrincipal(user)
				: HandshakeAnswer.refuse(403);
	}

	private HandshakeAnswer unauthorized() {
		HandshakeAnswer.Refuse answer = HandshakeAnswer.refuse(401);
		for (HandshakeAuthenticationConverter converter : this.converters) {
			String challenge = converter.challenge();
			if (challenge != null) {
				answer = answer.withHeader("WWW-Authenticate", challenge);
			}
		}
		return answer;
	}

}
