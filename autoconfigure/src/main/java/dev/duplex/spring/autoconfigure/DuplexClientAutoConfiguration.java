package dev.duplex.spring.autoconfigure;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executor;

import dev.duplex.engine.Topics;
import dev.duplex.engine.runtime.WebSocketClient;
import dev.duplex.engine.runtime.WebSocketEngine;
import dev.duplex.spring.ClientRequestCustomizer;
import dev.duplex.spring.WebSocketClientFactory;
import dev.duplex.spring.client.ClientContext;
import dev.duplex.spring.client.ClientEndpoints;
import dev.duplex.spring.client.ClientObserver;
import dev.duplex.spring.client.ClientSettings;
import dev.duplex.spring.client.ConfiguredClientFactory;
import dev.duplex.spring.client.ConfiguredClients;
import dev.duplex.spring.endpoint.ClientEndpointRegistry;
import dev.duplex.spring.endpoint.HandlerObserver;
import dev.duplex.spring.endpoint.PayloadCodec;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.bind.BindableRuntimeHintsRegistrar;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ImportRuntimeHints;

/**
 * Auto-configuration of clients.
 */
@AutoConfiguration(after = DuplexAutoConfiguration.class)
@ConditionalOnBean(WebSocketEngine.class)
@ImportRuntimeHints(DuplexClientAutoConfiguration.PropertiesHints.class)
public final class DuplexClientAutoConfiguration {

	DuplexClientAutoConfiguration() {
	}

	/*
	 * By a name of ours, as applications have webSocketClient beans of other types.
	 */
	@Bean
	@ConditionalOnMissingBean
	WebSocketClient duplexWebSocketClient(WebSocketEngine engine) {
		return new WebSocketClient(engine);
	}

	@Bean
	@ConditionalOnMissingBean
	ConfiguredClients duplexConfiguredClients(DuplexProperties properties, WebSocketClient client,
			ConfigurableApplicationContext context,
			@Qualifier(DuplexAutoConfiguration.HANDLER_EXECUTOR) Executor handlerExecutor,
			ObjectProvider<SslBundles> bundles, ObjectProvider<ClientRequestCustomizer> customizers,
			ObjectProvider<HandlerObserver> handlerObservers, ObjectProvider<ClientObserver> observers) {
		Map<String, ClientSettings> settings = new LinkedHashMap<>();
		properties.getClient()
			.forEach((id, ofClient) -> settings.put(id,
					new DuplexClientOptions(id, ofClient, properties).settings(bundles.getIfAvailable())));
		return new ConfiguredClients(settings,
				new ClientContext(client, context.getEnvironment(), () -> customizers.orderedStream().toList(),
						handlerExecutor, HandlerObservers.of(handlerObservers.orderedStream().toList()),
						observers.orderedStream().toList()));
	}

	@Bean
	@ConditionalOnMissingBean
	ClientEndpointRegistry duplexClientEndpointRegistry(ConfigurableApplicationContext context,
			ConfiguredClients clients, Topics topics,
			@Qualifier(DuplexAutoConfiguration.HANDLER_EXECUTOR) Executor handlerExecutor,
			ObjectProvider<PayloadCodec> codec, ObjectProvider<HandlerObserver> observers) {
		return new ClientEndpointRegistry(context, clients::endpointSettings, handlerExecutor, topics,
				codec.getIfAvailable(), HandlerObservers.of(observers.orderedStream().toList()));
	}

	@Bean
	@ConditionalOnMissingBean
	ClientEndpoints duplexClientEndpoints(ConfiguredClients clients, ClientEndpointRegistry registry) {
		return new ClientEndpoints(clients, registry);
	}

	@Bean
	@ConditionalOnMissingBean(WebSocketClientFactory.class)
	ConfiguredClientFactory duplexClientFactory(ConfiguredClients clients, ClientEndpoints endpoints) {
		return new ConfiguredClientFactory(clients, endpoints);
	}

	/**
	 * Spring Boot sees the type of a map's values only where it is nested in that of the
	 * properties.
	 */
	static final class PropertiesHints implements RuntimeHintsRegistrar {

		@Override
		public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
			BindableRuntimeHintsRegistrar.forTypes(DuplexClientProperties.class).registerHints(hints);
		}

	}

}
