package dev.duplex.spring.autoconfigure;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;

import dev.duplex.engine.HandshakeHandler;
import dev.duplex.engine.nio.TlsEngineFactory;
import dev.duplex.engine.runtime.WebSocketEngine;
import dev.duplex.spring.endpoint.EndpointRegistry;
import dev.duplex.spring.handshake.HandshakeFilterChain;
import dev.duplex.spring.server.EndpointHandshakeHandler;
import dev.duplex.spring.server.ListenerLifecycle;
import dev.duplex.spring.server.SslBundleEngineFactory;
import dev.duplex.spring.server.SslBundleEngineFactory.ClientAuthentication;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnNotWebApplication;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.env.Environment;
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
	EndpointHandshakeHandler webSocketHandshakeHandler(HandshakeFilterChain filters, EndpointRegistry registry) {
		return new EndpointHandshakeHandler(filters, registry);
	}

	@Bean
	@ConditionalOnMissingBean
	ListenerLifecycle webSocketListenerLifecycle(DuplexProperties properties, WebSocketEngine engine,
			HandshakeHandler handshakeHandler, EndpointRegistry registry, ObjectProvider<TlsEngineFactory> tls,
			ApplicationContext applicationContext) {
		DuplexOptions options = new DuplexOptions(properties);
		InetAddress address = properties.getServer().getAddress();
		InetSocketAddress socketAddress = (address != null) ? new InetSocketAddress(address, options.port())
				: new InetSocketAddress(options.port());
		TlsEngineFactory factory = tls.getIfAvailable();
		boolean certified = factory instanceof SslBundleEngineFactory
				&& properties.getServer().getSsl().getClientAuth() == ClientAuthentication.NEED;
		boolean allowed = certified || properties.getServer().isAllowUnauthenticated();
		return new ListenerLifecycle(engine, socketAddress, options.backlog(), factory, handshakeHandler, registry,
				new SpringSecurityCheck(applicationContext, allowed), applicationContext);
	}

	@Bean
	@ConditionalOnMissingBean(TlsEngineFactory.class)
	@Conditional(OnSsl.class)
	SslBundleEngineFactory webSocketTlsEngineFactory(DuplexProperties properties, SslBundles bundles) {
		DuplexProperties.Ssl ssl = properties.getServer().getSsl();
		String bundle = ssl.getBundle();
		if (bundle == null) {
			throw new InvalidConfigurationPropertyValueException("duplex.server.ssl.bundle", null,
					"It must name an SSL bundle when duplex.server.ssl.enabled is true.");
		}
		Map<String, String> byName = new LinkedHashMap<>();
		SslBundleNames.require(bundles, "duplex.server.ssl.bundle", bundle);
		ssl.getServerNameBundles().forEach((entry) -> {
			if (!StringUtils.hasText(entry.serverName()) || !StringUtils.hasText(entry.bundle())) {
				throw new InvalidConfigurationPropertyValueException("duplex.server.ssl.server-name-bundles", entry,
						"Each entry needs a server-name and a bundle.");
			}
			SslBundleNames.require(bundles, "duplex.server.ssl.server-name-bundles", entry.bundle());
			byName.put(entry.serverName(), entry.bundle());
		});
		return new SslBundleEngineFactory(bundles, bundle, byName, ssl.getClientAuth());
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

	static final class OnSsl extends SpringBootCondition {

		@Override
		public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
			Environment environment = context.getEnvironment();
			boolean named = StringUtils.hasText(environment.getProperty("duplex.server.ssl.bundle"));
			boolean enabled = environment.getProperty("duplex.server.ssl.enabled", Boolean.class, named);
			ConditionMessage.Builder message = ConditionMessage.forCondition("TLS of the own listener");
			return enabled ? ConditionOutcome.match(message.because("enabled"))
					: ConditionOutcome.noMatch(message.because("no SSL bundle named, or not enabled"));
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
