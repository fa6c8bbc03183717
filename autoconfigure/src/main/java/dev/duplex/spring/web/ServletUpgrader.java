package dev.duplex.spring.web;

import java.io.IOException;

import dev.duplex.engine.HandshakeDecision;
import dev.duplex.engine.protocol.HandshakeRequest;
import dev.duplex.engine.runtime.WebSocketEngine;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * How one servlet container hands a connection over.
 */
@FunctionalInterface
public interface ServletUpgrader {

	/**
	 * Whether a request is an extended CONNECT of HTTP/2 for WebSocket (RFC 8441 section
	 * 5), which this container hands over as it does the connection of an HTTP/1.1
	 * request.
	 * @param request the request, whose method is {@code CONNECT}
	 * @return whether it is; {@code false} unless the container knows them
	 */
	default boolean isExtendedConnect(HttpServletRequest request) {
		return false;
	}

	/**
	 * Takes the connection of a request over, once the container has sent the response,
	 * whose status and headers are set. From then on the connection is
	 * {@linkplain WebSocketEngine#accept accepted}. If the request fails on its way back
	 * through other filters, or one of them gives another answer, the connection is
	 * closed behind that answer instead.
	 * @param request the container's request
	 * @param response the container's response
	 * @param accept the decision over the handshake
	 * @param handshake the copy of the request
	 * @throws IOException if the connection is broken
	 * @throws ServletException if the container does not hand it over
	 */
	void upgrade(HttpServletRequest request, HttpServletResponse response, HandshakeDecision.Accept accept,
			HandshakeRequest handshake) throws IOException, ServletException;

}
