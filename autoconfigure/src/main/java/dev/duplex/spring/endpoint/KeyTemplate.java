package dev.duplex.spring.endpoint;

import java.beans.PropertyDescriptor;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import dev.duplex.engine.WebSocketConnection;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.BeanUtils;
import org.springframework.core.ResolvableType;
import org.springframework.util.ReflectionUtils;

/**
 * A key of messages that the path, the connection and the message complete.
 *
 * @param parts what stands one after the other
 */
record KeyTemplate(List<Part> parts) {

	private static final String CONNECTION_ID = "connection.id";

	/**
	 * A part of a key.
	 */
	@FunctionalInterface
	private interface Part {

		@Nullable Object get(WebSocketConnection connection, Object value) throws ReflectiveOperationException;

	}

	/**
	 * Parses a key.
	 * @param value the type of the message
	 * @param variables the variables of the endpoint's path, or {@code null} for a client
	 */
	static KeyTemplate parse(EndpointSource at, String text, Type value, @Nullable Set<String> variables) {
		List<Part> parts = new ArrayList<>();
		int from = 0;
		for (int open = text.indexOf('{'); open >= 0; open = text.indexOf('{', from)) {
			int close = text.indexOf('}', open);
			if (close < 0) {
				throw at.invalid("The key '" + text + "' of @BroadcastTo has a brace that is not closed.",
						"Write placeholders as {name}.");
			}
			addText(parts, text.substring(from, open));
			parts.add(placeholder(at, text.substring(open + 1, close), value, variables));
			from = close + 1;
		}
		addText(parts, text.substring(from));
		return new KeyTemplate(List.copyOf(parts));
	}

	private static void addText(List<Part> parts, String text) {
		if (!text.isEmpty()) {
			parts.add((connection, value) -> text);
		}
	}

	private static Part placeholder(EndpointSource at, String name, Type value, @Nullable Set<String> variables) {
		if (name.equals(CONNECTION_ID)) {
			return (connection, message) -> connection.id();
		}
		if (variables != null && variables.contains(name)) {
			return (connection, message) -> connection.pathVariables().get(name);
		}
		PropertyDescriptor property = name.isEmpty() ? null
				: BeanUtils.getPropertyDescriptor(ResolvableType.forType(value).toClass(), name);
		Method getter = (property != null) ? property.getReadMethod() : null;
		if (getter == null) {
			throw at.invalid(
					"The placeholder {" + name + "} in the key of @BroadcastTo is neither a variable of the path nor a "
							+ "property of " + value.getTypeName() + ".",
					"Use a component or getter of what the method returns, a variable of the path, or {connection.id}.");
		}
		ReflectionUtils.makeAccessible(getter);
		return (connection, message) -> getter.invoke(message);
	}

	/**
	 * The key of a message.
	 * @return the key, or {@code null} if a part of it is
	 */
	@Nullable String resolve(WebSocketConnection connection, Object value) throws ReflectiveOperationException {
		StringBuilder key = new StringBuilder();
		for (Part part : this.parts) {
			Object text = part.get(connection, value);
			if (text == null) {
				return null;
			}
			key.append(text);
		}
		return key.toString();
	}

}
