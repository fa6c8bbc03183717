package dev.duplex.conformance.interop;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

import dev.duplex.engine.tck.TestCertificate;

/**
 * The one certificate, for {@code localhost}, that all servers show and all clients
 * trust.
 */
final class Tls {

	static final TestCertificate CERTIFICATE = TestCertificate.of("localhost");

	private Tls() {
	}

	/**
	 * For either side.
	 */
	static SSLContext context() {
		return TestCertificate.context(CERTIFICATE, CERTIFICATE);
	}

	static Certificate certificate() {
		try {
			return CERTIFICATE.load().getCertificate("key");
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * For clients that want it beside the context.
	 */
	static X509TrustManager trustManager() {
		try {
			KeyStore trust = KeyStore.getInstance("PKCS12");
			trust.load(null, null);
			trust.setCertificateEntry("peer", certificate());
			TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
			factory.init(trust);
			return (X509TrustManager) factory.getTrustManagers()[0];
		}
		catch (GeneralSecurityException | IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
