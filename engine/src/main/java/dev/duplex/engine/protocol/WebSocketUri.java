package dev.duplex.engine.protocol;

import java.util.Locale;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * A WebSocket URI (RFC 6455 section 3), taken apart.
 *
 * @param secure whether the scheme is {@code wss}, else {@code ws}
 * @param host the host in lower case, an IPv6 address in brackets
 * @param port the port; 80 or 443 if the URI names none
 * @param path the path, percent-encoded; {@code /} if the URI has none
 * @param query the query without the question mark, or {@code null} for none
 */
public record WebSocketUri(boolean secure, String host, int port, String path, @Nullable String query) {

	private static final String MARKS = "-._~!$&'()*+,;=:@/";

	/**
	 * Checks what is sent to the server.
	 * @throws IllegalArgumentException saying what is wrong, if it is none that
	 * {@link #parse} would give
	 */
	public WebSocketUri {
		if (!host.equals(HttpGrammar.hostOf(host)) || port < 1 || port > 65_535) {
			throw new IllegalArgumentException("WebSocket URI must have a host, and a port from 1 to 65535");
		}
		if (!path.startsWith("/")) {
			throw new IllegalArgumentException("WebSocket URI must have a path that begins with /");
		}
		String uri = (secure ? "wss://" : "ws://") + host + ":" + port;
		checkCharacters(uri, path, "");
		checkCharacters(uri, Objects.requireNonNullElse(query, ""), "?");
	}

	/**
	 * Takes a URI apart.
	 * @param uri the URI, in ASCII
	 * @return its parts
	 * @throws IllegalArgumentException saying what is wrong, if it is not a WebSocket URI
	 */
	public static WebSocketUri parse(String uri) {
		String lower = uri.toLowerCase(Locale.ROOT);
		boolean secure = lower.startsWith("wss://");
		if (!secure && !lower.startsWith("ws://")) {
			throw invalid(uri, "must begin with ws:// or wss://");
		}
		if (uri.indexOf('#') >= 0) {
			throw invalid(uri, "must not have a fragment (RFC 6455 section 3)");
		}
		int from = secure ? 6 : 5;
		int end = from;
		while (end < uri.length() && uri.charAt(end) != '/' && uri.charAt(end) != '?') {
			end++;
		}
		String authority = uri.substring(from, end);
		if (authority.indexOf('@') >= 0) {
			throw invalid(uri, "must not have user information (RFC 6455 section 3); send an Authorization header");
		}
		String host = HttpGrammar.hostOf(authority);
		if (host == null || HttpGrammar.portOf(authority, 1) == 0) {
			throw invalid(uri, "must have a host, and a port from 1 to 65535 if any");
		}
		int mark = uri.indexOf('?', end);
		String path = uri.substring(end, (mark < 0) ? uri.length() : mark);
		String query = (mark < 0) ? null : uri.substring(mark + 1);
		return new WebSocketUri(secure, host, HttpGrammar.portOf(authority, secure ? 443 : 80),
				path.isEmpty() ? "/" : path, query);
	}

	private static void checkCharacters(String uri, String part, String furtherMarks) {
		for (int i = 0; i < part.length(); i++) {
			char c = part.charAt(i);
			boolean escape = c == '%' && i + 2 < part.length() && HttpGrammar.isHex(part.charAt(i + 1))
					&& HttpGrammar.isHex(part.charAt(i + 2));
			if (!escape && !HttpGrammar.isAlphanumeric(c) && MARKS.indexOf(c) < 0 && furtherMarks.indexOf(c) < 0) {
				throw invalid(uri, "has a character in its path or query that must be percent-encoded");
			}
		}
	}

	/**
	 * Names the URI up to its query, and not at all if there may be user information:
	 * secrets may travel in both.
	 */
	private static IllegalArgumentException invalid(String uri, String what) {
		int end = 0;
		while (end < uri.length() && uri.charAt(end) != '?' && uri.charAt(end) != '#') {
			end++;
		}
		String name = (uri.indexOf('@') < 0) ? uri.substring(0, end) + " " : "";
		return new IllegalArgumentException("WebSocket URI " + name + what);
	}

	/**
	 * The host as addresses are looked up: without brackets.
	 * @return a name or an address
	 */
	public String hostName() {
		return this.host.startsWith("[") ? this.host.substring(1, this.host.length() - 1) : this.host;
	}

	/**
	 * The host, and the port if it is not the scheme's own: what the Host header says.
	 * @return the authority
	 */
	public String authority() {
		return this.host + ((this.port == (this.secure ? 443 : 80)) ? "" : ":" + this.port);
	}

	/**
	 * Path and query: what the request line says.
	 * @return the resource name (RFC 6455 section 3)
	 */
	public String resourceName() {
		return (this.query == null) ? this.path : this.path + "?" + this.query;
	}

	/**
	 * The URI without its query, in which secrets may travel.
	 */
	@Override
	public String toString() {
		return (this.secure ? "wss://" : "ws://") + authority() + this.path;
	}

}
