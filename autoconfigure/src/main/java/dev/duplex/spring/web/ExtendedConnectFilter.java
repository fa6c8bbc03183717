package dev.duplex.spring.web;

import java.io.IOException;

import dev.duplex.spring.endpoint.EndpointMatcher;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;

import org.springframework.core.Ordered;

/**
 * Shows all other filters an opening handshake over HTTP/2 as what it is over HTTP/1.1.
 * Its CONNECT is a method that Spring Security's firewall does not let pass and that its
 * CSRF protection would ask for a token, which no browser can send with a handshake. A
 * CONNECT for anything but an endpoint stays one.
 */
public final class ExtendedConnectFilter implements Filter, Ordered {

	private final EndpointMatcher endpoints;

	private final ServletUpgrader upgrader;

	/**
	 * Creates the filter.
	 * @param endpoints knows the paths
	 * @param upgrader knows the requests
	 */
	public ExtendedConnectFilter(EndpointMatcher endpoints, ServletUpgrader upgrader) {
		this.endpoints = endpoints;
		this.upgrader = upgrader;
	}

	@Override
	public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		boolean opensWebSocket = request instanceof HttpServletRequest httpRequest
				&& ExtendedConnectRequest.METHOD.equals(httpRequest.getMethod())
				&& this.upgrader.isExtendedConnect(httpRequest)
				&& this.endpoints.match(ServletHandshake.pathWithinApplication(httpRequest)) != null;
		chain.doFilter(opensWebSocket ? new ExtendedConnectRequest((HttpServletRequest) request) : request, response);
	}

	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

}
