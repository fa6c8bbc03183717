package dev.duplex.spring.autoconfigure.health;

import dev.duplex.engine.runtime.WebSocketEngine;
import dev.duplex.spring.autoconfigure.DuplexServerAutoConfiguration;
import dev.duplex.spring.health.DuplexHealthIndicator;
import dev.duplex.spring.server.ListenerLifecycle;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the health contributor {@code duplex}.
 */
@AutoConfiguration(after = DuplexServerAutoConfiguration.class)
@ConditionalOnClass({ HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class })
@ConditionalOnEnabledHealthIndicator("duplex")
@ConditionalOnBean(WebSocketEngine.class)
public final class DuplexHealthAutoConfiguration {

	DuplexHealthAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean(name = { "duplexHealthIndicator", "duplexHealthContributor" })
	DuplexHealthIndicator duplexHealthIndicator(WebSocketEngine engine, ObjectProvider<ListenerLifecycle> listener) {
		return new DuplexHealthIndicator(engine, listener.getIfAvailable());
	}

}
