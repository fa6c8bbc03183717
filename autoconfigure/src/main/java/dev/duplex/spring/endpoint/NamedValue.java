package dev.duplex.spring.endpoint;

import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import org.springframework.core.convert.ConversionException;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.convert.TypeDescriptor;

/**
 * A path variable, query parameter or header, converted to the type of the parameter that
 * takes it. Missing, empty and several values mean what they mean in Spring MVC.
 *
 * @param source where the value comes from
 * @param name its name there
 * @param type what it is converted to
 * @param required whether a handshake without it is refused
 * @param defaultValue what stands for a missing or empty value, or {@code null} for none
 * @param conversion converts
 * @param user who takes it, for the log
 */
record NamedValue(HandshakeValues.Source source, String name, TypeDescriptor type, boolean required,
		@Nullable String defaultValue, ConversionService conversion, String user) implements HandshakeBindings.Binding {

	@Override
	public @Nullable Object bind(HandshakeValues values) throws HandshakeBindingException {
		List<String> sent = this.source.get(values, this.name);
		if (sent.isEmpty()) {
			return missing();
		}
		if (sent.size() == 1) {
			String value = sent.get(0);
			return (value.isEmpty() && this.defaultValue != null) ? missing() : convert(value);
		}
		return convert(sent.toArray(String[]::new));
	}

	private @Nullable Object convert(Object value) throws HandshakeBindingException {
		Object converted;
		try {
			converted = this.conversion.convert(value, TypeDescriptor.forObject(value), this.type);
		}
		catch (ConversionException | IllegalArgumentException ex) {
			throw refused("is not of type " + this.type.getName());
		}
		return (converted != null) ? converted : missing();
	}

	private @Nullable Object missing() throws HandshakeBindingException {
		if (this.defaultValue != null) {
			return this.conversion.convert(this.defaultValue, TypeDescriptor.valueOf(String.class), this.type);
		}
		if (this.type.getType() == Optional.class) {
			return Optional.empty();
		}
		if (this.required) {
			throw refused("is missing");
		}
		return (this.type.getType() == boolean.class) ? Boolean.FALSE : null;
	}

	private HandshakeBindingException refused(String why) {
		return new HandshakeBindingException(this.source + " '" + this.name + "' of " + this.user + " " + why);
	}

}
