package dev.duplex.spring.web;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;

import dev.duplex.engine.HandshakeDecision;
import dev.duplex.engine.protocol.HandshakeException;
import dev.duplex.engine.protocol.HandshakeRefusal;
import dev.duplex.engine.protocol.HandshakeRequest;
import dev.duplex.engine.protocol.Header;
import dev.duplex.engine.protocol.OpeningHandshake;
import dev.duplex.engine.runtime.WebSocketEngine;
import dev.duplex.spring.endpoint.EndpointMatch;
import dev.duplex.spring.endpoint.EndpointRegistry;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.util.Assert;
import org.springframework.util.StringUtils;

/**
 * Answers the opening handshakes that come to an endpoint's path, after all other filters
 * of the application had their say. Every other request goes on untouched, a plain one to
 * such a path too.
 */
public final class WebSocketUpgradeFilter implements Filter {

	private static final String HTTP_1_1 = "HTTP/1.1";

	private final WebSocketEngine engine;

	private final EndpointRegistry registry;

	private final ServletUpgrader upgrader;

	/**
	 * Creates the filter.
	 * @param engine decides over origin, subprotocol and limits
	 * @param registry knows the paths
	 * @param upgrader takes connections over
	 */
	public WebSocketUpgradeFilter(WebSocketEngine engine, EndpointRegistry registry, ServletUpgrader upgrader) {
		this.engine = engine;
		this.registry = registry;
		this.upgrader = upgrader;
	}

	@Override
	public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		if (request instanceof HttpServletRequest httpRequest && response instanceof HttpServletResponse httpResponse
				&& asksForWebSocket(httpRequest)) {
			EndpointMatch match = this.registry.match(ServletHandshake.pathWithinApplication(httpRequest));
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
		HandshakeDecision decision = decide(match, request, handshake);
		if (decision instanceof HandshakeDecision.Refuse refuse) {
			this.engine.refused(refuse);
			refuse(refuse.refusal(), handshake, response);
		}
		else if (decision instanceof HandshakeDecision.Accept accept) {
			accept(accept, handshake, response);
			this.upgrader.upgrade(request, accept, handshake);
		}
	}

	private HandshakeDecision decide(EndpointMatch match, HttpServletRequest request, HandshakeRequest handshake) {
		try {
			if (isExtendedConnect(handshake)) {
				checkHost(request);
				OpeningHandshake.checkExtendedConnect(handshake);
			}
			else {
				checkVersion(request);
				checkHost(request);
				OpeningHandshake.check(handshake);
			}
		}
		catch (HandshakeException ex) {
			return new HandshakeDecision.Refuse(match.endpoint().name(), ex.refusal());
		}
		return this.engine.decide(match.endpoint(), handshake, match.pathVariables(), request.getUserPrincipal());
	}

	private static boolean isExtendedConnect(HandshakeRequest handshake) {
		return handshake.method().equals(ExtendedConnectRequest.METHOD);
	}

	/**
	 * An older version cannot be upgraded, and a newer one does not upgrade this way.
	 */
	private static void checkVersion(HttpServletRequest request) {
		if (!HTTP_1_1.equals(request.getProtocol())) {
			throw new HandshakeException(
					HandshakeRefusal.of(505, "http_version", "WebSocket handshakes use HTTP/1.1."));
		}
	}

	/**
	 * What a container lets pass, and our own listener does not (RFC 6455 section 4.2.1).
	 */
	private static void checkHost(HttpServletRequest request) {
		int port = request.getServerPort();
		if (!StringUtils.hasText(request.getServerName()) || port < 1 || port > 0xFFFF) {
			throw new HandshakeException(HandshakeRefusal.of(400, "malformed", "Host header missing or malformed."));
		}
	}

	private static void accept(HandshakeDecision.Accept accept, HandshakeRequest handshake,
			HttpServletResponse response) {
		if (isExtendedConnect(handshake)) {
			response.setStatus(HttpServletResponse.SC_OK);
		}
		else {
			String key = handshake.header("Sec-WebSocket-Key");
			Assert.state(key != null, "The handshake was not checked");
			response.setStatus(HttpServletResponse.SC_SWITCHING_PROTOCOLS);
			response.setHeader("Upgrade", "websocket");
			response.setHeader("Connection", "Upgrade");
			response.setHeader("Sec-WebSocket-Accept", OpeningHandshake.accept(key));
		}
		if (accept.subprotocol() != null) {
			response.setHeader("Sec-WebSocket-Protocol", accept.subprotocol());
		}
		accept.headers()
			.forEach((header) -> response.addHeader(header.requireSendable().name(), header.requireSendable().value()));
	}

	/**
	 * The connection of HTTP/1.1 ends after the answer, so that nothing behind the
	 * request is taken for another one. HTTP/2 has no such header.
	 */
	private static void refuse(HandshakeRefusal refusal, HandshakeRequest handshake, HttpServletResponse response)
			throws IOException {
		byte[] body = refusal.body().getBytes(StandardCharsets.UTF_8);
		response.setStatus(refusal.status());
		boolean upgrades = false;
		for (Header header : refusal.headers()) {
			response.addHeader(header.name(), header.value());
			upgrades |= header.is("Upgrade");
		}
		if (!isExtendedConnect(handshake)) {
			response.setHeader("Connection", upgrades ? "Upgrade, close" : "close");
		}
		response.setContentType("text/plain;charset=UTF-8");
		response.setContentLength(body.length);
		response.getOutputStream().write(body);
	}

}
