package dev.duplex.engine.protocol;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What is known of a request that may have come by proxies. Each proxy adds to the right,
 * behind whatever a client made up; so one begins with the peer of TCP and goes from the
 * right to the left as long as the one who speaks is trusted. What cannot be read is not
 * believed, and neither is what stands to the left of it.
 *
 * @param client the client's address
 * @param secure whether the client speaks TLS
 * @param authority the host and port that the client asked for, or {@code null} if no
 * proxy tells
 * @param port the port that the client connected to, or -1 if no proxy tells
 */
record ForwardedRequest(InetSocketAddress client, boolean secure, @Nullable String authority, int port) {

	/**
	 * Reads what there is to believe.
	 * @param headers all header lines
	 * @param kind the headers that proxies set
	 * @param trusted the proxies that are believed
	 * @param peer the peer's address
	 * @param secure whether the peer speaks TLS
	 */
	static ForwardedRequest of(List<Header> headers, ForwardedHeaders kind, TrustedProxies trusted,
			InetSocketAddress peer, boolean secure) {
		ForwardedRequest seen = new ForwardedRequest(peer, secure, null, -1);
		if (kind == ForwardedHeaders.NONE || !trusted.contains(peer)) {
			return seen;
		}
		return (kind == ForwardedHeaders.FORWARDED) ? seen.forwarded(Header.values(headers, "Forwarded"), trusted)
				: seen.xForwarded(headers, trusted);
	}

	private ForwardedRequest forwarded(List<String> lines, TrustedProxies trusted) {
		ForwardedRequest known = this;
		List<Map<String, String>> elements = new ArrayList<>();
		for (String line : lines) {
			List<Map<String, String>> ofLine = ForwardedElements.parse(line);
			if (ofLine == null) {
				elements.clear();
			}
			else {
				elements.addAll(ofLine);
			}
		}
		for (int i = elements.size() - 1; i >= 0 && trusted.contains(known.client); i--) {
			Map<String, String> element = elements.get(i);
			InetSocketAddress before = IpAddress.parseWithPort(element.getOrDefault("for", ""));
			known = known.with(before, element.get("proto"), element.get("host"), null);
			if (before == null) {
				break;
			}
		}
		return known;
	}

	private ForwardedRequest xForwarded(List<Header> headers, TrustedProxies trusted) {
		List<String> hops = elements(headers, "X-Forwarded-For");
		InetSocketAddress from = this.client;
		for (int i = hops.size() - 1; i >= 0 && trusted.contains(from); i--) {
			InetSocketAddress before = IpAddress.parseWithPort(hops.get(i));
			if (before == null) {
				break;
			}
			from = before;
		}
		return with(from, last(headers, "X-Forwarded-Proto"), last(headers, "X-Forwarded-Host"),
				last(headers, "X-Forwarded-Port"));
	}

	private ForwardedRequest with(@Nullable InetSocketAddress from, @Nullable String scheme, @Nullable String host,
			@Nullable String number) {
		boolean readable = host != null && HttpGrammar.hostOf(host) != null;
		int toldPort = (number != null) ? HttpGrammar.parsePort(number) : -1;
		return new ForwardedRequest((from != null) ? from : this.client, isSecure(scheme),
				readable ? host : this.authority, (toldPort > 0) ? toldPort : this.port);
	}

	private boolean isSecure(@Nullable String scheme) {
		if ("https".equalsIgnoreCase(scheme) || "wss".equalsIgnoreCase(scheme)) {
			return true;
		}
		return this.secure && !"http".equalsIgnoreCase(scheme) && !"ws".equalsIgnoreCase(scheme);
	}

	private static @Nullable String last(List<Header> headers, String name) {
		List<String> elements = elements(headers, name);
		return elements.isEmpty() ? null : elements.get(elements.size() - 1);
	}

	private static List<String> elements(List<Header> headers, String name) {
		List<String> elements = new ArrayList<>(2);
		for (String line : Header.values(headers, name)) {
			elements.addAll(HttpGrammar.elements(line));
		}
		// RFC 9110 section 5.6.1: empty elements of a list do not count.
		elements.removeIf(String::isEmpty);
		return elements;
	}

}
