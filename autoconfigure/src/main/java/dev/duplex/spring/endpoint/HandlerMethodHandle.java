package dev.duplex.spring.endpoint;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;

import dev.duplex.engine.WebSocketConnection;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ReflectionUtils;

/**
 * A handler method and its arguments. Up to five arguments are passed without an array.
 */
final class HandlerMethodHandle {

	private static final int MAX_DIRECT = 5;

	private final MethodHandle handle;

	private final Argument[] arguments;

	/**
	 * Makes the method callable, whatever its visibility.
	 * @throws IllegalAccessException if its module does not allow that
	 * @throws RuntimeException likewise
	 */
	HandlerMethodHandle(Method method, Argument[] arguments) throws IllegalAccessException {
		ReflectionUtils.makeAccessible(method);
		MethodHandle exact = MethodHandles.lookup().unreflect(method).asFixedArity();
		MethodHandle generic = exact.asType(MethodType.genericMethodType(arguments.length + 1));
		this.handle = (arguments.length <= MAX_DIRECT) ? generic : generic.asSpreader(Object[].class, arguments.length);
		this.arguments = arguments;
	}

	@Nullable Object invoke(Object bean, WebSocketConnection connection, @Nullable Object[] bound, @Nullable Object event)
			throws Throwable {
		Argument[] a = this.arguments;
		return switch (a.length) {
			case 0 -> (Object) this.handle.invokeExact(bean);
			case 1 -> (Object) this.handle.invokeExact(bean, a[0].get(connection, bound, event));
			case 2 -> (Object) this.handle.invokeExact(bean, a[0].get(connection, bound, event),
					a[1].get(connection, bound, event));
			case 3 -> (Object) this.handle.invokeExact(bean, a[0].get(connection, bound, event),
					a[1].get(connection, bound, event), a[2].get(connection, bound, event));
			case 4 -> (Object) this.handle.invokeExact(bean, a[0].get(connection, bound, event),
					a[1].get(connection, bound, event), a[2].get(connection, bound, event),
					a[3].get(connection, bound, event));
			case 5 -> (Object) this.handle.invokeExact(bean, a[0].get(connection, bound, event),
					a[1].get(connection, bound, event), a[2].get(connection, bound, event),
					a[3].get(connection, bound, event), a[4].get(connection, bound, event));
			default -> (Object) this.handle.invokeExact(bean, all(connection, bound, event));
		};
	}

	private @Nullable Object[] all(WebSocketConnection connection, @Nullable Object[] bound, @Nullable Object event) {
		@Nullable Object[] values = new Object[this.arguments.length];
		for (int i = 0; i < values.length; i++) {
			values[i] = this.arguments[i].get(connection, bound, event);
		}
		return values;
	}

}
