package dev.duplex.spring.security;

import java.security.Principal;

import dev.duplex.engine.WebSocketConnection;
import dev.duplex.spring.EndpointArgument;
import dev.duplex.spring.EndpointArgumentResolver;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.context.expression.BeanFactoryResolver;
import org.springframework.core.MethodParameter;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.expression.Expression;
import org.springframework.expression.spel.standard.SpelExpressionParser;
import org.springframework.expression.spel.support.StandardEvaluationContext;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.util.ClassUtils;

/**
 * Gives what {@code @AuthenticationPrincipal} gives in Spring MVC: the principal of the
 * {@link Authentication} that the connection was opened with, such as the application's
 * own {@code UserDetails}; or what an expression finds there. {@code null} for an
 * anonymous user, and for a principal of another type unless {@code errorOnInvalidType}
 * is set.
 */
public final class AuthenticationPrincipalResolver implements EndpointArgumentResolver {

	private final BeanFactory beanFactory;

	private final CredentialLifetimes lifetimes;

	/**
	 * Creates the resolver.
	 * @param beanFactory the beans that expressions may name
	 * @param lifetimes knows the users of connections
	 */
	public AuthenticationPrincipalResolver(BeanFactory beanFactory, CredentialLifetimes lifetimes) {
		this.beanFactory = beanFactory;
		this.lifetimes = lifetimes;
	}

	@Override
	public @Nullable EndpointArgument resolve(MethodParameter parameter) {
		AuthenticationPrincipal annotation = AnnotatedElementUtils.findMergedAnnotation(
				AnnotatedElementUtils.forAnnotations(parameter.getParameterAnnotations()),
				AuthenticationPrincipal.class);
		if (annotation == null) {
			return null;
		}
		Class<?> type = parameter.getParameterType();
		boolean strict = annotation.errorOnInvalidType();
		Expression expression = annotation.expression().isEmpty() ? null
				: new SpelExpressionParser().parseExpression(annotation.expression());
		return (connection) -> {
			Object principal = principal(connection);
			if (expression != null && principal != null) {
				principal = expression.getValue(context(principal));
			}
			if (principal != null && !ClassUtils.isAssignableValue(type, principal)) {
				if (strict) {
					throw new ClassCastException(principal.getClass().getName() + " is no " + type.getName());
				}
				return null;
			}
			return principal;
		};
	}

	private @Nullable Object principal(WebSocketConnection connection) {
		Principal user = connection.principal();
		return (user instanceof Authentication) ? this.lifetimes.authentication(connection).getPrincipal() : user;
	}

	private StandardEvaluationContext context(Object principal) {
		StandardEvaluationContext context = new StandardEvaluationContext(principal);
		context.setVariable("this", principal);
		context.setBeanResolver(new BeanFactoryResolver(this.beanFactory));
		return context;
	}

}
