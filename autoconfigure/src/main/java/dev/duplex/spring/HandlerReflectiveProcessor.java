package dev.duplex.spring;

import java.io.InputStream;
import java.io.Reader;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.security.Principal;
import java.util.Locale;
import java.util.concurrent.CompletionStage;

import dev.duplex.engine.CloseReason;
import dev.duplex.engine.Topics;
import dev.duplex.engine.WebSocketConnection;
import dev.duplex.engine.protocol.HandshakeRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.ReflectionHints;
import org.springframework.aot.hint.annotation.ReflectiveProcessor;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.ClassUtils;
import org.springframework.web.bind.annotation.CookieValue;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;

/**
 * Lets a native image call a handler, and bind the payloads that it takes and returns.
 */
class HandlerReflectiveProcessor implements ReflectiveProcessor {

	private final BindingReflectionHintsRegistrar bindings = new BindingReflectionHintsRegistrar();

	@Override
	public void registerReflectionHints(ReflectionHints hints, AnnotatedElement element) {
		if (element instanceof Method method) {
			hints.registerMethod(method, ExecutableMode.INVOKE);
			for (int i = 0; i < method.getParameterCount(); i++) {
				Parameter parameter = method.getParameters()[i];
				if (isPayload(parameter.getType()) && !isFromHandshake(parameter)) {
					this.bindings.registerReflectionHints(hints, parameter.getParameterizedType());
				}
			}
			Type returned = returnedPayload(method);
			if (returned != null) {
				this.bindings.registerReflectionHints(hints, returned);
			}
		}
	}

	private boolean isFromHandshake(Parameter parameter) {
		return AnnotatedElementUtils.isAnnotated(parameter, PathVariable.class)
				|| AnnotatedElementUtils.isAnnotated(parameter, RequestParam.class)
				|| AnnotatedElementUtils.isAnnotated(parameter, RequestHeader.class)
				|| AnnotatedElementUtils.isAnnotated(parameter, CookieValue.class)
				|| AnnotatedElementUtils.isAnnotated(parameter, RequestAttribute.class);
	}

	private @Nullable Type returnedPayload(Method method) {
		ResolvableType type = ResolvableType.forMethodReturnType(method);
		if (CompletionStage.class.isAssignableFrom(type.toClass())) {
			type = type.as(CompletionStage.class).getGeneric();
		}
		return isPayload(type.toClass()) ? type.getType() : null;
	}

	private boolean isPayload(Class<?> type) {
		return type != void.class && type != Void.class && type != Object.class && type != byte[].class
				&& !ClassUtils.isPrimitiveOrWrapper(type) && !CharSequence.class.isAssignableFrom(type)
				&& !ByteBuffer.class.isAssignableFrom(type) && !Throwable.class.isAssignableFrom(type)
				&& !Principal.class.isAssignableFrom(type) && type != WebSocketConnection.class
				&& type != InputStream.class && type != Reader.class && type != Topics.class && type != Locale.class
				&& type != CloseReason.class && type != HandshakeRequest.class;
	}

}
