package dev.duplex.conformance.proxy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;

import javax.net.ssl.SSLContext;

import dev.duplex.engine.tck.TestCertificate;

/**
 * The certificate, for {@code localhost}, that proxies and our own listener show.
 */
final class Certificate {

	static final TestCertificate KEY_STORE = TestCertificate.of("localhost");

	private Certificate() {
	}

	/**
	 * What a client trusts.
	 */
	static SSLContext trust() {
		return TestCertificate.context(null, KEY_STORE);
	}

	/**
	 * Writes the certificate and its key for programs that know no Java.
	 * @param file where to
	 */
	static void writePem(Path file) throws IOException {
		try {
			KeyStore store = KEY_STORE.load();
			Files.writeString(file, pem("CERTIFICATE", store.getCertificate("key").getEncoded())
					+ pem("PRIVATE KEY", store.getKey("key", TestCertificate.PASSWORD.toCharArray()).getEncoded()));
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static String pem(String label, byte[] der) {
		return "-----BEGIN %s-----%n%s%n-----END %s-----%n".formatted(label,
				Base64.getMimeEncoder(64, "\n".getBytes()).encodeToString(der), label);
	}

}
