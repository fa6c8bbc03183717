package dev.duplex.spring.endpoint;

import org.jspecify.annotations.Nullable;

/**
 * Knows which endpoint serves a path. Safe from any thread.
 */
@FunctionalInterface
public interface EndpointMatcher {

	/**
	 * Finds what serves a path.
	 * @param path the percent-encoded path within the application
	 * @return the endpoint and its path variables, or {@code null} for none
	 */
	@Nullable EndpointMatch match(String path);

}
