package dev.duplex.spring.endpoint;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.regex.Pattern;

import dev.duplex.engine.Endpoint;
import dev.duplex.engine.Topics;
import dev.duplex.spring.Execution;
import dev.duplex.spring.WebSocketClientEndpoint;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The client endpoints that are beans of the application. Found once all singletons
 * exist; until then there are none.
 */
public final class ClientEndpointRegistry implements SmartInitializingSingleton {

	/** What a property's key can have between two dots. */
	private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9-]*");

	private final ConfigurableListableBeanFactory beanFactory;

	private final Function<String, @Nullable ClientEndpointSettings> settings;

	private final Executor handlerExecutor;

	private final BeanHandlerFactory handlers;

	private volatile Map<String, Endpoint> byId = Map.of();

	/**
	 * Creates an empty registry.
	 * @param context where to look for beans
	 * @param settings finds what is configured for an id; {@code null} for nothing
	 * @param handlerExecutor where handlers run that may block
	 * @param topics where {@code @BroadcastTo} publishes
	 * @param codec reads and writes objects, or {@code null} for none
	 * @param observer hears of every handler call
	 */
	public ClientEndpointRegistry(ConfigurableApplicationContext context,
			Function<String, @Nullable ClientEndpointSettings> settings, Executor handlerExecutor, Topics topics,
			@Nullable PayloadCodec codec, HandlerObserver observer) {
		this.beanFactory = context.getBeanFactory();
		this.settings = settings;
		this.handlerExecutor = handlerExecutor;
		this.handlers = new BeanHandlerFactory(this.beanFactory, topics, codec, observer.ofClients(),
				HandlerGuard.none());
	}

	/**
	 * Finds the client endpoint beans.
	 * @throws InvalidEndpointException if one cannot work as it is written or configured
	 */
	@Override
	public void afterSingletonsInstantiated() {
		Map<String, Endpoint> found = new TreeMap<>();
		Map<String, EndpointSource> sources = new TreeMap<>();
		for (EndpointBeanFinder.Found<WebSocketClientEndpoint> bean : new EndpointBeanFinder(this.beanFactory)
			.find(WebSocketClientEndpoint.class)) {
			EndpointSource source = bean.source();
			Endpoint endpoint = create(source, bean.annotation());
			EndpointSource other = sources.putIfAbsent(endpoint.name(), source);
			if (other != null) {
				throw source.invalid(
						"Its id '" + endpoint.name() + "' is that of bean '" + other.beanName() + "' ("
								+ other.beanClass().getName() + "), too.",
						"Give each client endpoint an id of its own in @WebSocketClientEndpoint.");
			}
			found.put(endpoint.name(), endpoint);
		}
		this.byId = Map.copyOf(found);
	}

	private Endpoint create(EndpointSource source, WebSocketClientEndpoint annotation) {
		String id = id(source, annotation);
		ClientEndpointSettings configured = this.settings.apply(id);
		if (configured == null) {
			String property = "duplex.client." + id + ".url";
			throw source.invalid("Nothing says where it connects: " + property + " is not set.",
					"Set " + property + ", for example to wss://example.com/stream, or remove the bean.");
		}
		Execution execution = (configured.execution() != null) ? configured.execution() : annotation.execution();
		boolean onEventLoop = execution == Execution.EVENT_LOOP;
		return Endpoint.builder(configured.name(), this.handlers.create(source, configured.name(), null, onEventLoop))
			.options(configured.options())
			.subprotocols(configured.subprotocols())
			.executor(onEventLoop ? null : this.handlerExecutor)
			.build();
	}

	private String id(EndpointSource source, WebSocketClientEndpoint annotation) {
		String written = this.beanFactory.resolveEmbeddedValue(annotation.id());
		String id = (written == null || written.isEmpty()) ? source.beanName() : written;
		if (!ID.matcher(id).matches()) {
			throw source.invalid("Its id '" + id + "' cannot be a part of the key duplex.client.<id>.url.",
					"Give it an id of letters, digits and dashes, for example "
							+ "@WebSocketClientEndpoint(\"price-feed\").");
		}
		return id;
	}

	/**
	 * All client endpoints.
	 * @return the endpoints by id
	 */
	public Map<String, Endpoint> endpoints() {
		return this.byId;
	}

}
