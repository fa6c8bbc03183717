package dev.duplex.spring.web;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

import dev.duplex.engine.protocol.HandshakeRequest;
import dev.duplex.engine.protocol.Header;
import jakarta.servlet.http.HttpServletRequest;

/**
 * Copies a container's request, which is used again for another one after the handshake.
 */
final class ServletHandshake {

	private ServletHandshake() {
	}

	/**
	 * Copies a request as the application sees it: behind filters and valves that know
	 * about proxies.
	 */
	static HandshakeRequest copy(HttpServletRequest request) {
		List<Header> headers = new ArrayList<>();
		for (String name : Collections.list(request.getHeaderNames())) {
			for (String value : Collections.list(request.getHeaders(name))) {
				headers.add(new Header(name, value));
			}
		}
		String method = ExtendedConnectRequest.isBehind(request) ? ExtendedConnectRequest.METHOD : request.getMethod();
		return new HandshakeRequest(method, request.getRequestURI(), request.getQueryString(), headers,
				request.isSecure(), request.getServerName().toLowerCase(Locale.ROOT), request.getServerPort(),
				remoteAddress(request.getRemoteAddr(), request.getRemotePort()));
	}

	/**
	 * The path that endpoints are matched with.
	 */
	static String pathWithinApplication(HttpServletRequest request) {
		String uri = request.getRequestURI();
		String contextPath = request.getContextPath();
		return uri.startsWith(contextPath) ? uri.substring(contextPath.length()) : uri;
	}

	/**
	 * Never asks the DNS: behind a proxy, the address may be any text.
	 */
	static InetSocketAddress remoteAddress(String address, int port) {
		int validPort = (port >= 0 && port <= 0xFFFF) ? port : 0;
		try {
			if (address.indexOf(':') >= 0) {
				// In brackets it is taken as a literal or refused.
				String literal = address.startsWith("[") ? address : "[" + address + "]";
				return new InetSocketAddress(InetAddress.getByName(literal), validPort);
			}
			if (isIpv4(address)) {
				return new InetSocketAddress(InetAddress.getByName(address), validPort);
			}
		}
		catch (UnknownHostException ex) {
			// No address then, but a name for one.
		}
		return InetSocketAddress.createUnresolved(address, validPort);
	}

	private static boolean isIpv4(String address) {
		String[] parts = address.split("\\.", -1);
		if (parts.length != 4) {
			return false;
		}
		for (String part : parts) {
			boolean digits = !part.isEmpty() && part.length() <= 3
					&& part.chars().allMatch((c) -> c >= '0' && c <= '9');
			if (!digits || Integer.parseInt(part) > 255) {
				return false;
			}
		}
		return true;
	}

}
