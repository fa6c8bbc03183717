package dev.duplex.spring.endpoint;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Set;

import dev.duplex.engine.Topics;
import dev.duplex.spring.OnBinary;
import dev.duplex.spring.OnText;
import dev.duplex.spring.WebSocketExceptionHandler;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.convert.ConversionService;

/**
 * Makes an engine's handler of a bean's methods, of whichever side.
 */
final class BeanHandlerFactory {

	private final ConfigurableListableBeanFactory beanFactory;

	private final Topics topics;

	private final @Nullable PayloadCodec codec;

	private final HandlerObserver observer;

	private final HandlerGuard guard;

	/** Looked for once, and not before there is an endpoint that could need it. */
	private @Nullable List<EndpointSource> advice;

	BeanHandlerFactory(ConfigurableListableBeanFactory beanFactory, Topics topics, @Nullable PayloadCodec codec,
			HandlerObserver observer, HandlerGuard guard) {
		this.beanFactory = beanFactory;
		this.topics = topics;
		this.codec = codec;
		this.observer = observer;
		this.guard = guard;
	}

	/**
	 * Makes a handler.
	 * @param source the bean
	 * @param name the endpoint's name in logs and metrics
	 * @param path the path of its requests, or {@code null} for a client, which receives
	 * none
	 * @param onEventLoop whether it runs on the connection's event loop
	 * @return the handler
	 */
	BeanConnectionHandler create(EndpointSource source, String name, @Nullable PathTemplate path, boolean onEventLoop) {
		rejectOtherAnnotations(source);
		HandlerBean bean = new HandlerBean(this.beanFactory, source);
		HandshakeBindings bindings = new HandshakeBindings();
		ParameterBinder parameters = new ParameterBinder(this.beanFactory, conversionService(), path, bindings,
				this.topics);
		HandlerFactory factory = factory(bindings, parameters, bean);
		EnumMap<HandlerKind, BoundHandler> handlers = handlers(source, factory);
		MessageRoutes text = routes(HandlerKind.TEXT, source, factory);
		MessageRoutes binary = routes(HandlerKind.BINARY, source, factory);
		if (handlers.isEmpty() && text.isEmpty() && binary.isEmpty()) {
			throw source.invalid("The endpoint has no handler method.",
					"Write a method with @OnConnect, @OnText, @OnBinary, @OnPong or @OnDisconnect of dev.duplex.spring.");
		}
		ExceptionHandlers exceptions = new ExceptionHandlers();
		addExceptionHandlers(exceptions, source, factory);
		prepare(bean, onEventLoop);
		if (path != null) {
			for (EndpointSource advice : advice()) {
				HandlerBean adviceBean = new HandlerBean(this.beanFactory, advice);
				addExceptionHandlers(exceptions, advice, factory(bindings, parameters, adviceBean));
				prepare(adviceBean, onEventLoop);
			}
		}
		return new BeanConnectionHandler(name, handlers, text, binary, exceptions, bindings, this.observer, this.guard);
	}

	private List<EndpointSource> advice() {
		List<EndpointSource> advice = this.advice;
		if (advice == null) {
			advice = new AdviceFinder(this.beanFactory).find();
			advice.forEach(BeanHandlerFactory::checkAdvice);
			this.advice = advice;
		}
		return advice;
	}

	private HandlerFactory factory(HandshakeBindings bindings, ParameterBinder parameters, HandlerBean bean) {
		return new HandlerFactory(this.beanFactory, this.topics, this.codec, bindings, parameters, bean);
	}

	/**
	 * A proxy shows only when it exists what it hides; and no bean is created on an event
	 * loop.
	 */
	private static void prepare(HandlerBean bean, boolean onEventLoop) {
		if (bean.isReady() || onEventLoop && bean.isSingleton()) {
			bean.get();
		}
	}

	private static void checkAdvice(EndpointSource advice) {
		rejectOtherAnnotations(advice);
		for (HandlerKind kind : HandlerKind.values()) {
			List<Method> methods = methods(advice, kind);
			if (kind == HandlerKind.EXCEPTION && methods.isEmpty()) {
				throw advice.invalid("The advice has no exception handler.",
						"Write a method with @WebSocketExceptionHandler of dev.duplex.spring.");
			}
			if (kind != HandlerKind.EXCEPTION && !methods.isEmpty()) {
				throw advice.at(methods.get(0))
					.invalid("An advice has no " + kind + " methods, as it has no connections of its own.",
							"Move the method into an endpoint.");
			}
		}
	}

	private MessageRoutes routes(HandlerKind kind, EndpointSource source, HandlerFactory factory) {
		MessageRoutes routes = new MessageRoutes(kind, this.codec);
		for (Method method : methods(source, kind)) {
			EndpointSource at = source.at(method);
			routes.add(at, factory.create(kind, at), types(kind, method));
		}
		return routes;
	}

	private static String[] types(HandlerKind kind, Method method) {
		Annotation annotation = AnnotatedElementUtils.findMergedAnnotation(method, kind.annotation());
		if (annotation instanceof OnText text) {
			return text.type();
		}
		return (annotation instanceof OnBinary binary) ? binary.type() : new String[0];
	}

	private ConversionService conversionService() {
		ConversionService conversion = this.beanFactory.getConversionService();
		return (conversion != null) ? conversion : ApplicationConversionService.getSharedInstance();
	}

	private EnumMap<HandlerKind, BoundHandler> handlers(EndpointSource source, HandlerFactory factory) {
		EnumMap<HandlerKind, BoundHandler> handlers = new EnumMap<>(HandlerKind.class);
		for (HandlerKind kind : HandlerKind.values()) {
			boolean single = kind == HandlerKind.CONNECT || kind == HandlerKind.PONG || kind == HandlerKind.DISCONNECT;
			List<Method> methods = single ? methods(source, kind) : List.of();
			if (methods.size() > 1) {
				throw source.at(methods.get(1))
					.invalid("The endpoint has another " + kind + " method: " + EndpointSource.signature(methods.get(0))
							+ ".", "Keep one " + kind + " method.");
			}
			if (!methods.isEmpty()) {
				handlers.put(kind, factory.create(kind, source.at(methods.get(0))));
			}
		}
		return handlers;
	}

	private void addExceptionHandlers(ExceptionHandlers handlers, EndpointSource source, HandlerFactory factory) {
		handlers.nextBean();
		for (Method method : methods(source, HandlerKind.EXCEPTION)) {
			EndpointSource at = source.at(method);
			BoundHandler handler = factory.create(HandlerKind.EXCEPTION, at);
			Class<? extends Throwable> taken = takenType(method);
			for (Class<? extends Throwable> type : handledTypes(at, method, taken)) {
				BoundHandler other = handlers.add(type, taken, handler);
				if (other != null) {
					throw at.invalid(
							type.getName() + " is handled by " + EndpointSource.signature(other.method()) + ", too.",
							"Keep one exception handler for each type.");
				}
			}
		}
	}

	private static @Nullable Class<? extends Throwable> takenType(Method method) {
		for (Class<?> type : method.getParameterTypes()) {
			if (Throwable.class.isAssignableFrom(type)) {
				return type.asSubclass(Throwable.class);
			}
		}
		return null;
	}

	private static List<Class<? extends Throwable>> handledTypes(EndpointSource at, Method method,
			@Nullable Class<? extends Throwable> taken) {
		WebSocketExceptionHandler annotation = AnnotatedElementUtils.findMergedAnnotation(method,
				WebSocketExceptionHandler.class);
		List<Class<? extends Throwable>> named = (annotation != null) ? List.of(annotation.value()) : List.of();
		for (Class<? extends Throwable> type : named) {
			if (taken != null && !taken.isAssignableFrom(type)) {
				throw at.invalid("A " + type.getName() + " cannot be passed as " + taken.getName() + ".",
						"Take a common superclass of the types in @WebSocketExceptionHandler.");
			}
		}
		if (named.isEmpty() && taken == null) {
			throw at.invalid("Nothing says which exceptions the method handles.",
					"Add a parameter for the exception, or name types in @WebSocketExceptionHandler.");
		}
		return named.isEmpty() ? List.of(taken) : named;
	}

	/**
	 * The methods with an annotation, also inherited ones, in an order that does not
	 * depend on the class file.
	 */
	private static List<Method> methods(EndpointSource source, HandlerKind kind) {
		Set<Method> selected = MethodIntrospector
			.selectMethods(source.beanClass(),
					(MethodIntrospector.MetadataLookup<@Nullable Annotation>) (method) -> AnnotatedElementUtils
						.findMergedAnnotation(method, kind.annotation()))
			.keySet();
		List<Method> methods = new ArrayList<>(selected);
		methods.sort(Comparator.comparing(Method::toGenericString));
		return methods;
	}

	/**
	 * A wrong import compiles, and would silently do nothing.
	 */
	private static void rejectOtherAnnotations(EndpointSource source) {
		for (Class<?> type = source.beanClass(); type != null && type != Object.class; type = type.getSuperclass()) {
			rejectOtherAnnotations(source, type.getDeclaredAnnotations());
			for (Method method : type.getDeclaredMethods()) {
				rejectOtherAnnotations(source.at(method), method.getDeclaredAnnotations());
			}
		}
	}

	private static void rejectOtherAnnotations(EndpointSource source, Annotation[] annotations) {
		Arrays.stream(annotations).map((annotation) -> annotation.annotationType().getName()).forEach((name) -> {
			if (name.startsWith("jakarta.websocket.")) {
				throw source.invalid("@" + name + " belongs to Jakarta WebSocket and has no effect here.",
						"Remove it and use the annotations of dev.duplex.spring: @OnConnect, @OnText, @OnBinary, @OnPong, "
								+ "@OnDisconnect, @WebSocketExceptionHandler.");
			}
		});
	}

}
