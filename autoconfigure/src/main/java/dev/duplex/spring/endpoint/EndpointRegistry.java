package dev.duplex.spring.endpoint;

import java.util.List;

import dev.duplex.engine.Endpoint;
import dev.duplex.engine.Topics;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The endpoints that are beans of the application, and which of them serves a path. Beans
 * are found once all singletons exist, so before any port opens.
 */
public final class EndpointRegistry implements SmartInitializingSingleton {

	/**
	 * Creates an empty registry.
	 * @param context where to look for beans
	 * @param defaults what every endpoint gets
	 * @param topics where {@code @BroadcastTo} publishes
	 * @param codec reads and writes objects, or {@code null} for none
	 * @param observer hears of every handler call
	 */
	public EndpointRegistry(ConfigurableApplicationContext context, EndpointDefaults defaults, Topics topics,
			@Nullable PayloadCodec codec, HandlerObserver observer) {
	}

	/**
	 * Finds the endpoint beans.
	 */
	@Override
	public void afterSingletonsInstantiated() {
	}

	/**
	 * Finds what serves a path.
	 * @param path the percent-encoded path within the application
	 * @return the endpoint and its path variables, or {@code null} for none
	 */
	public @Nullable EndpointMatch match(String path) {
		return null;
	}

	/**
	 * All endpoints.
	 * @return the endpoints, sorted by name
	 */
	public List<Endpoint> endpoints() {
		return List.of();
	}

}
