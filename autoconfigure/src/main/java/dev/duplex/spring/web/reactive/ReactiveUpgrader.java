package dev.duplex.spring.web.reactive;

import dev.duplex.engine.HandshakeDecision;
import dev.duplex.engine.protocol.HandshakeRequest;
import dev.duplex.engine.runtime.WebSocketEngine;
import reactor.core.publisher.Mono;

import org.springframework.web.server.ServerWebExchange;

/**
 * How one server of Spring WebFlux hands a connection over.
 */
public interface ReactiveUpgrader {

	/**
	 * Says by which version of HTTP a request came.
	 * @param exchange the server's exchange
	 * @return the version, such as {@code HTTP/1.1}
	 */
	String protocol(ServerWebExchange exchange);

	/**
	 * Says what a request line names.
	 * @param exchange the server's exchange
	 * @return the target, as sent
	 */
	String target(ServerWebExchange exchange);

	/**
	 * Whether a request asks for a WebSocket over HTTP/2 (RFC 8441).
	 * @param exchange the server's exchange, whose method is CONNECT
	 * @return whether its {@code :protocol} is {@code websocket}
	 */
	boolean isExtendedConnect(ServerWebExchange exchange);

	/**
	 * Sends the response that accepts a handshake, and takes its connection over. From
	 * then on the connection is {@linkplain WebSocketEngine#accept accepted}.
	 * @param exchange the server's exchange; its response has the headers that say what
	 * was agreed on
	 * @param accept the decision over the handshake
	 * @param handshake the copy of the request
	 * @return completes when the connection was taken over, or fails
	 */
	Mono<Void> upgrade(ServerWebExchange exchange, HandshakeDecision.Accept accept, HandshakeRequest handshake);

}
