package dev.duplex.spring.autoconfigure.security;

import dev.duplex.spring.endpoint.HandlerGuard;
import dev.duplex.spring.security.AuthenticationPrincipalResolver;
import dev.duplex.spring.security.CredentialExpiry;
import dev.duplex.spring.security.CredentialLifetimes;
import dev.duplex.spring.security.MessageAuthorizationContext;
import dev.duplex.spring.security.SecurityHandlerGuard;
import dev.duplex.spring.security.TokenExpiry;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextHolderStrategy;
import org.springframework.security.oauth2.core.AbstractOAuth2Token;

/**
 * Auto-configuration of Spring Security for handlers, on whichever port.
 */
@AutoConfiguration
@ConditionalOnBooleanProperty(name = "duplex.enabled", matchIfMissing = true)
@ConditionalOnClass(AuthenticationPrincipal.class)
public final class DuplexSecurityAutoConfiguration {

	DuplexSecurityAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean
	CredentialLifetimes webSocketCredentialLifetimes(ObjectProvider<CredentialExpiry> expiry) {
		return new CredentialLifetimes(expiry.getIfAvailable(() -> (authentication) -> null));
	}

	@Bean
	@ConditionalOnMissingBean
	AuthenticationPrincipalResolver webSocketAuthenticationPrincipalResolver(BeanFactory beanFactory,
			CredentialLifetimes lifetimes) {
		return new AuthenticationPrincipalResolver(beanFactory, lifetimes);
	}

	@Bean
	@ConditionalOnMissingBean(HandlerGuard.class)
	SecurityHandlerGuard webSocketHandlerGuard(ObjectProvider<SecurityContextHolderStrategy> contexts,
			CredentialLifetimes lifetimes, ObjectProvider<AuthorizationManager<MessageAuthorizationContext>> messages) {
		return new SecurityHandlerGuard(contexts.getIfAvailable(SecurityContextHolder::getContextHolderStrategy),
				lifetimes, messages.getIfAvailable());
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(AbstractOAuth2Token.class)
	static class Tokens {

		@Bean
		@ConditionalOnMissingBean(CredentialExpiry.class)
		TokenExpiry webSocketTokenExpiry() {
			return new TokenExpiry();
		}

	}

}
