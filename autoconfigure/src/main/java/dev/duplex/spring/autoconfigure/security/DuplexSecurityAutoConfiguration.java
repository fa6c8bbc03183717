package dev.duplex.spring.autoconfigure.security;

import dev.duplex.spring.security.AuthenticationPrincipalResolver;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.security.core.annotation.AuthenticationPrincipal;

/**
 * Auto-configuration of the arguments that Spring Security has.
 */
@AutoConfiguration
@ConditionalOnBooleanProperty(name = "duplex.enabled", matchIfMissing = true)
@ConditionalOnClass(AuthenticationPrincipal.class)
public final class DuplexSecurityAutoConfiguration {

	DuplexSecurityAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean
	AuthenticationPrincipalResolver webSocketAuthenticationPrincipalResolver(BeanFactory beanFactory) {
		return new AuthenticationPrincipalResolver(beanFactory);
	}

}
