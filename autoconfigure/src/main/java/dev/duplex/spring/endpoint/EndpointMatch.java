package dev.duplex.spring.endpoint;

import java.util.Map;

import dev.duplex.engine.Endpoint;

/**
 * The endpoint that serves a path.
 *
 * @param endpoint the endpoint
 * @param pathVariables what its path template matched, percent-decoded
 */
public record EndpointMatch(Endpoint endpoint, Map<String, String> pathVariables) {

}
