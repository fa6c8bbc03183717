package dev.duplex.engine.runtime;

import java.util.List;

import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

import dev.duplex.engine.ClientTls;
import dev.duplex.engine.ConnectRequest;
import dev.duplex.engine.protocol.WebSocketUri;

/**
 * Makes the TLS engines of clients: the server's name is sent and checked, whatever the
 * context trusts.
 */
final class ClientTlsEngines {

	private ClientTlsEngines() {
	}

	static SSLEngine create(ConnectRequest request) {
		ClientTls tls = (request.tls() != null) ? request.tls() : ClientTls.defaults();
		WebSocketUri uri = request.uri();
		SSLEngine engine = tls.context().createSSLEngine(uri.hostName(), uri.port());
		engine.setUseClientMode(true);
		SSLParameters parameters = engine.getSSLParameters();
		parameters.setEndpointIdentificationAlgorithm("HTTPS");
		parameters.setApplicationProtocols(new String[] { "http/1.1" });
		if (isName(uri.host())) {
			// The JDK itself sends no name without a dot.
			parameters.setServerNames(List.of(new SNIHostName(uri.host())));
		}
		if (!tls.protocols().isEmpty()) {
			parameters.setProtocols(tls.protocols().toArray(String[]::new));
		}
		if (!tls.cipherSuites().isEmpty()) {
			parameters.setCipherSuites(tls.cipherSuites().toArray(String[]::new));
		}
		engine.setSSLParameters(parameters);
		return engine;
	}

	/** What SNI can carry (RFC 6066 section 3): neither an address nor an underscore. */
	private static boolean isName(String host) {
		boolean address = host.startsWith("[") || host.chars().allMatch((c) -> c == '.' || c >= '0' && c <= '9');
		return !address && host.chars().allMatch((c) -> c == '.' || c == '-' || Character.isLetterOrDigit(c))
				&& !host.endsWith(".");
	}

}
