package dev.duplex.spring.endpoint;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;

/**
 * A place in the source of an application, which a message about it names.
 *
 * @param beanName the endpoint bean
 * @param beanClass its class, without any proxy
 * @param method one of its methods, or {@code null} for the class itself
 * @param parameter one of the method's parameters, or {@code null} for the method itself
 */
record EndpointSource(String beanName, Class<?> beanClass, @Nullable Method method,
		@Nullable MethodParameter parameter) {

	EndpointSource(String beanName, Class<?> beanClass) {
		this(beanName, beanClass, null, null);
	}

	EndpointSource at(Method method) {
		return new EndpointSource(this.beanName, this.beanClass, method, null);
	}

	EndpointSource at(MethodParameter parameter) {
		return new EndpointSource(this.beanName, this.beanClass, parameter.getMethod(), parameter);
	}

	InvalidEndpointException invalid(String problem, String action) {
		return invalid(problem, action, null);
	}

	InvalidEndpointException invalid(String problem, String action, @Nullable Throwable cause) {
		return new InvalidEndpointException(this, problem, action, cause);
	}

	/**
	 * The method as a log line names it.
	 */
	static String shortName(Method method) {
		return method.getDeclaringClass().getSimpleName() + "." + method.getName();
	}

	static String signature(Method method) {
		return Arrays.stream(method.getParameterTypes())
			.map(Class::getSimpleName)
			.collect(Collectors.joining(", ", method.getName() + "(", ")"));
	}

	/**
	 * The parameter by position, name and type.
	 */
	static String describe(MethodParameter parameter) {
		String name = parameter.getParameterName();
		return (parameter.getParameterIndex() + 1) + ((name != null) ? ", '" + name + "'" : "") + ", "
				+ parameter.getGenericParameterType().getTypeName();
	}

	@Override
	public String toString() {
		StringBuilder text = new StringBuilder("WebSocket endpoint bean '").append(this.beanName)
			.append("' (")
			.append(this.beanClass.getName())
			.append(")");
		if (this.method != null) {
			text.append(", method ").append(signature(this.method));
		}
		if (this.parameter != null) {
			text.append(", parameter ").append(describe(this.parameter));
		}
		return text.toString();
	}

}
