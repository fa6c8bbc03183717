package dev.duplex.spring.autoconfigure.security;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.security.authentication.AuthenticationEventPublisher;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.authentication.dao.DaoAuthenticationProvider;
import org.springframework.security.core.userdetails.UserDetailsPasswordService;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.util.ClassUtils;

/**
 * Puts together what an application authenticates users with, as Spring Security does for
 * its filters: the {@code AuthenticationManager} bean, or one of the application's
 * providers, users and tokens.
 */
final class HandshakeAuthentication {

	private static final String CERTIFICATE_USERS = "org.springframework.security.web.authentication.preauth.PreAuthenticatedAuthenticationProvider";

	private final BeanFactory beanFactory;

	private final List<AuthenticationProvider> tokens;

	private final List<AuthenticationProvider> passwords = new ArrayList<>();

	private final @Nullable AuthenticationManager given;

	HandshakeAuthentication(BeanFactory beanFactory) {
		this.beanFactory = beanFactory;
		this.tokens = isPresent(BearerTokens.OPAQUE) && isPresent(BearerTokens.JWT)
				? BearerTokens.providers(beanFactory) : List.of();
		this.given = given();
		beanFactory.getBeanProvider(AuthenticationProvider.class).orderedStream().forEach(this.passwords::add);
		if (this.passwords.isEmpty()) {
			beanFactory.getBeanProvider(UserDetailsService.class).ifUnique(this::addUsers);
		}
	}

	private @Nullable AuthenticationManager given() {
		AuthenticationManager manager = this.beanFactory.getBeanProvider(AuthenticationManager.class).getIfUnique();
		if (manager != null || !isPresent("reactor.core.publisher.Mono")) {
			return manager;
		}
		return ReactiveUsers.manager(this.beanFactory);
	}

	private void addUsers(UserDetailsService users) {
		DaoAuthenticationProvider provider = new DaoAuthenticationProvider(users);
		this.beanFactory.getBeanProvider(PasswordEncoder.class).ifUnique(provider::setPasswordEncoder);
		this.beanFactory.getBeanProvider(UserDetailsPasswordService.class)
			.ifUnique(provider::setUserDetailsPasswordService);
		this.passwords.add(provider);
		if (isPresent(CERTIFICATE_USERS)) {
			this.passwords.add(CertificateUsers.provider(users));
		}
	}

	boolean knowsTokens() {
		return !this.tokens.isEmpty();
	}

	boolean knowsPasswords() {
		return this.given != null || !this.passwords.isEmpty();
	}

	/**
	 * A manager that the application has is asked for whatever is no token; it knows the
	 * application's providers and users, as far as it should.
	 */
	AuthenticationManager manager() {
		List<AuthenticationProvider> providers = new ArrayList<>(this.tokens);
		if (this.given == null) {
			providers.addAll(this.passwords);
		}
		else if (providers.isEmpty()) {
			return this.given;
		}
		ProviderManager manager = new ProviderManager(providers, this.given);
		this.beanFactory.getBeanProvider(AuthenticationEventPublisher.class)
			.ifUnique(manager::setAuthenticationEventPublisher);
		return manager;
	}

	private static boolean isPresent(String className) {
		return ClassUtils.isPresent(className, HandshakeAuthentication.class.getClassLoader());
	}

}
