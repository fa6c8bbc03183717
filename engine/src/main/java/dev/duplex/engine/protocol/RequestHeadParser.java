package dev.duplex.engine.protocol;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Reads the head of an HTTP/1.1 request as it arrives (RFC 9112 sections 2 to 5, RFC 6455
 * section 4.2.1). Whatever breaks the grammar is refused. Not thread-safe.
 */
public final class RequestHeadParser {

	private final HeadLines lines = new HeadLines(new Faults());

	private final int maxHeaderBytes;

	private final int maxHeaders;

	private @Nullable String method;

	private @Nullable String target;

	private final List<Header> headers = new ArrayList<>(8);

	/**
	 * Creates a parser for one request.
	 * @param maxRequestLine longest request line in bytes; beyond it 414
	 * @param maxHeaderBytes most bytes of all header lines; beyond it 431
	 * @param maxHeaders most header lines; beyond it 431
	 */
	public RequestHeadParser(int maxRequestLine, int maxHeaderBytes, int maxHeaders) {
		this.lines.limit(maxRequestLine);
		this.maxHeaderBytes = maxHeaderBytes;
		this.maxHeaders = maxHeaders;
	}

	/**
	 * Reads on, up to the end of the head.
	 * @param in the bytes; what follows the head stays in it
	 * @return whether the head is complete
	 * @throws HandshakeException if it must be refused
	 */
	public boolean parse(ByteBuffer in) {
		String line;
		while ((line = this.lines.next(in)) != null) {
			if (this.target == null) {
				requestLine(line);
				this.lines.limit(this.maxHeaderBytes);
			}
			else if (line.isEmpty()) {
				return true;
			}
			else if (this.headers.size() == this.maxHeaders) {
				throw new HandshakeException(HandshakeRefusal.of(431, "too_large", "Too many request headers."));
			}
			else {
				this.headers.add(this.lines.header(line));
			}
		}
		return false;
	}

	/**
	 * The request of a client that comes without proxies, when its head is complete.
	 * @param secure whether it came over TLS
	 * @param remoteAddress the peer's address
	 * @return the request
	 * @throws HandshakeException if its target or its Host header is malformed (400)
	 */
	public HandshakeRequest request(boolean secure, InetSocketAddress remoteAddress) {
		return request(secure, remoteAddress, TrustedProxies.none(), ForwardedHeaders.NONE);
	}

	/**
	 * The request as its client made it, when its head is complete: what trusted proxies
	 * tell of the client's address, of its TLS, and of the host and port it asked for,
	 * stands in the place of what is seen here.
	 * @param secure whether the peer speaks TLS
	 * @param peer the peer's address
	 * @param trusted the proxies that are believed
	 * @param headers the headers that they set
	 * @return the request
	 * @throws HandshakeException if its target or its Host header is malformed (400)
	 */
	public HandshakeRequest request(boolean secure, InetSocketAddress peer, TrustedProxies trusted,
			ForwardedHeaders headers) {
		if (this.method == null || this.target == null) {
			throw new IllegalStateException("the head is not complete");
		}
		RequestTarget parsed = RequestTarget.parse(this.target);
		// RFC 9112 section 3.2.2: an absolute-form target outweighs the Host header.
		String authority = host();
		if (parsed.authority() != null) {
			authority = parsed.authority();
		}
		ForwardedRequest forwarded = ForwardedRequest.of(this.headers, headers, trusted, peer, secure);
		if (forwarded.authority() != null) {
			authority = forwarded.authority();
		}
		String name = Objects.requireNonNull(HttpGrammar.hostOf(authority));
		int port = (forwarded.port() >= 0) ? forwarded.port()
				: HttpGrammar.portOf(authority, forwarded.secure() ? 443 : 80);
		return new HandshakeRequest(this.method, parsed.path(), parsed.query(), this.headers, forwarded.secure(), name,
				port, forwarded.client());
	}

	private String host() {
		String host = null;
		for (Header header : this.headers) {
			if (header.is("Host")) {
				if (host != null) {
					throw HandshakeException.badRequest("More than one Host header.");
				}
				host = header.value();
			}
		}
		if (host == null || HttpGrammar.hostOf(host) == null) {
			throw HandshakeException.badRequest("Host header missing or malformed.");
		}
		return host;
	}

	private void requestLine(String text) {
		int first = text.indexOf(' ');
		int last = text.lastIndexOf(' ');
		if (first <= 0 || last <= first + 1 || text.indexOf(' ', first + 1) != last
				|| !HttpGrammar.isToken(text.substring(0, first))) {
			throw HandshakeException.badRequest("Malformed request line.");
		}
		checkVersion(text.substring(last + 1));
		this.method = text.substring(0, first);
		this.target = text.substring(first + 1, last);
	}

	private static void checkVersion(String version) {
		if (version.length() != 8 || !version.startsWith("HTTP/") || !Character.isDigit(version.charAt(5))
				|| version.charAt(6) != '.' || !Character.isDigit(version.charAt(7))) {
			throw HandshakeException.badRequest("Malformed HTTP version.");
		}
		if (version.charAt(5) != '1' || version.charAt(7) == '0') {
			throw new HandshakeException(HandshakeRefusal.of(505, "http_version", "WebSocket needs HTTP/1.1."));
		}
	}

	private final class Faults implements HeadLines.Faults {

		@Override
		public RuntimeException tooLong() {
			return new HandshakeException((RequestHeadParser.this.target == null)
					? HandshakeRefusal.of(414, "too_large", "Request line too long.")
					: HandshakeRefusal.of(431, "too_large", "Request headers too large."));
		}

		@Override
		public RuntimeException malformed(String what) {
			return HandshakeException.badRequest(what);
		}

	}

}
