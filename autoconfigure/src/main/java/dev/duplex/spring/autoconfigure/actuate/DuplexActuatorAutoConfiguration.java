package dev.duplex.spring.autoconfigure.actuate;

import dev.duplex.engine.Topics;
import dev.duplex.engine.runtime.WebSocketEngine;
import dev.duplex.spring.actuate.WebSocketsEndpoint;
import dev.duplex.spring.autoconfigure.DuplexAutoConfiguration;
import dev.duplex.spring.endpoint.EndpointRegistry;

import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of Actuator's endpoint {@code websockets}.
 */
@AutoConfiguration(after = DuplexAutoConfiguration.class)
@ConditionalOnClass({ ConditionalOnAvailableEndpoint.class, Endpoint.class })
@ConditionalOnAvailableEndpoint(WebSocketsEndpoint.class)
@ConditionalOnBean({ WebSocketEngine.class, EndpointRegistry.class })
public final class DuplexActuatorAutoConfiguration {

	DuplexActuatorAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean
	WebSocketsEndpoint webSocketsEndpoint(WebSocketEngine engine, EndpointRegistry registry, Topics topics) {
		return new WebSocketsEndpoint(engine, registry, topics);
	}

}
