package dev.duplex.engine.protocol;

import java.net.InetSocketAddress;

import org.jspecify.annotations.Nullable;

/**
 * What the header of the PROXY protocol tells of a connection.
 *
 * @param source the client's address, or {@code null} if the proxy speaks for itself (the
 * command LOCAL, as for a health check) or does not tell
 * @param secure whether the proxy says that the client speaks TLS with it
 */
public record ProxyHeader(@Nullable InetSocketAddress source, boolean secure) {
}
