package dev.duplex.spring.autoconfigure.security;

import dev.duplex.spring.security.reactive.BlockingAuthenticationManager;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.ReactiveAuthenticationManager;
import org.springframework.security.authentication.UserDetailsRepositoryReactiveAuthenticationManager;
import org.springframework.security.core.userdetails.ReactiveUserDetailsService;
import org.springframework.security.crypto.password.PasswordEncoder;

/**
 * The users of an application with Spring WebFlux. Loaded only where there is Reactor.
 */
final class ReactiveUsers {

	private ReactiveUsers() {
	}

	static @Nullable AuthenticationManager manager(BeanFactory beanFactory) {
		ReactiveAuthenticationManager manager = beanFactory.getBeanProvider(ReactiveAuthenticationManager.class)
			.getIfUnique();
		if (manager != null) {
			return new BlockingAuthenticationManager(manager);
		}
		ReactiveUserDetailsService users = beanFactory.getBeanProvider(ReactiveUserDetailsService.class).getIfUnique();
		return (users != null) ? manager(users, beanFactory) : null;
	}

	private static AuthenticationManager manager(ReactiveUserDetailsService users, BeanFactory beanFactory) {
		UserDetailsRepositoryReactiveAuthenticationManager manager = new UserDetailsRepositoryReactiveAuthenticationManager(
				users);
		beanFactory.getBeanProvider(PasswordEncoder.class).ifUnique(manager::setPasswordEncoder);
		return new BlockingAuthenticationManager(manager);
	}

}
