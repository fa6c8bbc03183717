package dev.duplex.spring.security;

import java.security.Principal;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.AuthorityUtils;

/**
 * A user as Spring Security sees it.
 */
final class AuthenticatedUser {

	private static final Authentication ANONYMOUS = new AnonymousAuthenticationToken("duplex", "anonymousUser",
			AuthorityUtils.createAuthorityList("ROLE_ANONYMOUS"));

	private AuthenticatedUser() {
	}

	/**
	 * Makes an authentication of whatever names a user: without authorities, unless it is
	 * one already.
	 */
	static Authentication of(@Nullable Principal principal) {
		if (principal == null) {
			return ANONYMOUS;
		}
		return (principal instanceof Authentication authentication) ? authentication
				: UsernamePasswordAuthenticationToken.authenticated(principal, null, List.of());
	}

}
