package dev.duplex.spring.autoconfigure;

import java.net.InetAddress;
import java.net.InetSocketAddress;

import dev.duplex.engine.HandshakeHandler;
import dev.duplex.engine.runtime.WebSocketEngine;
import dev.duplex.spring.endpoint.EndpointRegistry;
import dev.duplex.spring.server.EndpointHandshakeHandler;
import dev.duplex.spring.server.ListenerLifecycle;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnNotWebApplication;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.StringUtils;

/**
 * Auto-configuration of an own listener: when {@code duplex.server.port} is set, or the
 * application has no web server whose port the endpoints could share.
 */
@AutoConfiguration(after = DuplexAutoConfiguration.class)
@ConditionalOnBean(WebSocketEngine.class)
@Conditional(DuplexServerAutoConfiguration.OnOwnListener.class)
public final class DuplexServerAutoConfiguration {

	DuplexServerAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean(HandshakeHandler.class)
	EndpointHandshakeHandler webSocketHandshakeHandler(WebSocketEngine engine, EndpointRegistry registry) {
		return new EndpointHandshakeHandler(engine, registry);
	}

	@Bean
	@ConditionalOnMissingBean
	ListenerLifecycle webSocketListenerLifecycle(DuplexProperties properties, WebSocketEngine engine,
			HandshakeHandler handshakeHandler, EndpointRegistry registry, ApplicationContext applicationContext) {
		DuplexOptions options = new DuplexOptions(properties);
		InetAddress address = properties.getServer().getAddress();
		InetSocketAddress socketAddress = (address != null) ? new InetSocketAddress(address, options.port())
				: new InetSocketAddress(options.port());
		return new ListenerLifecycle(engine, socketAddress, options.backlog(), handshakeHandler, registry,
				new SpringSecurityCheck(applicationContext, properties.getServer().isAllowUnauthenticated()),
				applicationContext);
	}

	static final class OnOwnListener extends AnyNestedCondition {

		OnOwnListener() {
			super(ConfigurationPhase.REGISTER_BEAN);
		}

		@Conditional(OnPort.class)
		static final class PortSet {

		}

		@ConditionalOnNotWebApplication
		static final class NoWebServer {

		}

	}

	static final class OnPort extends SpringBootCondition {

		private static final String PROPERTY = "duplex.server.port";

		@Override
		public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
			boolean set = StringUtils.hasText(context.getEnvironment().getProperty(PROPERTY));
			ConditionMessage.Builder message = ConditionMessage.forCondition("Own listener");
			return set ? ConditionOutcome.match(message.foundExactly(PROPERTY))
					: ConditionOutcome.noMatch(message.didNotFind("property").items(PROPERTY));
		}

	}

}
