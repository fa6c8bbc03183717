package dev.duplex.engine.protocol;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * One element of {@code Sec-WebSocket-Extensions} (RFC 6455 section 9.1).
 *
 * @param name the extension's token
 * @param parameters its parameters, in order
 */
record Extension(String name, List<Parameter> parameters) {

	/**
	 * A parameter.
	 *
	 * @param name the parameter's token
	 * @param value its value, unquoted, or {@code null} for none
	 */
	record Parameter(String name, @Nullable String value) {
	}

	boolean has(String parameter) {
		return this.parameters.stream().anyMatch((one) -> one.name().equals(parameter));
	}

	@Nullable String value(String parameter) {
		for (Parameter one : this.parameters) {
			if (one.name().equals(parameter)) {
				return one.value();
			}
		}
		return null;
	}

}
