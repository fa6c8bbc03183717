package dev.duplex.spring.endpoint;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import dev.duplex.engine.Endpoint;
import dev.duplex.engine.Topics;
import dev.duplex.spring.WebSocketEndpoint;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The endpoints that are beans of the application, and which of them serves a path. Beans
 * are found once all singletons exist, so before any port opens; until then there are
 * none.
 */
public final class EndpointRegistry implements EndpointMatcher, SmartInitializingSingleton {

	private final ConfigurableListableBeanFactory beanFactory;

	private final EndpointFactory factory;

	private final EndpointKeyCheck keys;

	private volatile Map<String, Endpoint> byId = Map.of();

	private volatile Map<String, EndpointSettings> settingsByName = Map.of();

	private volatile List<Endpoint> endpoints = List.of();

	private volatile PathRoutes routes = PathRoutes.NONE;

	/**
	 * Creates an empty registry.
	 * @param context where to look for beans
	 * @param defaults what every endpoint gets
	 * @param topics where {@code @BroadcastTo} publishes
	 * @param codec reads and writes objects, or {@code null} for none
	 * @param observer hears of every handler call
	 * @param guard stands around every handler call
	 */
	public EndpointRegistry(ConfigurableApplicationContext context, EndpointDefaults defaults, Topics topics,
			@Nullable PayloadCodec codec, HandlerObserver observer, HandlerGuard guard) {
		this.beanFactory = context.getBeanFactory();
		this.keys = new EndpointKeyCheck(context.getEnvironment(), defaults.settings().keySet());
		this.factory = new EndpointFactory(this.beanFactory, defaults,
				new BeanHandlerFactory(this.beanFactory, topics, codec, observer, guard));
	}

	/**
	 * Finds the endpoint beans.
	 * @throws InvalidEndpointException if one cannot work as it is written
	 * @throws InvalidConfigurationPropertyValueException if configuration is for an id
	 * that no endpoint has
	 */
	@Override
	public void afterSingletonsInstantiated() {
		List<EndpointFactory.Created> all = new ArrayList<>();
		Map<String, Endpoint> ids = new TreeMap<>();
		for (EndpointBeanFinder.Found<WebSocketEndpoint> found : new EndpointBeanFinder(this.beanFactory)
			.find(WebSocketEndpoint.class)) {
			for (EndpointFactory.Created created : this.factory.create(found.source(), found.annotation())) {
				for (EndpointFactory.Created other : all) {
					checkDistinct(created, other);
				}
				all.add(created);
				ids.putIfAbsent(created.id(), created.endpoint());
			}
		}
		this.keys.check(ids.keySet());
		this.byId = Map.copyOf(ids);
		this.settingsByName = all.stream()
			.collect(Collectors.toUnmodifiableMap((created) -> created.endpoint().name(),
					EndpointFactory.Created::settings));
		this.endpoints = all.stream()
			.map(EndpointFactory.Created::endpoint)
			.sorted(Comparator.comparing(Endpoint::name))
			.toList();
		this.routes = new PathRoutes(
				all.stream().map((created) -> new PathRoutes.Route(created.path(), created.endpoint())).toList());
	}

	private static void checkDistinct(EndpointFactory.Created created, EndpointFactory.Created other) {
		String where = "bean '" + other.source().beanName() + "' (" + other.source().beanClass().getName() + ")";
		if (created.path().isAmbiguousWith(other.path())) {
			throw created.source()
				.invalid(
						"Its path '" + created.path().text() + "' matches what the path '" + other.path().text()
								+ "' of " + where + " matches, too, and neither is more specific.",
						"Change one of the paths, or remove one of the beans.");
		}
		boolean sameBean = created.source().equals(other.source());
		if (!sameBean && RelaxedId.uniform(created.id()).equals(RelaxedId.uniform(other.id()))) {
			throw created.source()
				.invalid(
						"Its id '" + created.id() + "' is that of " + where + ", too"
								+ (created.id().equals(other.id()) ? "."
										: ": in the keys of properties '" + other.id() + "' is the same."),
						"Give each endpoint an id of its own in @WebSocketEndpoint.");
		}
	}

	@Override
	public @Nullable EndpointMatch match(String path) {
		return this.routes.match(path);
	}

	/**
	 * Finds an endpoint by its id.
	 * @param id what {@code @WebSocketEndpoint} says, or the bean's name
	 * @return the endpoint, of several paths that of the first, or {@code null} for none
	 */
	public @Nullable Endpoint endpoint(String id) {
		return this.byId.get(id);
	}

	/**
	 * Which property an endpoint has a setting from.
	 * @param name the endpoint's name
	 * @param ofAll the property of all endpoints, such as
	 * {@code duplex.limits.max-message-size}
	 * @return that, or the endpoint's own, such as
	 * {@code duplex.endpoints.chat.limits.max-message-size}, if it is set
	 */
	public String property(String name, String ofAll) {
		EndpointSettings settings = this.settingsByName.get(name);
		return (settings != null) ? settings.property(ofAll) : ofAll;
	}

	/**
	 * All endpoints.
	 * @return the endpoints, sorted by name
	 */
	public List<Endpoint> endpoints() {
		return this.endpoints;
	}

}
