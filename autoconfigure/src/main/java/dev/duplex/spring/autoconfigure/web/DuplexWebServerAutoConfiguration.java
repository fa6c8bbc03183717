package dev.duplex.spring.autoconfigure.web;

import dev.duplex.engine.runtime.WebSocketEngine;
import dev.duplex.spring.autoconfigure.DuplexServerAutoConfiguration;
import dev.duplex.spring.autoconfigure.netty.DuplexNettyAutoConfiguration;
import dev.duplex.spring.endpoint.EndpointRegistry;
import dev.duplex.spring.server.ListenerLifecycle;
import dev.duplex.spring.web.SharedPortLifecycle;
import dev.duplex.spring.web.UnsupportedWebServerCheck;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration for web servers whose port the endpoints cannot share: the
 * application does not start, and says what to do.
 */
@AutoConfiguration(after = { DuplexServerAutoConfiguration.class, DuplexNettyAutoConfiguration.class,
		DuplexServletAutoConfiguration.class })
@ConditionalOnWebApplication
@ConditionalOnClass(WebServerApplicationContext.class)
@ConditionalOnBean(WebSocketEngine.class)
@ConditionalOnMissingBean(ListenerLifecycle.class)
public final class DuplexWebServerAutoConfiguration {

	DuplexWebServerAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean
	SharedPortLifecycle webSocketSharedPortLifecycle(EndpointRegistry registry, ApplicationContext context) {
		return new SharedPortLifecycle(registry, new UnsupportedWebServerCheck(context));
	}

}
