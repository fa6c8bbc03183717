package dev.duplex.spring.endpoint;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The exception handlers of an endpoint, by what they handle.
 */
final class ExceptionHandlers {

	private final Map<Class<?>, BoundHandler> byType = new LinkedHashMap<>();

	/**
	 * Adds a handler, at start.
	 * @return the handler that was there for the type, or {@code null} for none
	 */
	@Nullable BoundHandler add(Class<? extends Throwable> type, BoundHandler handler) {
		return this.byType.putIfAbsent(type, handler);
	}

	/**
	 * Finds the handler of the closest superclass.
	 */
	@Nullable BoundHandler find(Throwable failure) {
		for (Class<?> type = failure.getClass(); type != null; type = type.getSuperclass()) {
			BoundHandler handler = this.byType.get(type);
			if (handler != null) {
				return handler;
			}
		}
		return null;
	}

}
