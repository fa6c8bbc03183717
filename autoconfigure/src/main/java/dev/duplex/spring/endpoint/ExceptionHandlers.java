package dev.duplex.spring.endpoint;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The exception handlers of an endpoint, by what they handle: its own, and then those of
 * each advice.
 */
final class ExceptionHandlers {

	/** More causes than a chain has that nobody made to hold us up. */
	private static final int MAX_CAUSES = 32;

	private final List<Map<Class<?>, Entry>> levels = new ArrayList<>();

	/**
	 * A handler.
	 *
	 * @param handler what is called
	 * @param taken the type of its parameter for the exception, or {@code Throwable}
	 */
	private record Entry(BoundHandler handler, Class<? extends Throwable> taken) {
	}

	/**
	 * What is to be called.
	 *
	 * @param handler the handler
	 * @param failure what it gets: the failure or one of its causes
	 */
	record Found(BoundHandler handler, Throwable failure) {
	}

	/**
	 * Begins with the handlers of another bean, which are asked after the ones before.
	 */
	void nextBean() {
		this.levels.add(new HashMap<>());
	}

	/**
	 * Adds a handler of the latest bean, at start.
	 * @param type what it handles
	 * @param taken the type of its parameter, or {@code null} if it has none
	 * @return the bean's handler that was there for the type, or {@code null} for none
	 */
	@Nullable BoundHandler add(Class<? extends Throwable> type, @Nullable Class<? extends Throwable> taken,
			BoundHandler handler) {
		Entry other = this.levels.get(this.levels.size() - 1)
			.putIfAbsent(type, new Entry(handler, (taken != null) ? taken : Throwable.class));
		return (other != null) ? other.handler() : null;
	}

	/**
	 * Finds a handler as Spring MVC does: the first bean that has one for the failure, or
	 * else for its cause, and so on; of its handlers the one with the closest type.
	 */
	@Nullable Found find(Throwable failure) {
		for (Map<Class<?>, Entry> level : this.levels) {
			Entry entry = level.isEmpty() ? null : closest(level, failure);
			if (entry != null) {
				return new Found(entry.handler(), argument(failure, entry.taken()));
			}
		}
		return null;
	}

	private static @Nullable Entry closest(Map<Class<?>, Entry> level, Throwable failure) {
		Throwable cause = failure;
		for (int i = 0; i < MAX_CAUSES && cause != null; i++) {
			for (Class<?> type = cause.getClass(); type != null; type = type.getSuperclass()) {
				Entry entry = level.get(type);
				if (entry != null) {
					return entry;
				}
			}
			cause = cause.getCause();
		}
		return null;
	}

	/**
	 * The outermost that the parameter accepts. There is one, as a handler's parameter
	 * accepts what it handles.
	 */
	private static Throwable argument(Throwable failure, Class<? extends Throwable> taken) {
		Throwable cause = failure;
		while (!taken.isInstance(cause)) {
			cause = cause.getCause();
		}
		return cause;
	}

}
