package dev.duplex.spring.web.reactive;

import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.List;
import java.util.Optional;

import dev.duplex.engine.HandshakeDecision;
import dev.duplex.engine.protocol.HandshakeRefusal;
import dev.duplex.engine.protocol.HandshakeRequest;
import dev.duplex.engine.protocol.Header;
import dev.duplex.engine.protocol.OpeningHandshake;
import dev.duplex.engine.runtime.WebSocketEngine;
import dev.duplex.spring.endpoint.EndpointMatch;
import dev.duplex.spring.endpoint.EndpointMatcher;
import dev.duplex.spring.handshake.HandshakeFilterChain;
import dev.duplex.spring.web.SharedPortHandshake;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.context.ApplicationContext;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;

/**
 * Answers the opening handshakes that come to an endpoint's path, after all other filters
 * of the application had their say. Every other request goes on untouched, a plain one to
 * such a path too.
 */
public final class WebSocketUpgradeWebFilter implements WebFilter {

	private final SharedPortHandshake handshakes;

	private final EndpointMatcher endpoints;

	private final ReactiveUpgrader upgrader;

	private final @Nullable ApplicationContext applicationContext;

	/**
	 * Creates the filter.
	 * @param engine hears of refusals
	 * @param filters decide over handshakes
	 * @param endpoints knows the paths
	 * @param upgrader takes connections over
	 * @param applicationContext the context of the web server that is shared; that of a
	 * management port inherits the filter. {@code null} for a server without one
	 */
	public WebSocketUpgradeWebFilter(WebSocketEngine engine, HandshakeFilterChain filters, EndpointMatcher endpoints,
			ReactiveUpgrader upgrader, @Nullable ApplicationContext applicationContext) {
		this.handshakes = new SharedPortHandshake(engine, filters);
		this.endpoints = endpoints;
		this.upgrader = upgrader;
		this.applicationContext = applicationContext;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		ServerHttpRequest request = exchange.getRequest();
		if (asksForWebSocket(exchange) && exchange.getApplicationContext() == this.applicationContext) {
			EndpointMatch match = this.endpoints.match(request.getPath().pathWithinApplication().value());
			if (match != null) {
				return exchange.getPrincipal()
					.map(Optional::of)
					.defaultIfEmpty(Optional.empty())
					.flatMap((principal) -> answer(match, exchange, principal.orElse(null)));
			}
		}
		return chain.filter(exchange);
	}

	private static boolean asksForWebSocket(ServerWebExchange exchange) {
		List<String> upgrade = exchange.getRequest().getHeaders().getOrEmpty("Upgrade");
		return !upgrade.isEmpty() && OpeningHandshake.asksForWebSocket(upgrade)
				|| ExtendedConnectWebFilter.hasSeen(exchange);
	}

	private Mono<Void> answer(EndpointMatch match, ServerWebExchange exchange, @Nullable Principal principal) {
		HandshakeRequest handshake = ReactiveHandshake.copy(exchange);
		return Mono
			.fromFuture(() -> this.handshakes.decideAsync(match, this.upgrader.protocol(exchange),
					this.upgrader.target(exchange), handshake, principal))
			.flatMap((decision) -> answer(decision, handshake, exchange));
	}

	private Mono<Void> answer(HandshakeDecision decision, HandshakeRequest handshake, ServerWebExchange exchange) {
		if (decision instanceof HandshakeDecision.Refuse refuse) {
			return refuse(refuse.refusal(), handshake, exchange.getResponse());
		}
		HandshakeDecision.Accept accept = (HandshakeDecision.Accept) decision;
		accept(accept, handshake, exchange.getResponse());
		this.upgrader.upgrade(exchange, accept, handshake);
		return Mono.empty();
	}

	/**
	 * What the other filters get to see, and may change, on the way back.
	 */
	private static void accept(HandshakeDecision.Accept accept, HandshakeRequest handshake,
			ServerHttpResponse response) {
		response.setStatusCode(HttpStatusCode.valueOf(SharedPortHandshake.acceptedStatus(handshake)));
		SharedPortHandshake.negotiatedHeaders(accept)
			.forEach((header) -> response.getHeaders().add(header.name(), header.value()));
	}

	private static Mono<Void> refuse(HandshakeRefusal refusal, HandshakeRequest handshake,
			ServerHttpResponse response) {
		byte[] body = refusal.body().getBytes(StandardCharsets.UTF_8);
		response.setStatusCode(HttpStatusCode.valueOf(refusal.status()));
		for (Header header : SharedPortHandshake.refusalHeaders(refusal, handshake)) {
			if (header.is("Connection") || header.is("Content-Type")) {
				response.getHeaders().set(header.name(), header.value());
			}
			else {
				response.getHeaders().add(header.name(), header.value());
			}
		}
		response.getHeaders().setContentLength(body.length);
		return response.writeWith(Mono.just(response.bufferFactory().wrap(body)));
	}

}
