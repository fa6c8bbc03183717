package dev.duplex.spring.testing;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import dev.duplex.engine.Endpoint;
import dev.duplex.spring.endpoint.EndpointMatch;
import dev.duplex.spring.endpoint.EndpointRegistry;

import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.withSettings;

/**
 * Registries of endpoints that are no beans.
 */
public final class FixedEndpoints {

	private FixedEndpoints() {
	}

	/**
	 * A registry that knows each endpoint by its name.
	 */
	public static EndpointRegistry registry(List<Endpoint> endpoints) {
		Map<String, Endpoint> byPath = endpoints.stream()
			.collect(Collectors.toMap(Endpoint::name, Function.identity()));
		EndpointRegistry registry = mock(withSettings().stubOnly());
		given(registry.match(anyString())).willAnswer((invocation) -> {
			Endpoint endpoint = byPath.get(invocation.<String>getArgument(0));
			return (endpoint != null) ? new EndpointMatch(endpoint, Map.of()) : null;
		});
		return registry;
	}

}
