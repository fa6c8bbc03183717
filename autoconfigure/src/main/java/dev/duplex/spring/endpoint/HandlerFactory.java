package dev.duplex.spring.endpoint;

import java.io.InputStream;
import java.io.Reader;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.stream.BaseStream;

import dev.duplex.engine.CloseReason;
import dev.duplex.engine.Topics;
import dev.duplex.spring.BroadcastTo;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.GenericTypeResolver;
import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotatedMethod;
import org.springframework.util.ClassUtils;

/**
 * Makes the handlers of one endpoint ready to be called, or says why a method cannot be
 * one.
 */
final class HandlerFactory {

	private static final DefaultParameterNameDiscoverer NAMES = new DefaultParameterNameDiscoverer();

	/** What JSON neither gives nor takes, though a type of the name may compile. */
	private static final String[] FOREIGN = { "dev.duplex.engine.", "jakarta.servlet.", "jakarta.websocket.",
			"org.springframework.web.", "org.springframework.messaging.", "org.springframework.http.", "reactor.core.",
			"org.reactivestreams.", "kotlin.coroutines." };

	private static final Class<?>[] STREAMS = { InputStream.class, Reader.class, Flow.Publisher.class, Future.class,
			CompletionStage.class, BaseStream.class };

	private final ConfigurableListableBeanFactory beanFactory;

	private final Topics topics;

	private final @Nullable PayloadCodec codec;

	private final HandshakeBindings bindings;

	private final ParameterBinder parameters;

	private final HandlerBean bean;

	private final MessageValidation validation;

	HandlerFactory(ConfigurableListableBeanFactory beanFactory, Topics topics, @Nullable PayloadCodec codec,
			HandshakeBindings bindings, ParameterBinder parameters, HandlerBean bean) {
		this.beanFactory = beanFactory;
		this.topics = topics;
		this.codec = codec;
		this.bindings = bindings;
		this.parameters = parameters;
		this.bean = bean;
		this.validation = new MessageValidation(beanFactory);
	}

	BoundHandler create(HandlerKind kind, EndpointSource source) {
		Method method = source.method();
		if (method == null) {
			throw new IllegalArgumentException("A handler is a method");
		}
		if (Modifier.isStatic(method.getModifiers())) {
			throw source.invalid("The method has " + kind + ", but is static.", "Make it an instance method.");
		}
		MessageReader reader = MessageReader.IGNORED;
		MethodParameter event = null;
		MethodParameter[] declared = new AnnotatedMethod(method).getMethodParameters();
		Argument[] arguments = new Argument[declared.length];
		for (int i = 0; i < declared.length; i++) {
			MethodParameter parameter = declared[i];
			parameter.initParameterNameDiscovery(NAMES);
			EndpointSource at = source.at(parameter);
			Argument argument = this.parameters.bind(at, parameter);
			if (argument == null) {
				checkEvent(kind, at, parameter, event);
				event = parameter;
				reader = kind.hasPayload() ? this.validation.of(at, parameter, reader(kind, at, parameter)) : reader;
				argument = Argument.EVENT;
			}
			arguments[i] = argument;
		}
		Reply reply = reply(kind, source, method);
		return new BoundHandler(kind, method, handle(source, method, arguments), reader, reply, this.bean);
	}

	private HandlerMethodHandle handle(EndpointSource source, Method method, Argument[] arguments) {
		Method called = ClassUtils.getInterfaceMethodIfPossible(method, source.beanClass());
		this.bean.calls(method, called);
		try {
			return new HandlerMethodHandle(called, arguments);
		}
		catch (IllegalAccessException | RuntimeException ex) {
			throw source.invalid("The method is not accessible.",
					"Make it public, or open its package to the module dev.duplex.spring.", ex);
		}
	}

	private void checkEvent(HandlerKind kind, EndpointSource at, MethodParameter parameter,
			@Nullable MethodParameter other) {
		Class<?> type = ParameterBinder.resolve(at, parameter).toClass();
		boolean fits = switch (kind) {
			case CONNECT -> false;
			case TEXT, BINARY, PONG -> type != CloseReason.class && !Throwable.class.isAssignableFrom(type)
					&& (type == InputStream.class || type == Reader.class || !isForeign(type));
			case DISCONNECT -> type == CloseReason.class;
			case EXCEPTION -> Throwable.class.isAssignableFrom(type);
		};
		if (!fits) {
			throw at.invalid(kind + " methods have no argument of type " + type.getName() + ".",
					kind + " methods take: " + special(kind) + this.parameters.offered()
							+ ". Beans are injected into the class.");
		}
		if (other != null) {
			throw at.invalid(
					"It is the second parameter that would take " + taken(kind) + ", after parameter "
							+ EndpointSource.describe(other) + ".",
					"Keep one of them." + ((this.parameters.pathVariables() != null)
							? " Values of the handshake need @PathVariable, @RequestParam or @RequestHeader." : ""));
		}
	}

	private static String special(HandlerKind kind) {
		return switch (kind) {
			case CONNECT -> "";
			case TEXT ->
				"the message as String, Reader, byte[], ByteBuffer, InputStream or a type that is read from JSON; ";
			case BINARY -> "the message as byte[], ByteBuffer, InputStream or a type that is read from JSON; ";
			case PONG -> "the payload as byte[] or ByteBuffer; ";
			case DISCONNECT -> "CloseReason; ";
			case EXCEPTION -> "the exception; ";
		};
	}

	private static String taken(HandlerKind kind) {
		return switch (kind) {
			case CONNECT, DISCONNECT -> "the close reason";
			case TEXT, BINARY, PONG -> "the message";
			case EXCEPTION -> "the exception";
		};
	}

	private MessageReader reader(HandlerKind kind, EndpointSource at, MethodParameter parameter) {
		Type type = ParameterBinder.resolvedType(at, parameter);
		Class<?> raw = ResolvableType.forType(type).toClass();
		if (raw == byte[].class) {
			return MessageReader.BYTES;
		}
		if (raw == ByteBuffer.class) {
			return MessageReader.BUFFER;
		}
		if (kind == HandlerKind.PONG) {
			throw at.invalid("The payload of a Pong is bytes.", "Take it as byte[] or ByteBuffer.");
		}
		if (raw == String.class || raw == CharSequence.class || raw == Reader.class) {
			if (kind == HandlerKind.BINARY) {
				throw at.invalid("A binary message is not text.",
						"Take it as byte[] or ByteBuffer, or write @OnText to receive text messages.");
			}
			return (raw == Reader.class) ? MessageReader.CHARACTERS : MessageReader.STRING;
		}
		if (raw == InputStream.class) {
			return MessageReader.STREAM;
		}
		PayloadCodec codec = codec(at, raw);
		try {
			return MessageReader.codec(codec.reader(type), type, parameter.isOptional(),
					EndpointSource.shortName(ParameterBinder.methodOf(parameter)));
		}
		catch (IllegalArgumentException ex) {
			throw at.invalid("A " + type.getTypeName() + " cannot be read from JSON: " + ex.getMessage() + ".",
					"Take a record or a class that Jackson can create, or Map<String, Object>, or String.", ex);
		}
	}

	private PayloadCodec codec(EndpointSource at, Class<?> type) {
		if (this.codec == null) {
			throw at.invalid("A " + type.getName() + " goes through JSON, and the application has no JsonMapper.",
					"Add org.springframework.boot:spring-boot-starter-jackson, or a bean of type "
							+ "tools.jackson.databind.json.JsonMapper; or use String, byte[] or ByteBuffer.");
		}
		return this.codec;
	}

	private Reply reply(HandlerKind kind, EndpointSource source, Method method) {
		Type type = GenericTypeResolver.resolveType(method.getGenericReturnType(), source.beanClass());
		ResolvableType returned = ResolvableType.forType(type);
		if (CompletionStage.class.isAssignableFrom(returned.toClass())) {
			returned = returned.as(CompletionStage.class).getGeneric();
		}
		Class<?> raw = returned.toClass();
		boolean nothing = raw == void.class || raw == Void.class;
		BroadcastTo broadcast = AnnotatedElementUtils.findMergedAnnotation(method, BroadcastTo.class);
		if (nothing && broadcast != null) {
			throw source.invalid("The method has @BroadcastTo, but returns nothing that could be published.",
					"Return the message, or remove @BroadcastTo and publish by the Topics bean.");
		}
		if (!nothing && broadcast == null && kind == HandlerKind.DISCONNECT) {
			throw source.invalid("The method returns a value, but nothing can be sent on a connection that has ended.",
					"Return void, or add @BroadcastTo to publish the value.");
		}
		if (isForeign(raw)) {
			throw source.invalid("A " + raw.getName() + " cannot be sent as a message.",
					"Return void, String, byte[], ByteBuffer, a value that is written as JSON, or a CompletionStage of one.");
		}
		return new Reply(nothing ? null : writer(source, returned), this.topics,
				(broadcast != null) ? topic(source, method, broadcast) : null,
				(broadcast != null)
						? BroadcastOptions.of(source, broadcast, returned.getType(), this.parameters, this.beanFactory)
						: null);
	}

	private PayloadCodec.@Nullable Writer writer(EndpointSource source, ResolvableType type) {
		Class<?> raw = type.toClass();
		if (CharSequence.class.isAssignableFrom(raw) || raw == byte[].class || ByteBuffer.class.isAssignableFrom(raw)
				|| raw == Object.class && this.codec == null) {
			return null;
		}
		try {
			return codec(source, raw).writer(type.getType());
		}
		catch (IllegalArgumentException ex) {
			throw source.invalid(
					"A " + type.getType().getTypeName() + " cannot be written as JSON: " + ex.getMessage() + ".",
					"Return a type that Jackson can write, or String.", ex);
		}
	}

	private Argument topic(EndpointSource source, Method method, BroadcastTo broadcast) {
		String text = this.beanFactory.resolveEmbeddedValue(broadcast.value());
		TopicTemplate topic = TopicTemplate.parse(source, (text != null) ? text : "", this.parameters.pathVariables());
		if (topic.isConstant()) {
			return (connection, bound, event) -> topic.text();
		}
		String user = EndpointSource.shortName(method);
		return Argument.bound(this.bindings.add((values) -> topic.resolve(values.connection().pathVariables(), user)));
	}

	private static boolean isForeign(Class<?> type) {
		for (Class<?> stream : STREAMS) {
			if (stream.isAssignableFrom(type)) {
				return true;
			}
		}
		return isForeignName(type)
				|| ClassUtils.getAllInterfacesForClassAsSet(type).stream().anyMatch(HandlerFactory::isForeignName);
	}

	private static boolean isForeignName(Class<?> type) {
		for (String foreign : FOREIGN) {
			if (type.getName().startsWith(foreign)) {
				return true;
			}
		}
		return false;
	}

}
