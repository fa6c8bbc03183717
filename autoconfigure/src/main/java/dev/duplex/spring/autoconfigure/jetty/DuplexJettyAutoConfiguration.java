package dev.duplex.spring.autoconfigure.jetty;

import dev.duplex.engine.runtime.WebSocketEngine;
import dev.duplex.spring.autoconfigure.DuplexAutoConfiguration;
import dev.duplex.spring.autoconfigure.DuplexServerAutoConfiguration;
import dev.duplex.spring.server.ListenerLifecycle;
import dev.duplex.spring.web.jetty.JettyContainer;
import jakarta.servlet.Filter;
import org.eclipse.jetty.ee11.servlet.ServletContextRequest;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.jetty.servlet.JettyServletWebServerFactory;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of endpoints on the port of Jetty.
 */
@AutoConfiguration(after = { DuplexAutoConfiguration.class, DuplexServerAutoConfiguration.class })
@ConditionalOnWebApplication(type = Type.SERVLET)
@ConditionalOnClass({ Filter.class, JettyServletWebServerFactory.class, ServletContextRequest.class })
@ConditionalOnBean(WebSocketEngine.class)
@ConditionalOnMissingBean(ListenerLifecycle.class)
public final class DuplexJettyAutoConfiguration {

	DuplexJettyAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean
	JettyContainer webSocketJettyContainer(WebSocketEngine engine, ApplicationContext applicationContext) {
		return new JettyContainer(engine, applicationContext);
	}

}
