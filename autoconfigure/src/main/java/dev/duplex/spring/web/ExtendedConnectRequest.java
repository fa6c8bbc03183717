package dev.duplex.spring.web;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;

import org.springframework.web.util.WebUtils;

/**
 * A CONNECT that opens a WebSocket over HTTP/2. To the application and its guards it is
 * the GET that it would be over HTTP/1.1, so that they treat both the same.
 */
final class ExtendedConnectRequest extends HttpServletRequestWrapper {

	static final String METHOD = "CONNECT";

	private static final String HTTP_2 = "HTTP/2.0";

	ExtendedConnectRequest(HttpServletRequest request) {
		super(request);
	}

	/**
	 * Whether a request is one, or wraps one.
	 */
	static boolean isBehind(ServletRequest request) {
		return HTTP_2.equals(request.getProtocol())
				&& WebUtils.getNativeRequest(request, ExtendedConnectRequest.class) != null;
	}

	@Override
	public String getMethod() {
		return "GET";
	}

}
