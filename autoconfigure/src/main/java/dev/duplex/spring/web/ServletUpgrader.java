package dev.duplex.spring.web;

import java.io.IOException;

import dev.duplex.engine.HandshakeDecision;
import dev.duplex.engine.protocol.HandshakeRequest;
import dev.duplex.engine.runtime.WebSocketEngine;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;

/**
 * How one servlet container hands a connection over.
 */
@FunctionalInterface
public interface ServletUpgrader {

	/**
	 * Takes the connection of a request over, once the container has sent the response,
	 * whose headers are set. From then on the connection is
	 * {@linkplain WebSocketEngine#accept accepted}.
	 * @param request the container's request
	 * @param accept the decision over the handshake
	 * @param handshake the copy of the request
	 * @throws IOException if the connection is broken
	 * @throws ServletException if the container does not hand it over
	 */
	void upgrade(HttpServletRequest request, HandshakeDecision.Accept accept, HandshakeRequest handshake)
			throws IOException, ServletException;

}
