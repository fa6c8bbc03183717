package dev.duplex.spring.autoconfigure.security;

import java.util.ArrayList;
import java.util.List;

import dev.duplex.spring.HandshakeDetails;
import dev.duplex.spring.autoconfigure.DuplexServerAutoConfiguration;
import dev.duplex.spring.security.AuthenticationHandshakeFilter;
import dev.duplex.spring.security.BasicHandshakeAuthenticationConverter;
import dev.duplex.spring.security.BearerHandshakeAuthenticationConverter;
import dev.duplex.spring.security.HandshakeAuthenticationConverter;
import dev.duplex.spring.server.ListenerLifecycle;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.ReactiveAuthenticationManager;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.core.userdetails.ReactiveUserDetailsService;
import org.springframework.security.core.userdetails.UserDetailsService;

/**
 * Auto-configuration of who may connect to an own listener, which Spring Security's
 * filters do not guard: by whatever the application authenticates users with.
 */
@AutoConfiguration(after = DuplexServerAutoConfiguration.class, afterName = {
		"org.springframework.boot.security.autoconfigure.SecurityAutoConfiguration",
		"org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration",
		"org.springframework.boot.security.autoconfigure.ReactiveUserDetailsServiceAutoConfiguration",
		"org.springframework.boot.security.oauth2.server.resource.autoconfigure.OAuth2ResourceServerAutoConfiguration",
		// Of Spring Boot 4.0.
		"org.springframework.boot.security.oauth2.server.resource.autoconfigure.servlet.OAuth2ResourceServerAutoConfiguration" })
@ConditionalOnBooleanProperty(name = "duplex.enabled", matchIfMissing = true)
@ConditionalOnBooleanProperty(name = "duplex.server.allow-unauthenticated", havingValue = false, matchIfMissing = true)
@ConditionalOnClass(AuthenticationManager.class)
@ConditionalOnBean(ListenerLifecycle.class)
@Conditional(DuplexHandshakeAuthenticationAutoConfiguration.OnAuthenticator.class)
public final class DuplexHandshakeAuthenticationAutoConfiguration {

	DuplexHandshakeAuthenticationAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean
	AuthenticationHandshakeFilter webSocketAuthenticationHandshakeFilter(BeanFactory beanFactory,
			ObjectProvider<HandshakeAuthenticationConverter> own,
			ObjectProvider<AuthorizationManager<HandshakeDetails>> authorization) {
		HandshakeAuthentication authentication = new HandshakeAuthentication(beanFactory);
		List<HandshakeAuthenticationConverter> converters = new ArrayList<>(own.orderedStream().toList());
		if (authentication.knowsTokens()) {
			converters.add(new BearerHandshakeAuthenticationConverter(BearerTokens::unauthenticated));
		}
		if (authentication.knowsPasswords()) {
			converters.add(new BasicHandshakeAuthenticationConverter());
		}
		return new AuthenticationHandshakeFilter(authentication.manager(), converters, authorization.getIfAvailable());
	}

	static final class OnAuthenticator extends AnyNestedCondition {

		OnAuthenticator() {
			super(ConfigurationPhase.REGISTER_BEAN);
		}

		@ConditionalOnBean(AuthenticationManager.class)
		static final class Manager {

		}

		@ConditionalOnBean(AuthenticationProvider.class)
		static final class Provider {

		}

		@ConditionalOnBean(UserDetailsService.class)
		static final class Users {

		}

		@ConditionalOnBean(ReactiveAuthenticationManager.class)
		static final class ReactiveManager {

		}

		@ConditionalOnBean(ReactiveUserDetailsService.class)
		static final class ReactiveUsers {

		}

		@ConditionalOnBean(type = BearerTokens.JWT)
		static final class Jwt {

		}

		@ConditionalOnBean(type = BearerTokens.OPAQUE)
		static final class Opaque {

		}

	}

}
