package dev.duplex.spring.autoconfigure.netty;

import dev.duplex.engine.runtime.WebSocketEngine;
import dev.duplex.spring.autoconfigure.DuplexAutoConfiguration;
import dev.duplex.spring.autoconfigure.DuplexServerAutoConfiguration;
import dev.duplex.spring.endpoint.EndpointRegistry;
import dev.duplex.spring.handshake.HandshakeFilterChain;
import dev.duplex.spring.server.ListenerLifecycle;
import dev.duplex.spring.web.SharedPortLifecycle;
import dev.duplex.spring.web.netty.NettyConnections;
import dev.duplex.spring.web.netty.NettyUpgrader;
import dev.duplex.spring.web.reactive.ExtendedConnectWebFilter;
import dev.duplex.spring.web.reactive.ReactiveUpgrader;
import dev.duplex.spring.web.reactive.WebSocketUpgradeWebFilter;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigureOrder;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;

/**
 * Auto-configuration of endpoints on the port of Reactor Netty.
 */
@AutoConfiguration(after = { DuplexAutoConfiguration.class, DuplexServerAutoConfiguration.class })
@AutoConfigureOrder(Ordered.LOWEST_PRECEDENCE)
@ConditionalOnWebApplication(type = Type.REACTIVE)
@ConditionalOnClass(value = NettyReactiveWebServerFactory.class, name = "reactor.netty.http.server.HttpServer")
@ConditionalOnBean(WebSocketEngine.class)
@ConditionalOnMissingBean(ListenerLifecycle.class)
public final class DuplexNettyAutoConfiguration {

	DuplexNettyAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean(ReactiveUpgrader.class)
	NettyUpgrader webSocketNettyUpgrader(WebSocketEngine engine) {
		return new NettyUpgrader(engine);
	}

	@Bean
	@ConditionalOnMissingBean
	NettyConnections webSocketNettyConnections(ApplicationContext applicationContext) {
		return new NettyConnections(applicationContext);
	}

	@Bean
	@ConditionalOnMissingBean
	SharedPortLifecycle webSocketSharedPortLifecycle(EndpointRegistry registry, NettyConnections connections) {
		return new SharedPortLifecycle(registry, connections);
	}

	@Bean
	@ConditionalOnMissingBean
	ExtendedConnectWebFilter webSocketExtendedConnectWebFilter(EndpointRegistry registry, ReactiveUpgrader upgrader) {
		return new ExtendedConnectWebFilter(registry, upgrader);
	}

	/**
	 * A plain bean, as those come last in their order, and last of all auto-configured
	 * ones: filters of the application without an order, which may guard it, come before.
	 */
	@Bean
	@ConditionalOnMissingBean
	WebSocketUpgradeWebFilter webSocketUpgradeWebFilter(WebSocketEngine engine, HandshakeFilterChain filters,
			EndpointRegistry registry, ReactiveUpgrader upgrader, ApplicationContext applicationContext) {
		return new WebSocketUpgradeWebFilter(engine, filters, registry, upgrader, applicationContext);
	}

}
