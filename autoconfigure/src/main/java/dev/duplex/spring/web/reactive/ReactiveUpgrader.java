package dev.duplex.spring.web.reactive;

import dev.duplex.engine.HandshakeDecision;
import dev.duplex.engine.protocol.HandshakeRequest;
import dev.duplex.engine.runtime.WebSocketEngine;

import org.springframework.http.server.reactive.HttpHandlerDecoratorFactory;
import org.springframework.web.server.ServerWebExchange;

/**
 * How one server of Spring WebFlux hands a connection over: behind the handler of all its
 * requests, when each filter has had its say, both before and after the endpoint.
 */
public interface ReactiveUpgrader extends HttpHandlerDecoratorFactory {

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
	 * Has a connection taken over once the application's handler is done with an
	 * exchange, and the response that accepts the handshake sent before. From then on the
	 * connection is {@linkplain WebSocketEngine#accept accepted}. If the response says
	 * something else by then, that is what the client gets.
	 * @param exchange the server's exchange; its response has the status and the headers
	 * that accept the handshake
	 * @param accept the decision over the handshake
	 * @param handshake the copy of the request
	 * @throws IllegalStateException if the connection cannot be taken over
	 */
	void upgrade(ServerWebExchange exchange, HandshakeDecision.Accept accept, HandshakeRequest handshake);

}
