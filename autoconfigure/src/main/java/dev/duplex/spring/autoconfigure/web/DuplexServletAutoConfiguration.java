package dev.duplex.spring.autoconfigure.web;

import dev.duplex.engine.runtime.WebSocketEngine;
import dev.duplex.spring.autoconfigure.DuplexServerAutoConfiguration;
import dev.duplex.spring.autoconfigure.jetty.DuplexJettyAutoConfiguration;
import dev.duplex.spring.autoconfigure.tomcat.DuplexTomcatAutoConfiguration;
import dev.duplex.spring.endpoint.EndpointRegistry;
import dev.duplex.spring.handshake.HandshakeFilterChain;
import dev.duplex.spring.server.ListenerLifecycle;
import dev.duplex.spring.web.ExtendedConnectFilter;
import dev.duplex.spring.web.ServletContainer;
import dev.duplex.spring.web.ServletContainers;
import dev.duplex.spring.web.ServletUpgrader;
import dev.duplex.spring.web.SharedPortLifecycle;
import dev.duplex.spring.web.WebSocketUpgradeFilter;
import jakarta.servlet.Filter;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigureOrder;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.web.server.WebServer;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;

/**
 * Auto-configuration of endpoints on the port of a servlet container, whichever it is.
 */
@AutoConfiguration(after = { DuplexServerAutoConfiguration.class, DuplexJettyAutoConfiguration.class,
		DuplexTomcatAutoConfiguration.class })
@AutoConfigureOrder(Ordered.LOWEST_PRECEDENCE)
@ConditionalOnWebApplication(type = Type.SERVLET)
@ConditionalOnClass({ Filter.class, WebServer.class })
@ConditionalOnBean({ WebSocketEngine.class, ServletContainer.class })
@ConditionalOnMissingBean(ListenerLifecycle.class)
public final class DuplexServletAutoConfiguration {

	DuplexServletAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean
	ServletContainers webSocketServletContainers(ObjectProvider<ServletContainer> containers,
			ApplicationContext applicationContext) {
		return new ServletContainers(containers.orderedStream().toList(), applicationContext);
	}

	@Bean
	@ConditionalOnMissingBean
	SharedPortLifecycle webSocketSharedPortLifecycle(EndpointRegistry registry, ServletContainers containers) {
		return new SharedPortLifecycle(registry, containers);
	}

	@Bean
	@ConditionalOnMissingBean
	ServletUpgrader webSocketServletUpgrader(ServletContainers containers) {
		return containers.upgrader();
	}

	@Bean
	@ConditionalOnMissingBean
	ExtendedConnectFilter webSocketExtendedConnectFilter(EndpointRegistry registry, ServletUpgrader upgrader) {
		return new ExtendedConnectFilter(registry, upgrader);
	}

	/**
	 * A plain bean, as those come last in their order, and last of all auto-configured
	 * ones: filters of the application without an order, which may guard it, come before.
	 */
	@Bean
	@ConditionalOnMissingBean
	WebSocketUpgradeFilter webSocketUpgradeFilter(WebSocketEngine engine, HandshakeFilterChain filters,
			EndpointRegistry registry, ServletUpgrader upgrader) {
		return new WebSocketUpgradeFilter(engine, filters, registry, upgrader);
	}

}
