package dev.duplex.spring.autoconfigure.security;

import java.util.ArrayList;
import java.util.List;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationConverter;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationProvider;
import org.springframework.security.oauth2.server.resource.authentication.OpaqueTokenAuthenticationProvider;
import org.springframework.security.oauth2.server.resource.introspection.OpaqueTokenIntrospector;

/**
 * Bearer tokens as a resource server of OAuth 2 takes them. Loaded only where there is
 * one.
 */
final class BearerTokens {

	static final String JWT = "org.springframework.security.oauth2.jwt.JwtDecoder";

	static final String OPAQUE = "org.springframework.security.oauth2.server.resource.introspection.OpaqueTokenIntrospector";

	private BearerTokens() {
	}

	static Authentication unauthenticated(String token) {
		return new BearerTokenAuthenticationToken(token);
	}

	static List<AuthenticationProvider> providers(BeanFactory beanFactory) {
		List<AuthenticationProvider> providers = new ArrayList<>();
		beanFactory.getBeanProvider(JwtDecoder.class).ifUnique((decoder) -> {
			JwtAuthenticationProvider provider = new JwtAuthenticationProvider(decoder);
			beanFactory.getBeanProvider(JwtAuthenticationConverter.class)
				.ifUnique(provider::setJwtAuthenticationConverter);
			providers.add(provider);
		});
		beanFactory.getBeanProvider(OpaqueTokenIntrospector.class)
			.ifUnique((introspector) -> providers.add(new OpaqueTokenAuthenticationProvider(introspector)));
		return providers;
	}

}
