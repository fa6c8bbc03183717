package dev.duplex.spring.autoconfigure.metrics;

import dev.duplex.engine.runtime.WebSocketEngine;
import dev.duplex.spring.autoconfigure.DuplexAutoConfiguration;
import dev.duplex.spring.client.ConfiguredClients;
import dev.duplex.spring.endpoint.ClientEndpointRegistry;
import dev.duplex.spring.endpoint.EndpointRegistry;
import dev.duplex.spring.metrics.DuplexClientMetrics;
import dev.duplex.spring.metrics.DuplexMetrics;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of meters.
 */
@AutoConfiguration(before = DuplexAutoConfiguration.class,
		afterName = "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration")
@ConditionalOnBooleanProperty(name = "duplex.enabled", matchIfMissing = true)
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean(MeterRegistry.class)
public final class DuplexMetricsAutoConfiguration {

	DuplexMetricsAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean
	DuplexMetrics duplexMetrics(ObjectProvider<WebSocketEngine> engine, ObjectProvider<EndpointRegistry> registry) {
		return new DuplexMetrics(engine, registry);
	}

	@Bean
	@ConditionalOnMissingBean
	DuplexClientMetrics duplexClientMetrics(ObjectProvider<WebSocketEngine> engine,
			ObjectProvider<ConfiguredClients> clients, ObjectProvider<ClientEndpointRegistry> registry) {
		return new DuplexClientMetrics(engine, clients, registry);
	}

}
