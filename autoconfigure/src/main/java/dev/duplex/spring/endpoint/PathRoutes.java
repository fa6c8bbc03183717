package dev.duplex.spring.endpoint;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.duplex.engine.Endpoint;
import org.jspecify.annotations.Nullable;

import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPattern.PathMatchInfo;

/**
 * Which endpoint serves a path: that with the most specific template. Case-sensitive, and
 * a slash at the end makes a different path.
 */
final class PathRoutes {

	static final PathRoutes NONE = new PathRoutes(List.of());

	/**
	 * One endpoint's path.
	 */
	record Route(PathTemplate template, Endpoint endpoint) {
	}

	/** In front, as most paths have no variable: no parsing, no search. */
	private final Map<String, EndpointMatch> literals = new HashMap<>();

	/** All of them, as a path may also be escaped where its template is not. */
	private final List<Route> bySpecificity;

	PathRoutes(List<Route> routes) {
		for (Route route : routes) {
			if (!route.template().pattern().hasPatternSyntax()) {
				this.literals.put(route.template().text(), new EndpointMatch(route.endpoint(), Map.of()));
			}
		}
		List<Route> sorted = new ArrayList<>(routes);
		sorted.sort((left, right) -> left.template().pattern().compareTo(right.template().pattern()));
		this.bySpecificity = List.copyOf(sorted);
	}

	@Nullable EndpointMatch match(String path) {
		EndpointMatch literal = this.literals.get(path);
		if (literal != null) {
			return literal;
		}
		PathContainer container;
		try {
			container = PathContainer.parsePath(path);
		}
		catch (IllegalArgumentException ex) {
			// A malformed escape is nobody's path.
			return null;
		}
		for (Route route : this.bySpecificity) {
			PathPattern pattern = route.template().pattern();
			PathMatchInfo info = pattern.matchAndExtract(container);
			if (info != null) {
				return new EndpointMatch(route.endpoint(), info.getUriVariables());
			}
		}
		return null;
	}

}
