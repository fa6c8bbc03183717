package dev.duplex.engine;

import dev.duplex.engine.protocol.ForwardedHeaders;
import dev.duplex.engine.protocol.TrustedProxies;

/**
 * The proxies in front of the engine's own listener, and how they tell whom they speak
 * for. What others tell is not believed.
 *
 * @param trusted the proxies' addresses
 * @param headers the headers that they set
 * @param proxyProtocol whether every connection must come from one of them and begin with
 * a header of the PROXY protocol, version 1 or 2, before TLS
 */
public record ProxyOptions(TrustedProxies trusted, ForwardedHeaders headers, boolean proxyProtocol) {

	private static final ProxyOptions NONE = new ProxyOptions(TrustedProxies.none(), ForwardedHeaders.NONE, false);

	/**
	 * Checks that somebody could connect.
	 * @throws IllegalArgumentException if the PROXY protocol is required of nobody
	 */
	public ProxyOptions {
		if (proxyProtocol && trusted.isEmpty()) {
			throw new IllegalArgumentException("proxyProtocol needs trusted proxies");
		}
	}

	/**
	 * Believes no proxy.
	 * @return the options
	 */
	public static ProxyOptions none() {
		return NONE;
	}

}
