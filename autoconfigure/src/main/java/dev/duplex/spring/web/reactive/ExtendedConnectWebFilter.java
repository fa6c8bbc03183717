package dev.duplex.spring.web.reactive;

import dev.duplex.spring.endpoint.EndpointMatcher;
import reactor.core.publisher.Mono;

import org.springframework.core.Ordered;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;

/**
 * Shows all other filters an opening handshake over HTTP/2 as what it is over HTTP/1.1.
 * Its CONNECT is a method that Spring Security's firewall does not let pass and that its
 * CSRF protection would ask for a token, which no browser can send with a handshake. A
 * CONNECT for anything but an endpoint stays one.
 */
public final class ExtendedConnectWebFilter implements WebFilter, Ordered {

	static final HttpMethod METHOD = HttpMethod.valueOf("CONNECT");

	private static final String SEEN = ExtendedConnectWebFilter.class.getName() + ".SEEN";

	private final EndpointMatcher endpoints;

	private final ReactiveUpgrader upgrader;

	/**
	 * Creates the filter.
	 * @param endpoints knows the paths
	 * @param upgrader knows the requests
	 */
	public ExtendedConnectWebFilter(EndpointMatcher endpoints, ReactiveUpgrader upgrader) {
		this.endpoints = endpoints;
		this.upgrader = upgrader;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		ServerHttpRequest request = exchange.getRequest();
		boolean opensWebSocket = METHOD.equals(request.getMethod()) && this.upgrader.isExtendedConnect(exchange)
				&& this.endpoints.match(request.getPath().pathWithinApplication().value()) != null;
		if (!opensWebSocket) {
			return chain.filter(exchange);
		}
		exchange.getAttributes().put(SEEN, true);
		return chain.filter(exchange.mutate().request(request.mutate().method(HttpMethod.GET).build()).build());
	}

	/**
	 * Whether an exchange is a handshake over HTTP/2.
	 */
	static boolean hasSeen(ServerWebExchange exchange) {
		return exchange.getAttribute(SEEN) != null;
	}

	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

}
