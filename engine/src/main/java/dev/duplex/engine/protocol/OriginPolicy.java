package dev.duplex.engine.protocol;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.IntSupplier;

import org.jspecify.annotations.Nullable;

/**
 * Which web pages may open a connection (RFC 6455 section 10.2). A browser sends cookies
 * with every handshake, whatever page asks for it, so an endpoint that trusts cookies
 * must check the page's origin. The request's own origin is always allowed.
 * <p>
 * Immutable. Origins are compared by scheme, host and port, without regard to case.
 */
public final class OriginPolicy {

	private static final OriginPolicy SAME_ORIGIN = new OriginPolicy(List.of(), false, false, () -> -1);

	private final List<Pattern> patterns;

	private final boolean any;

	private final boolean originRequired;

	private final IntSupplier siblingPort;

	private OriginPolicy(List<Pattern> patterns, boolean any, boolean originRequired, IntSupplier siblingPort) {
		this.patterns = patterns;
		this.any = any;
		this.originRequired = originRequired;
		this.siblingPort = siblingPort;
	}

	/**
	 * Allows the request's own origin, and clients that send none, which are not
	 * browsers.
	 * @return the policy
	 */
	public static OriginPolicy sameOrigin() {
		return SAME_ORIGIN;
	}

	/**
	 * Allows further origins.
	 * @param origins origins such as {@code https://example.com:8443}; a host may begin
	 * with {@code *.} for any names below a domain; {@code *} alone allows every origin
	 * @return a policy that allows them too
	 * @throws IllegalArgumentException if one is malformed
	 */
	public OriginPolicy allow(Collection<String> origins) {
		List<Pattern> all = new ArrayList<>(this.patterns);
		boolean every = this.any;
		for (String origin : origins) {
			if (origin.equals("*")) {
				every = true;
				continue;
			}
			Pattern pattern = Pattern.parse(origin.replace("://*.", "://"), origin.contains("://*."));
			if (pattern == null) {
				throw new IllegalArgumentException("'" + origin
						+ "' is not an origin such as https://example.com:8443 or https://*.example.com, nor *");
			}
			all.add(pattern);
		}
		return new OriginPolicy(List.copyOf(all), every, this.originRequired, this.siblingPort);
	}

	/**
	 * Refuses clients that send no origin.
	 * @return a policy that does
	 */
	public OriginPolicy requireOrigin() {
		return new OriginPolicy(this.patterns, this.any, true, this.siblingPort);
	}

	/**
	 * Counts a second port of the same host as the same origin: that of the web server
	 * whose pages belong to this application.
	 * @param port the port, or a negative number while there is none
	 * @return a policy that does
	 */
	public OriginPolicy withSiblingPort(IntSupplier port) {
		return new OriginPolicy(this.patterns, this.any, this.originRequired, port);
	}

	/**
	 * Whether a handshake may go on.
	 * @param request the request, with one Origin header at most
	 * @return whether its origin is allowed
	 */
	public boolean allows(HandshakeRequest request) {
		String header = request.header("Origin");
		if (header == null) {
			return !this.originRequired;
		}
		if (this.any) {
			return true;
		}
		Pattern origin = Pattern.parse(header, false);
		return origin != null
				&& (isSame(origin, request) || this.patterns.stream().anyMatch((pattern) -> pattern.matches(origin)));
	}

	private boolean isSame(Pattern origin, HandshakeRequest request) {
		return origin.scheme.equals(request.isSecure() ? "https" : "http") && origin.host.equals(request.serverName())
				&& (origin.port == request.serverPort() || origin.port == this.siblingPort.getAsInt());
	}

	private record Pattern(String scheme, String host, int port, boolean subdomains) {

		static @Nullable Pattern parse(String origin, boolean subdomains) {
			String text = origin.toLowerCase(Locale.ROOT);
			int separator = text.indexOf("://");
			if (separator <= 0) {
				return null;
			}
			String scheme = text.substring(0, separator);
			String authority = text.substring(separator + 3);
			String host = HttpGrammar.hostOf(authority);
			if (host == null || host.indexOf('*') >= 0) {
				return null;
			}
			int defaultPort = scheme.equals("https") ? 443 : scheme.equals("http") ? 80 : -1;
			return new Pattern(scheme, host, HttpGrammar.portOf(authority, defaultPort), subdomains);
		}

		boolean matches(Pattern origin) {
			return this.scheme.equals(origin.scheme) && this.port == origin.port
					&& (this.subdomains ? isBelow(origin.host) : origin.host.equals(this.host));
		}

		private boolean isBelow(String other) {
			return other.length() > this.host.length() + 1 && other.endsWith("." + this.host);
		}

	}

}
