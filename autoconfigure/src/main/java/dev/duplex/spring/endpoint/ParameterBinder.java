package dev.duplex.spring.endpoint;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.security.Principal;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import dev.duplex.engine.Topics;
import dev.duplex.engine.WebSocketConnection;
import dev.duplex.engine.protocol.HandshakeRequest;
import dev.duplex.spring.EndpointArgument;
import dev.duplex.spring.EndpointArgumentResolver;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.GenericTypeResolver;
import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.convert.ConversionException;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.convert.TypeDescriptor;
import org.springframework.http.HttpHeaders;
import org.springframework.util.ClassUtils;
import org.springframework.util.CollectionUtils;
import org.springframework.util.LinkedCaseInsensitiveMap;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.CookieValue;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ValueConstants;

/**
 * Decides at start where each argument of an endpoint's handlers comes from, or why it
 * cannot come from anywhere.
 */
final class ParameterBinder {

	private static final List<Class<? extends Annotation>> REQUEST_ANNOTATIONS = List.of(PathVariable.class,
			RequestParam.class, RequestHeader.class, CookieValue.class);

	private final ConfigurableListableBeanFactory beanFactory;

	private final ConversionService conversion;

	private final @Nullable PathTemplate path;

	private final HandshakeBindings bindings;

	private final Topics topics;

	private final List<EndpointArgumentResolver> resolvers;

	/**
	 * Creates a binder.
	 * @param path the path of the requests, or {@code null} for a client, which receives
	 * none
	 */
	ParameterBinder(ConfigurableListableBeanFactory beanFactory, ConversionService conversion,
			@Nullable PathTemplate path, HandshakeBindings bindings, Topics topics) {
		this.beanFactory = beanFactory;
		this.conversion = conversion;
		this.path = path;
		this.bindings = bindings;
		this.topics = topics;
		this.resolvers = beanFactory.getBeanProvider(EndpointArgumentResolver.class).orderedStream().toList();
	}

	/**
	 * The variables of the path, of which a client has none.
	 */
	@Nullable Set<String> pathVariables() {
		return (this.path != null) ? this.path.variables() : null;
	}

	/**
	 * What parameters may take beside the event, for messages.
	 */
	String offered() {
		return (this.path != null) ? "WebSocketConnection, HandshakeRequest, Principal, Locale, Topics, and "
				+ "parameters with @PathVariable, @RequestParam, @RequestHeader, @CookieValue or @RequestAttribute"
				: "WebSocketConnection, HandshakeRequest, Topics, and parameters with @RequestAttribute";
	}

	/**
	 * Binds a parameter that does not take the event.
	 * @return its argument, or {@code null} if it is of no type known here
	 */
	@Nullable Argument bind(EndpointSource at, MethodParameter parameter) {
		Annotation[] annotations = parameter.getParameterAnnotations();
		Argument named = bindNamed(at, parameter, AnnotatedElementUtils.forAnnotations(annotations));
		if (named != null) {
			return named;
		}
		for (EndpointArgumentResolver resolver : this.resolvers) {
			EndpointArgument custom = resolver.resolve(parameter);
			if (custom != null) {
				return (connection, bound, event) -> custom.get(connection);
			}
		}
		for (Annotation annotation : annotations) {
			checkSupported(at, annotation);
		}
		Class<?> type = resolve(at, parameter).toClass();
		if (type == WebSocketConnection.class) {
			return Argument.CONNECTION;
		}
		if (type == HandshakeRequest.class) {
			return Argument.HANDSHAKE;
		}
		if (type == Topics.class) {
			return Argument.constant(this.topics);
		}
		if (type == Locale.class) {
			if (this.path == null) {
				throw at.invalid("A client's connection has no language.", "Remove the parameter.");
			}
			return Argument.bound(this.bindings.add(HandshakeValues::locale));
		}
		if (Principal.class.isAssignableFrom(type)) {
			if (this.path == null) {
				throw at.invalid("A client's connection has no user.", "Remove the parameter.");
			}
			return (type == Principal.class) ? Argument.PRINCIPAL
					: Argument.bound(this.bindings.add((values) -> principal(values.connection(), type)));
		}
		return null;
	}

	private static @Nullable Principal principal(WebSocketConnection connection, Class<?> type) {
		Principal principal = connection.principal();
		if (principal != null && !type.isInstance(principal)) {
			throw new IllegalStateException("The user is a " + principal.getClass().getName() + ", but a handler of "
					+ connection.endpoint() + " asks for a " + type.getName());
		}
		return principal;
	}

	private @Nullable Argument bindNamed(EndpointSource at, MethodParameter parameter, AnnotatedElement annotations) {
		RequestAttribute attribute = AnnotatedElementUtils.findMergedAnnotation(annotations, RequestAttribute.class);
		if (attribute != null) {
			return attribute(at, parameter, attribute);
		}
		if (this.path == null) {
			checkNoRequest(at, annotations);
			return null;
		}
		PathVariable variable = AnnotatedElementUtils.findMergedAnnotation(annotations, PathVariable.class);
		if (variable != null) {
			return pathVariable(at, parameter, variable, this.path);
		}
		RequestParam query = AnnotatedElementUtils.findMergedAnnotation(annotations, RequestParam.class);
		if (query != null) {
			Argument all = query.name().isEmpty() ? allParameters(resolve(at, parameter).toClass()) : null;
			return (all != null) ? all : value(at, parameter, HandshakeValues.Source.QUERY_PARAMETER, query.name(),
					query.required(), query.defaultValue());
		}
		RequestHeader header = AnnotatedElementUtils.findMergedAnnotation(annotations, RequestHeader.class);
		if (header != null) {
			Argument all = header.name().isEmpty() ? allHeaders(resolve(at, parameter).toClass()) : null;
			return (all != null) ? all : value(at, parameter, HandshakeValues.Source.HEADER, header.name(),
					header.required(), header.defaultValue());
		}
		CookieValue cookie = AnnotatedElementUtils.findMergedAnnotation(annotations, CookieValue.class);
		return (cookie != null) ? value(at, parameter, HandshakeValues.Source.COOKIE, cookie.name(), cookie.required(),
				cookie.defaultValue()) : null;
	}

	/**
	 * Looked up for each call, as a connection's attributes come and go.
	 */
	private Argument attribute(EndpointSource at, MethodParameter parameter, RequestAttribute annotation) {
		String name = name(at, parameter, annotation.name());
		Class<?> type = resolve(at, parameter).toClass();
		if (type == Optional.class) {
			return (connection, bound, event) -> Optional.ofNullable(connection.attributes().get(name));
		}
		boolean needed = annotation.required() && !parameter.isOptional();
		if (!needed && type.isPrimitive()) {
			throw at.invalid("The attribute '" + name + "' is not required, but a primitive cannot be null.",
					"Take " + ClassUtils.resolvePrimitiveIfNecessary(type).getSimpleName() + ".");
		}
		String user = EndpointSource.shortName(methodOf(parameter));
		return (connection, bound, event) -> {
			Object value = connection.attributes().get(name);
			if (value == null && needed) {
				throw new IllegalStateException("The connection has no attribute '" + name + "' for " + user);
			}
			return value;
		};
	}

	private static void checkNoRequest(EndpointSource at, AnnotatedElement annotations) {
		for (Class<? extends Annotation> type : REQUEST_ANNOTATIONS) {
			if (AnnotatedElementUtils.isAnnotated(annotations, type)) {
				throw at.invalid(
						"@" + type.getSimpleName()
								+ " takes a value of a request that was received, and a client endpoint receives none.",
						"Remove the parameter. What was sent is in HandshakeRequest, and the headers of the server's "
								+ "answer are in WebSocketConnection.responseHeaders().");
			}
		}
	}

	private Argument pathVariable(EndpointSource at, MethodParameter parameter, PathVariable annotation,
			PathTemplate path) {
		ResolvableType type = resolve(at, parameter);
		if (annotation.name().isEmpty() && type.toClass() == Map.class) {
			return Argument.PATH_VARIABLES;
		}
		String name = name(at, parameter, annotation.name());
		boolean elsewhere = path.others().contains(name);
		if (elsewhere && annotation.required() && !parameter.isOptional()) {
			throw at.invalid(
					"The path '" + path.text() + "' has no variable {" + name
							+ "}, though others of the endpoint have.",
					"Write @PathVariable(required = false), or add it to the path.");
		}
		if (!elsewhere && !path.variables().contains(name)) {
			throw at.invalid("The path '" + path.text() + "' has no variable {" + name + "}.",
					TopicTemplate.variablesHint(path.variables()));
		}
		if (type.toClass() == String.class) {
			return Argument.pathVariable(name);
		}
		return value(at, parameter, HandshakeValues.Source.PATH_VARIABLE, name, annotation.required(),
				ValueConstants.DEFAULT_NONE);
	}

	private @Nullable Argument allParameters(Class<?> type) {
		if (type == MultiValueMap.class) {
			return Argument.bound(this.bindings
				.add((values) -> CollectionUtils.unmodifiableMultiValueMap(new LinkedMultiValueMap<>(values.query()))));
		}
		if (type == Map.class) {
			return Argument.bound(this.bindings.add((values) -> Collections
				.unmodifiableMap(new LinkedMultiValueMap<>(values.query()).toSingleValueMap())));
		}
		return null;
	}

	private @Nullable Argument allHeaders(Class<?> type) {
		if (type == HttpHeaders.class) {
			return Argument.bound(this.bindings.add((values) -> HttpHeaders.readOnlyHttpHeaders(values.headers())));
		}
		if (type == Map.class) {
			return Argument.bound(this.bindings.add((values) -> firstOfEach(values.headers())));
		}
		return null;
	}

	private static Map<String, String> firstOfEach(HttpHeaders headers) {
		Map<String, String> first = new LinkedCaseInsensitiveMap<>();
		headers.forEach((name, values) -> first.put(name, values.get(0)));
		return Collections.unmodifiableMap(first);
	}

	private Argument value(EndpointSource at, MethodParameter parameter, HandshakeValues.Source source,
			String annotatedName, boolean required, String annotatedDefault) {
		String name = name(at, parameter, annotatedName);
		TypeDescriptor type = new TypeDescriptor(resolve(at, parameter), null, parameter.getParameterAnnotations());
		if (!this.conversion.canConvert(TypeDescriptor.valueOf(String.class), type)) {
			throw at.invalid("Nothing converts the " + source + " '" + name + "' from text to " + type.getName() + ".",
					"Take it as a String, or declare a Converter from String to " + type.getName()
							+ " as the application's conversion service knows it.");
		}
		String defaultValue = ValueConstants.DEFAULT_NONE.equals(annotatedDefault) ? null
				: this.beanFactory.resolveEmbeddedValue(annotatedDefault);
		boolean needed = required && defaultValue == null && !parameter.isOptional();
		if (defaultValue != null) {
			checkDefault(at, type, defaultValue);
		}
		else if (!needed && type.isPrimitive() && type.getType() != boolean.class) {
			throw at.invalid("The " + source + " '" + name + "' is not required, but a primitive cannot be null.",
					"Give it a defaultValue, or take " + type.getObjectType().getSimpleName() + ".");
		}
		String user = EndpointSource.shortName(methodOf(parameter));
		return Argument
			.bound(this.bindings.add(new NamedValue(source, name, type, needed, defaultValue, this.conversion, user)));
	}

	private void checkDefault(EndpointSource at, TypeDescriptor type, String defaultValue) {
		try {
			this.conversion.convert(defaultValue, TypeDescriptor.valueOf(String.class), type);
		}
		catch (ConversionException | IllegalArgumentException ex) {
			throw at.invalid("The default value '" + defaultValue + "' is not of type " + type.getName() + ".",
					"Write a default value of the parameter's type.", ex);
		}
	}

	private String name(EndpointSource at, MethodParameter parameter, String annotated) {
		String name = this.beanFactory.resolveEmbeddedValue(annotated);
		if (name == null || name.isEmpty()) {
			name = parameter.getParameterName();
		}
		if (name == null) {
			throw at.invalid("The parameter's name is not in the class file.",
					"Compile with -parameters, or write the name into the annotation.");
		}
		return name;
	}

	/**
	 * An annotation that means something elsewhere would be silently without effect here.
	 */
	private void checkSupported(EndpointSource at, Annotation annotation) {
		String type = annotation.annotationType().getName();
		if (type.startsWith("org.springframework.web.bind.annotation.")
				|| type.startsWith("org.springframework.messaging.") || type.startsWith("jakarta.websocket.")) {
			throw at.invalid("@" + type + " has no meaning on a WebSocket endpoint.",
					((this.path != null)
							? "Use @PathVariable, @RequestParam, @RequestHeader, @CookieValue or @RequestAttribute of "
									+ "org.springframework.web.bind.annotation; "
							: "Remove it; ") + "a message is taken without any annotation.");
		}
	}

	/**
	 * The parameter's type, with the type variables of a generic superclass replaced.
	 */
	static ResolvableType resolve(EndpointSource at, MethodParameter parameter) {
		return ResolvableType.forType(resolvedType(at, parameter));
	}

	static Type resolvedType(EndpointSource at, MethodParameter parameter) {
		return GenericTypeResolver.resolveType(parameter.getGenericParameterType(), at.beanClass());
	}

	static Method methodOf(MethodParameter parameter) {
		return (Method) parameter.getExecutable();
	}

}
