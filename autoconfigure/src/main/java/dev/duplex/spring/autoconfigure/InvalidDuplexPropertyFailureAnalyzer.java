package dev.duplex.spring.autoconfigure;

import java.util.Objects;
import java.util.stream.StreamSupport;

import dev.duplex.spring.client.ClientSettings;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.env.Environment;

/**
 * Explains a bad value of a {@code duplex.*} key in whatever spelling it was given, as a
 * list too; Spring Boot's own analyzer knows the key as we spell it only.
 */
final class InvalidDuplexPropertyFailureAnalyzer
		extends AbstractFailureAnalyzer<InvalidConfigurationPropertyValueException> {

	private final Environment environment;

	InvalidDuplexPropertyFailureAnalyzer(Environment environment) {
		this.environment = environment;
	}

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure,
			InvalidConfigurationPropertyValueException cause) {
		if (!cause.getName().startsWith("duplex.")) {
			return null;
		}
		ConfigurationProperty property = find(ConfigurationPropertyName.adapt(cause.getName(), '.'));
		if (property == null && cause.getValue() == null) {
			return new FailureAnalysis(
					"Configuration property '%s' is not set. %s".formatted(cause.getName(), cause.getReason()),
					"Set the property.", cause);
		}
		String value = (property != null) ? String.valueOf(property.getValue()) : String.valueOf(cause.getValue());
		if (cause.getName().startsWith("duplex.client.") && cause.getName().endsWith(".url")) {
			value = ClientSettings.withoutSecrets(value);
		}
		property = (property != null) ? property : findBelow(ConfigurationPropertyName.adapt(cause.getName(), '.'));
		String origin = (property != null && property.getOrigin() != null)
				? " (originating from '" + property.getOrigin() + "')" : "";
		return new FailureAnalysis(
				"Invalid value '%s' for configuration property '%s'%s. Validation failed for the following reason:\n\n%s"
					.formatted(value, cause.getName(), origin, cause.getReason()),
				"Review the value of the property with the provided reason.", cause);
	}

	private @Nullable ConfigurationProperty find(ConfigurationPropertyName name) {
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(this.environment)) {
			ConfigurationProperty property = source.getConfigurationProperty(name);
			property = (property != null) ? property : source.getConfigurationProperty(name.append("[0]"));
			if (property != null) {
				return property;
			}
		}
		return null;
	}

	/**
	 * Where a group of keys is set that is wrong as a whole.
	 */
	private @Nullable ConfigurationProperty findBelow(ConfigurationPropertyName name) {
		return StreamSupport.stream(ConfigurationPropertySources.get(this.environment).spliterator(), false)
			.filter(IterableConfigurationPropertySource.class::isInstance)
			.map(IterableConfigurationPropertySource.class::cast)
			.flatMap((source) -> source.stream().filter(name::isAncestorOf).map(source::getConfigurationProperty))
			.filter(Objects::nonNull)
			.findFirst()
			.orElse(null);
	}

}
