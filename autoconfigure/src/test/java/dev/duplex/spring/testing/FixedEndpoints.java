package dev.duplex.spring.testing;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import dev.duplex.engine.Endpoint;
import dev.duplex.spring.endpoint.EndpointMatch;
import dev.duplex.spring.endpoint.EndpointMatcher;

/**
 * Endpoints that are no beans.
 */
public final class FixedEndpoints {

	private FixedEndpoints() {
	}

	/**
	 * Matches each endpoint by its name.
	 */
	public static EndpointMatcher of(List<Endpoint> endpoints) {
		Map<String, Endpoint> byPath = endpoints.stream()
			.collect(Collectors.toMap(Endpoint::name, Function.identity()));
		return (path) -> {
			Endpoint endpoint = byPath.get(path);
			return (endpoint != null) ? new EndpointMatch(endpoint, Map.of()) : null;
		};
	}

}
