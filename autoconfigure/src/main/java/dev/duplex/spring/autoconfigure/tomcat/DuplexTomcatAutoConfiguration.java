package dev.duplex.spring.autoconfigure.tomcat;

import dev.duplex.engine.runtime.WebSocketEngine;
import dev.duplex.spring.autoconfigure.DuplexAutoConfiguration;
import dev.duplex.spring.autoconfigure.DuplexServerAutoConfiguration;
import dev.duplex.spring.endpoint.EndpointRegistry;
import dev.duplex.spring.server.ListenerLifecycle;
import dev.duplex.spring.web.ServletUpgrader;
import dev.duplex.spring.web.SharedPortLifecycle;
import dev.duplex.spring.web.WebSocketUpgradeFilter;
import dev.duplex.spring.web.tomcat.TomcatConnectors;
import dev.duplex.spring.web.tomcat.TomcatUpgradeHandlerHints;
import dev.duplex.spring.web.tomcat.TomcatUpgrader;
import jakarta.servlet.Filter;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigureOrder;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.core.Ordered;

/**
 * Auto-configuration of endpoints on the port of Tomcat.
 */
@AutoConfiguration(after = { DuplexAutoConfiguration.class, DuplexServerAutoConfiguration.class })
@AutoConfigureOrder(Ordered.LOWEST_PRECEDENCE)
@ConditionalOnWebApplication(type = Type.SERVLET)
@ConditionalOnClass(value = { Filter.class, TomcatServletWebServerFactory.class },
		name = "org.apache.coyote.http11.upgrade.InternalHttpUpgradeHandler")
@ConditionalOnBean(WebSocketEngine.class)
@ConditionalOnMissingBean(ListenerLifecycle.class)
@ImportRuntimeHints(TomcatUpgradeHandlerHints.class)
public final class DuplexTomcatAutoConfiguration {

	DuplexTomcatAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean(ServletUpgrader.class)
	TomcatUpgrader webSocketTomcatUpgrader(WebSocketEngine engine) {
		return new TomcatUpgrader(engine);
	}

	@Bean
	@ConditionalOnMissingBean
	TomcatConnectors webSocketTomcatConnectors(WebSocketEngine engine, ApplicationContext applicationContext) {
		return new TomcatConnectors(engine, applicationContext);
	}

	@Bean
	@ConditionalOnMissingBean
	SharedPortLifecycle webSocketSharedPortLifecycle(EndpointRegistry registry, TomcatConnectors connectors) {
		return new SharedPortLifecycle(registry, connectors);
	}

	/**
	 * A plain bean, as those come last in their order, and last of all auto-configured
	 * ones: filters of the application without an order, which may guard it, come before.
	 */
	@Bean
	@ConditionalOnMissingBean
	WebSocketUpgradeFilter webSocketUpgradeFilter(WebSocketEngine engine, EndpointRegistry registry,
			ServletUpgrader upgrader) {
		return new WebSocketUpgradeFilter(engine, registry, upgrader);
	}

}
