package dev.duplex.spring.autoconfigure.jackson;

import dev.duplex.spring.autoconfigure.DuplexAutoConfiguration;
import dev.duplex.spring.autoconfigure.DuplexProperties;
import dev.duplex.spring.endpoint.JsonPayloadCodec;
import dev.duplex.spring.endpoint.PayloadCodec;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of JSON for the objects that handlers take and return.
 */
@AutoConfiguration(before = DuplexAutoConfiguration.class,
		afterName = "org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration")
@ConditionalOnBooleanProperty(name = "duplex.enabled", matchIfMissing = true)
@ConditionalOnClass(JsonMapper.class)
@ConditionalOnSingleCandidate(JsonMapper.class)
@EnableConfigurationProperties(DuplexProperties.class)
public final class DuplexJacksonAutoConfiguration {

	DuplexJacksonAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean(PayloadCodec.class)
	JsonPayloadCodec webSocketJsonPayloadCodec(JsonMapper mapper, DuplexProperties properties) {
		String typeField = properties.getJson().getTypeField();
		if (typeField.isEmpty()) {
			throw new InvalidConfigurationPropertyValueException("duplex.json.type-field", typeField,
					"It must name a field, such as type.");
		}
		return new JsonPayloadCodec(mapper, typeField);
	}

}
