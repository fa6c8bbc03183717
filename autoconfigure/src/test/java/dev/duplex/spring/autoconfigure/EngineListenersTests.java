package dev.duplex.spring.autoconfigure;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import dev.duplex.engine.EngineListener;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;

import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link EngineListeners}.
 */
class EngineListenersTests {

	@Test
	void everyEventReachesEveryListener() throws Exception {
		List<String> heard = new ArrayList<>();
		EngineListener listeners = EngineListeners.of(List.of(recording("1 ", heard), recording("2 ", heard)));
		List<String> expected = new ArrayList<>();
		for (Method method : EngineListener.class.getDeclaredMethods()) {
			if (!method.isSynthetic()) {
				method.invoke(listeners,
						Arrays.stream(method.getParameterTypes()).map(EngineListenersTests::any).toArray());
				expected.addAll(List.of("1 " + method.getName(), "2 " + method.getName()));
			}
		}
		assertThat(expected).hasSizeGreaterThan(10);
		assertThat(heard).isEqualTo(expected);
	}

	private static EngineListener recording(String name, List<String> heard) {
		return mock(EngineListener.class, (call) -> {
			heard.add(name + call.getMethod().getName());
			return null;
		});
	}

	private static Object any(Class<?> type) {
		if (type == int.class) {
			return 1;
		}
		if (type == long.class) {
			return 1L;
		}
		if (type == String.class) {
			return "";
		}
		if (type.isEnum()) {
			return type.getEnumConstants()[0];
		}
		return ClassUtils.isPrimitiveOrWrapper(type) ? 0 : Mockito.mock(type);
	}

}
