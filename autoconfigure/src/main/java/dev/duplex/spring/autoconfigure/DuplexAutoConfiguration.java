package dev.duplex.spring.autoconfigure;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import dev.duplex.engine.EngineListener;
import dev.duplex.engine.Topics;
import dev.duplex.engine.Users;
import dev.duplex.engine.protocol.OriginPolicy;
import dev.duplex.engine.runtime.WebSocketEngine;
import dev.duplex.spring.HandshakeFilter;
import dev.duplex.spring.endpoint.EndpointDefaults;
import dev.duplex.spring.endpoint.EndpointRegistry;
import dev.duplex.spring.endpoint.EndpointSettings;
import dev.duplex.spring.endpoint.HandlerGuard;
import dev.duplex.spring.endpoint.HandlerObserver;
import dev.duplex.spring.endpoint.PayloadCodec;
import dev.duplex.spring.handshake.HandshakeFilterChain;
import dev.duplex.spring.server.DrainLifecycle;
import dev.duplex.spring.server.LoggingEngineListener;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnThreading;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.thread.Threading;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.core.task.VirtualThreadTaskExecutor;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Auto-configuration of the engine and of the endpoints that are beans.
 */
@AutoConfiguration
@ConditionalOnBooleanProperty(name = "duplex.enabled", matchIfMissing = true)
@EnableConfigurationProperties(DuplexProperties.class)
public final class DuplexAutoConfiguration {

	private static final Log logger = LogFactory.getLog(DuplexAutoConfiguration.class);

	/** Spring Boot's default for spring.lifecycle.timeout-per-shutdown-phase. */
	private static final Duration SHUTDOWN_PHASE = Duration.ofSeconds(30);

	static final String HANDLER_EXECUTOR = "duplexHandlerExecutor";

	private final DuplexOptions options;

	DuplexAutoConfiguration(DuplexProperties properties) {
		this.options = new DuplexOptions(properties);
	}

	@Bean
	@ConditionalOnMissingBean
	WebSocketEngine webSocketEngine(ObjectProvider<EngineListener> listeners) {
		return new WebSocketEngine(this.options.engine(), EngineListeners.of(listeners.orderedStream().toList()));
	}

	@Bean
	@ConditionalOnMissingBean
	LoggingEngineListener duplexLoggingEngineListener(ObjectProvider<EndpointRegistry> endpoints) {
		return new LoggingEngineListener((endpoint, property) -> {
			EndpointRegistry registry = endpoints.getIfAvailable();
			return (registry != null) ? registry.property(endpoint, property) : property;
		});
	}

	@Bean
	@ConditionalOnMissingBean
	Topics webSocketTopics(WebSocketEngine engine) {
		return engine.topics();
	}

	@Bean
	@ConditionalOnMissingBean
	Users webSocketUsers(WebSocketEngine engine) {
		return engine.users();
	}

	/*
	 * Not a candidate for injection by type: as another Executor, it would make Spring
	 * Boot's applicationTaskExecutor go.
	 */
	@Bean(name = HANDLER_EXECUTOR, defaultCandidate = false)
	@ConditionalOnMissingBean(name = HANDLER_EXECUTOR)
	@ConditionalOnThreading(Threading.VIRTUAL)
	VirtualThreadTaskExecutor duplexVirtualHandlerExecutor() {
		return new VirtualThreadTaskExecutor("duplex-worker-");
	}

	/*
	 * The queue needs no bound: a connection has one task at a time in it.
	 */
	@Bean(name = HANDLER_EXECUTOR, defaultCandidate = false, destroyMethod = "shutdown")
	@ConditionalOnMissingBean(name = HANDLER_EXECUTOR)
	@ConditionalOnThreading(Threading.PLATFORM)
	ThreadPoolExecutor duplexPooledHandlerExecutor() {
		int workers = this.options.workers();
		CustomizableThreadFactory threads = new CustomizableThreadFactory("duplex-worker-");
		threads.setDaemon(true);
		ThreadPoolExecutor executor = new ThreadPoolExecutor(workers, workers,
				this.options.workerKeepAlive().toMillis(), TimeUnit.MILLISECONDS, new LinkedBlockingQueue<>(), threads);
		executor.allowCoreThreadTimeOut(true);
		return executor;
	}

	@Bean
	@ConditionalOnMissingBean
	EndpointRegistry webSocketEndpointRegistry(ConfigurableApplicationContext context, DuplexProperties properties,
			Topics topics, @Qualifier(HANDLER_EXECUTOR) Executor handlerExecutor, ObjectProvider<PayloadCodec> codec,
			ObjectProvider<HandlerObserver> observers, ObjectProvider<HandlerGuard> guard) {
		EndpointDefaults defaults = new EndpointDefaults(this.options.connection(), handlerExecutor,
				originPolicy(properties, context.getEnvironment()), settings(properties, context.getEnvironment()));
		return new EndpointRegistry(context, defaults, topics, codec.getIfAvailable(),
				HandlerObservers.of(observers.orderedStream().toList()), guard.getIfAvailable(HandlerGuard::none));
	}

	@Bean
	@ConditionalOnMissingBean
	HandshakeFilterChain webSocketHandshakeFilterChain(WebSocketEngine engine,
			ObjectProvider<HandshakeFilter> filters) {
		List<HandshakeFilter> ordered = filters.orderedStream().toList();
		Duration timeout = this.options.handshakeFilterTimeout(!ordered.isEmpty());
		return new HandshakeFilterChain(engine, ordered, this.options.handshakeWorkers(), timeout);
	}

	private OriginPolicy originPolicy(DuplexProperties properties, Environment environment) {
		OriginPolicy policy = this.options.originPolicy();
		if (properties.getSecurity().getAllowedOrigins().contains("*")) {
			warnOfEveryOrigin("duplex.security.allowed-origins");
		}
		return withSiblingPort(policy, properties, environment);
	}

	private static Map<String, EndpointSettings> settings(DuplexProperties properties, Environment environment) {
		Map<String, EndpointSettings> settings = new LinkedHashMap<>();
		properties.getEndpoints().forEach((id, own) -> {
			EndpointSettings ofEndpoint = new DuplexEndpointOptions(id, own, properties).settings();
			List<String> origins = own.getSecurity().getAllowedOrigins();
			if (origins != null && origins.contains("*")) {
				warnOfEveryOrigin(ofEndpoint.key() + ".security.allowed-origins");
			}
			settings.put(id, new EndpointSettings(ofEndpoint.key(), ofEndpoint.ownKeys(), ofEndpoint.options(),
					ofEndpoint.execution(), withSiblingPort(ofEndpoint.originPolicy(), properties, environment)));
		});
		return settings;
	}

	private static void warnOfEveryOrigin(String key) {
		logger.warn(key + "=* lets the pages of every site connect, and browsers send their users' cookies along");
	}

	/**
	 * Pages come from the web server, which is another origin than an own listener.
	 */
	private static OriginPolicy withSiblingPort(OriginPolicy policy, DuplexProperties properties,
			Environment environment) {
		return (properties.getServer().getPort() == null) ? policy
				: policy.withSiblingPort(() -> environment.getProperty("local.server.port", Integer.class, -1));
	}

	@Bean
	@ConditionalOnMissingBean
	DrainLifecycle webSocketDrainLifecycle(WebSocketEngine engine, Environment environment) {
		Duration phase = Binder.get(environment)
			.bind("spring.lifecycle.timeout-per-shutdown-phase", Duration.class)
			.orElse(SHUTDOWN_PHASE);
		return new DrainLifecycle(engine, this.options.shutdownTimeout(), this.options.shutdownSpread(phase),
				this.options.shutdownCloseCode(), this.options.shutdownCloseReason());
	}

}
