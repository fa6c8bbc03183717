package dev.duplex.spring.endpoint;

import java.util.Set;
import java.util.stream.Collectors;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Finds what is configured for endpoints that are not there.
 */
final class EndpointKeyCheck {

	private static final Log logger = LogFactory.getLog(EndpointKeyCheck.class);

	private static final String PREFIX = "duplex.endpoints";

	private static final ConfigurationPropertyName PREFIX_NAME = ConfigurationPropertyName.of(PREFIX);

	private final ConfigurableEnvironment environment;

	private final Set<String> configured;

	EndpointKeyCheck(ConfigurableEnvironment environment, Set<String> configured) {
		this.environment = environment;
		this.configured = configured;
	}

	/**
	 * Refuses an id that no endpoint has. What looks like a key of an endpoint and sets
	 * nothing is no more than warned about: it may be an environment variable that others
	 * have a use for.
	 */
	void check(Set<String> ids) {
		Set<String> known = ids.stream().map(RelaxedId::uniform).collect(Collectors.toSet());
		String reason = "No endpoint has this id. "
				+ (ids.isEmpty() ? "The application has no endpoints." : "The application's endpoints have: "
						+ ids.stream().map((id) -> RelaxedId.key(PREFIX, id)).collect(Collectors.joining(", ")) + ".");
		for (String id : this.configured) {
			if (!known.contains(RelaxedId.uniform(id))) {
				throw new InvalidConfigurationPropertyValueException(RelaxedId.key(PREFIX, id), id, reason);
			}
		}
		for (ConfigurationPropertySource source : ConfigurationPropertySources
			.from(this.environment.getPropertySources())) {
			if (source instanceof IterableConfigurationPropertySource iterable) {
				iterable.stream()
					.filter(PREFIX_NAME::isAncestorOf)
					.filter((name) -> !known.contains(name.getElement(PREFIX_NAME.getNumberOfElements(), Form.UNIFORM)))
					.forEach((name) -> warn(source.getConfigurationProperty(name), name, reason));
			}
		}
	}

	private static void warn(@Nullable ConfigurationProperty property, ConfigurationPropertyName name, String reason) {
		String origin = (property != null && property.getOrigin() != null)
				? " (originating from '" + property.getOrigin() + "')" : "";
		logger.warn("Configuration property '" + name + "'" + origin + " has no effect. " + reason);
	}

}
