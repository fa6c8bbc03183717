package dev.duplex.spring.autoconfigure.security;

import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.userdetails.UserDetailsByNameServiceWrapper;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.web.authentication.preauth.PreAuthenticatedAuthenticationProvider;

/**
 * Looks up the users of client certificates. Loaded only where there is Spring Security
 * for the web.
 */
final class CertificateUsers {

	private CertificateUsers() {
	}

	static AuthenticationProvider provider(UserDetailsService users) {
		PreAuthenticatedAuthenticationProvider provider = new PreAuthenticatedAuthenticationProvider();
		provider.setPreAuthenticatedUserDetailsService(new UserDetailsByNameServiceWrapper<>(users));
		return provider;
	}

}
