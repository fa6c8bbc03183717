package dev.duplex.spring.endpoint;

import java.util.List;

import dev.duplex.engine.ConnectionOptions;
import dev.duplex.spring.Execution;
import org.jspecify.annotations.Nullable;

/**
 * What the configuration of a client says about its endpoint.
 *
 * @param name the endpoint's name in logs and metrics
 * @param options the limits of each connection
 * @param subprotocols the subprotocols to offer
 * @param execution where handlers run, or {@code null} if that is the annotation's to say
 */
public record ClientEndpointSettings(String name, ConnectionOptions options, List<String> subprotocols,
		@Nullable Execution execution) {

}
