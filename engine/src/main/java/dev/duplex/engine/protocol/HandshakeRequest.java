package dev.duplex.engine.protocol;

import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A client's opening handshake (RFC 6455 section 4.1), as an immutable copy that outlives
 * the request it came in.
 */
public final class HandshakeRequest {

	private final String method;

	private final String path;

	private final @Nullable String query;

	private final Header[] headers;

	private final boolean secure;

	private final String serverName;

	private final int serverPort;

	private final InetSocketAddress remoteAddress;

	private final @Nullable Principal tlsPrincipal;

	/**
	 * Copies a request.
	 * @param method the HTTP method
	 * @param path the request's path, as sent
	 * @param query the query as sent, or {@code null} for none
	 * @param headers all header lines, in order
	 * @param secure whether the client speaks TLS
	 * @param serverName the host the client asked for
	 * @param serverPort the port the client asked for
	 * @param remoteAddress the client's address
	 */
	public HandshakeRequest(String method, String path, @Nullable String query, List<Header> headers, boolean secure,
			String serverName, int serverPort, InetSocketAddress remoteAddress) {
		this(method, path, query, CommonHeaders.share(headers).toArray(Header[]::new), secure, serverName, serverPort,
				remoteAddress, null);
	}

	private HandshakeRequest(String method, String path, @Nullable String query, Header[] headers, boolean secure,
			String serverName, int serverPort, InetSocketAddress remoteAddress, @Nullable Principal tlsPrincipal) {
		this.method = method;
		this.path = path;
		this.query = query;
		this.headers = headers;
		this.secure = secure;
		this.serverName = serverName;
		this.serverPort = serverPort;
		this.remoteAddress = remoteAddress;
		this.tlsPrincipal = tlsPrincipal;
	}

	/**
	 * The same request, from a client that showed a certificate.
	 * @param principal whom the certificate names, or {@code null}
	 * @return the request
	 */
	public HandshakeRequest withTlsPrincipal(@Nullable Principal principal) {
		return (principal == null) ? this : new HandshakeRequest(this.method, this.path, this.query, this.headers,
				this.secure, this.serverName, this.serverPort, this.remoteAddress, principal);
	}

	/**
	 * Whom the client's TLS certificate names.
	 * @return the principal, or {@code null} if there was no trusted certificate
	 */
	public @Nullable Principal tlsPrincipal() {
		return this.tlsPrincipal;
	}

	/**
	 * The HTTP method.
	 * @return {@code GET}, or over HTTP/2 {@code CONNECT} (RFC 8441), if the handshake is
	 * valid
	 */
	public String method() {
		return this.method;
	}

	/**
	 * The path.
	 * @return the path as sent, percent-encoded
	 */
	public String path() {
		return this.path;
	}

	/**
	 * The query.
	 * @return the query as sent, without the question mark, or {@code null} for none
	 */
	public @Nullable String query() {
		return this.query;
	}

	/**
	 * The query's parameters, decoded as HTML forms are.
	 * @return values by name, in order; parts that are not well-encoded are left out
	 */
	public Map<String, List<String>> queryParameters() {
		Map<String, List<String>> parameters = new LinkedHashMap<>();
		if (this.query == null) {
			return parameters;
		}
		for (String pair : this.query.split("&")) {
			int equals = pair.indexOf('=');
			String name = decode((equals < 0) ? pair : pair.substring(0, equals));
			String value = decode((equals < 0) ? "" : pair.substring(equals + 1));
			if (name != null && !name.isEmpty() && value != null) {
				parameters.computeIfAbsent(name, (key) -> new ArrayList<>(1)).add(value);
			}
		}
		return parameters;
	}

	/**
	 * The first value of a header.
	 * @param name the name, in any case
	 * @return the value, or {@code null} for none
	 */
	public @Nullable String header(String name) {
		for (Header header : this.headers) {
			if (header.is(name)) {
				return header.value();
			}
		}
		return null;
	}

	/**
	 * All values of a header, a line each.
	 * @param name the name, in any case
	 * @return the values, in order
	 */
	public List<String> headers(String name) {
		return Header.values(Arrays.asList(this.headers), name);
	}

	/**
	 * All header lines.
	 * @return the headers, in order
	 */
	public List<Header> headers() {
		return List.of(this.headers);
	}

	/**
	 * The subprotocols the client offers, in its order (RFC 6455 section 11.3.4).
	 * @return the names
	 */
	public List<String> subprotocols() {
		List<String> subprotocols = new ArrayList<>(2);
		headers("Sec-WebSocket-Protocol").forEach((value) -> subprotocols.addAll(HttpGrammar.elements(value)));
		return subprotocols;
	}

	/**
	 * Whether the client speaks TLS, with us or with a trusted proxy.
	 * @return whether the URI scheme is {@code wss}
	 */
	public boolean isSecure() {
		return this.secure;
	}

	/**
	 * The host the client asked for.
	 * @return the host in lower case, without port
	 */
	public String serverName() {
		return this.serverName;
	}

	/**
	 * The port the client asked for.
	 * @return the port
	 */
	public int serverPort() {
		return this.serverPort;
	}

	/**
	 * The client's address: that of the peer, or the one that trusted proxies tell.
	 * @return the address; its port is 0 if a proxy does not tell it
	 */
	public InetSocketAddress remoteAddress() {
		return this.remoteAddress;
	}

	/**
	 * Names the request without anything secret.
	 */
	@Override
	public String toString() {
		return this.method + " " + this.path;
	}

	private static @Nullable String decode(String text) {
		try {
			return URLDecoder.decode(text, StandardCharsets.UTF_8);
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

}
