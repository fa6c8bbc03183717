package dev.duplex.spring.web;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;

import dev.duplex.engine.HandshakeDecision;
import dev.duplex.engine.protocol.HandshakeRefusal;
import dev.duplex.engine.protocol.HandshakeRequest;
import dev.duplex.engine.protocol.OpeningHandshake;
import dev.duplex.engine.runtime.WebSocketEngine;
import dev.duplex.spring.endpoint.EndpointMatch;
import dev.duplex.spring.endpoint.EndpointMatcher;
import dev.duplex.spring.handshake.HandshakeFilterChain;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * Answers the opening handshakes that come to an endpoint's path, after all other filters
 * of the application had their say. Every other request goes on untouched, a plain one to
 * such a path too.
 */
public final class WebSocketUpgradeFilter implements Filter {

	private final SharedPortHandshake handshakes;

	private final EndpointMatcher endpoints;

	private final ServletUpgrader upgrader;

	/**
	 * Creates the filter.
	 * @param engine hears of refusals
	 * @param filters decide over handshakes
	 * @param endpoints knows the paths
	 * @param upgrader takes connections over
	 */
	public WebSocketUpgradeFilter(WebSocketEngine engine, HandshakeFilterChain filters, EndpointMatcher endpoints,
			ServletUpgrader upgrader) {
		this.handshakes = new SharedPortHandshake(engine, filters);
		this.endpoints = endpoints;
		this.upgrader = upgrader;
	}

	@Override
	public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		if (request instanceof HttpServletRequest httpRequest && response instanceof HttpServletResponse httpResponse
				&& asksForWebSocket(httpRequest)) {
			EndpointMatch match = this.endpoints.match(ServletHandshake.pathWithinApplication(httpRequest));
			if (match != null) {
				answer(match, httpRequest, httpResponse);
				return;
			}
		}
		chain.doFilter(request, response);
	}

	private static boolean asksForWebSocket(HttpServletRequest request) {
		return request.getHeader("Upgrade") != null
				&& OpeningHandshake.asksForWebSocket(Collections.list(request.getHeaders("Upgrade")))
				|| ExtendedConnectRequest.isBehind(request);
	}

	private void answer(EndpointMatch match, HttpServletRequest request, HttpServletResponse response)
			throws IOException, ServletException {
		HandshakeRequest handshake = ServletHandshake.copy(request);
		HandshakeDecision decision = this.handshakes.decide(match, request.getProtocol(), null, handshake,
				request.getUserPrincipal());
		if (decision instanceof HandshakeDecision.Refuse refuse) {
			refuse(refuse.refusal(), handshake, response);
		}
		else if (decision instanceof HandshakeDecision.Accept accept) {
			accept(accept, handshake, response);
			this.upgrader.upgrade(request, response, accept, handshake);
		}
	}

	/**
	 * Over HTTP/2 the answer is 200, and there is nothing to upgrade (RFC 8441 section
	 * 5).
	 */
	private static void accept(HandshakeDecision.Accept accept, HandshakeRequest handshake,
			HttpServletResponse response) {
		if (SharedPortHandshake.isExtendedConnect(handshake)) {
			response.setStatus(HttpServletResponse.SC_OK);
		}
		else {
			response.setStatus(HttpServletResponse.SC_SWITCHING_PROTOCOLS);
			SharedPortHandshake.upgradeHeaders(handshake)
				.forEach((header) -> response.setHeader(header.name(), header.value()));
		}
		SharedPortHandshake.negotiatedHeaders(accept)
			.forEach((header) -> response.addHeader(header.name(), header.value()));
	}

	private static void refuse(HandshakeRefusal refusal, HandshakeRequest handshake, HttpServletResponse response)
			throws IOException {
		byte[] body = refusal.body().getBytes(StandardCharsets.UTF_8);
		response.setStatus(refusal.status());
		SharedPortHandshake.refusalHeaders(refusal, handshake)
			.forEach((header) -> response.addHeader(header.name(), header.value()));
		response.setContentLength(body.length);
		response.getOutputStream().write(body);
	}

}
