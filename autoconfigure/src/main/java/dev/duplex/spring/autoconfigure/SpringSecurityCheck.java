package dev.duplex.spring.autoconfigure;

import java.util.List;

import dev.duplex.spring.server.StartupCheck;
import dev.duplex.spring.server.StartupException;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.context.ApplicationContext;
import org.springframework.util.ClassUtils;

/**
 * Keeps an application from opening a door beside the one it guards: the filters of
 * Spring Security run in the web server, and an own listener has none.
 */
final class SpringSecurityCheck implements StartupCheck {

	/**
	 * The first is there whenever Spring Boot configures Spring Security, with or without
	 * a web server.
	 */
	private static final List<String> SIGNS = List.of(
			"org.springframework.security.authentication.AuthenticationEventPublisher",
			"org.springframework.security.web.SecurityFilterChain",
			"org.springframework.security.web.server.SecurityWebFilterChain");

	private static final String GUARD = "dev.duplex.spring.security.AuthenticationHandshakeFilter";

	private final ApplicationContext applicationContext;

	private final boolean allowed;

	SpringSecurityCheck(ApplicationContext applicationContext, boolean allowed) {
		this.applicationContext = applicationContext;
		this.allowed = allowed;
	}

	@Override
	public void check() {
		if (!this.allowed && SIGNS.stream().anyMatch(this::isBeanOf) && !isBeanOf(GUARD)) {
			throw new StartupException(
					"WebSocket endpoints would listen on a port of their own, where the filters of Spring Security, "
							+ "which this application uses, do not run, and nothing else authenticates clients there: "
							+ "there is no bean of AuthenticationManager, AuthenticationProvider, UserDetailsService, "
							+ "JwtDecoder, OpaqueTokenIntrospector, or of what is reactive among these.",
					"Declare one of these beans. Or, in a web application, remove duplex.server.port, so that the endpoints "
							+ "share the port of the web server and are guarded by Spring Security. If a HandshakeFilter bean "
							+ "authenticates clients, or every client may connect, set "
							+ "duplex.server.allow-unauthenticated=true.");
		}
	}

	private boolean isBeanOf(String className) {
		ClassLoader classLoader = this.applicationContext.getClassLoader();
		return ClassUtils.isPresent(className, classLoader)
				&& BeanFactoryUtils.beanNamesForTypeIncludingAncestors(this.applicationContext,
						ClassUtils.resolveClassName(className, classLoader), true, false).length > 0;
	}

}
