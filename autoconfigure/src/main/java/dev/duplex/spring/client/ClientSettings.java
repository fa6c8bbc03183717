package dev.duplex.spring.client;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import dev.duplex.engine.ClientTls;
import dev.duplex.engine.ConnectionOptions;
import dev.duplex.engine.HttpProxy;
import dev.duplex.engine.ReconnectPolicy;
import dev.duplex.spring.Execution;
import org.jspecify.annotations.Nullable;

/**
 * What is configured for one client, checked.
 *
 * @param key where, such as {@code duplex.client.prices}
 * @param url where to connect, or {@code null} for nowhere. May have placeholders of what
 * is known only once the application has started, such as its port
 * @param headers headers of the opening handshake, in order
 * @param subprotocols the subprotocols to offer
 * @param connectTimeout longest time until the server's answer
 * @param maxRedirects how many redirects are followed
 * @param proxy the proxy to go through, or {@code null} for none
 * @param tls how {@code wss} does TLS, asked for each attempt, or {@code null} for the
 * JDK's default
 * @param connection the limits of each connection
 * @param execution where handlers run, or {@code null} if it is not said here
 * @param reconnect whether an annotated endpoint connects again
 * @param policy when to connect again
 * @param autoStartup whether an annotated endpoint connects when the application starts
 */
public record ClientSettings(String key, @Nullable String url, Map<String, String> headers, List<String> subprotocols,
		Duration connectTimeout, int maxRedirects, @Nullable HttpProxy proxy, @Nullable Supplier<ClientTls> tls,
		ConnectionOptions connection, @Nullable Execution execution, boolean reconnect, ReconnectPolicy policy,
		boolean autoStartup) {

	/**
	 * Copies the collections.
	 */
	public ClientSettings {
		headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
		subprotocols = List.copyOf(subprotocols);
	}

	/**
	 * Leaves out of a URL where secrets travel: user information and query.
	 * @param url a URL, or what was meant to be one
	 * @return what may be shown
	 */
	public static String withoutSecrets(String url) {
		return url.replaceFirst("//[^/?#]*@", "//...@").replaceFirst("\\?.*", "?...");
	}

}
