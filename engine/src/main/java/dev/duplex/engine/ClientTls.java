package dev.duplex.engine;

import java.security.NoSuchAlgorithmException;
import java.util.List;

import javax.net.ssl.SSLContext;

/**
 * How a client does TLS. The server's name is always checked against its certificate (RFC
 * 9110 section 4.3.4) and sent to it (SNI, RFC 6066 section 3), whatever the context
 * trusts.
 *
 * @param context trusts servers, and has the client's own certificate if any
 * @param protocols the protocol versions, such as {@code TLSv1.3}; empty for the
 * context's defaults
 * @param cipherSuites the cipher suites; empty for the context's defaults
 */
public record ClientTls(SSLContext context, List<String> protocols, List<String> cipherSuites) {

	/**
	 * Copies the lists.
	 */
	public ClientTls {
		protocols = List.copyOf(protocols);
		cipherSuites = List.copyOf(cipherSuites);
	}

	/**
	 * TLS with a context's defaults.
	 * @param context the context
	 * @return the options
	 */
	public static ClientTls of(SSLContext context) {
		return new ClientTls(context, List.of(), List.of());
	}

	/**
	 * TLS as the JDK is configured, with its own trusted authorities.
	 * @return the options
	 */
	public static ClientTls defaults() {
		try {
			return of(SSLContext.getDefault());
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("the JDK's default TLS context is not usable", ex);
		}
	}

}
