package dev.duplex.spring.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;

import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

import dev.duplex.engine.tck.RawClient;
import dev.duplex.engine.tck.TestCertificate;
import org.jspecify.annotations.Nullable;

/**
 * SSL bundles of an application, and what its clients see of them.
 */
public final class TestBundles {

	private TestBundles() {
	}

	/**
	 * The properties of a bundle.
	 */
	public static List<String> properties(String name, TestCertificate certificate, TestCertificate trusted) {
		String prefix = "spring.ssl.bundle.jks." + name + ".";
		return List.of(prefix + "keystore.location=" + certificate.file().toUri(),
				prefix + "keystore.password=" + TestCertificate.PASSWORD, prefix + "keystore.type=PKCS12",
				prefix + "truststore.location=" + truststore(trusted).toUri(),
				prefix + "truststore.password=" + TestCertificate.PASSWORD, prefix + "truststore.type=PKCS12");
	}

	/**
	 * A file with the certificate and without its key, which is all that Tomcat trusts.
	 */
	private static Path truststore(TestCertificate trusted) {
		try {
			KeyStore store = KeyStore.getInstance("PKCS12");
			store.load(null, null);
			store.setCertificateEntry("trusted", trusted.load().getCertificate("key"));
			Path file = Files.createTempFile("trust", ".p12");
			file.toFile().deleteOnExit();
			try (OutputStream out = Files.newOutputStream(file)) {
				store.store(out, TestCertificate.PASSWORD.toCharArray());
			}
			return file;
		}
		catch (GeneralSecurityException | IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * The name in the certificate that a client is shown.
	 */
	public static String shownTo(InetSocketAddress address, SSLContext client, @Nullable String serverName)
			throws IOException {
		try (SSLSocket socket = (SSLSocket) client.getSocketFactory()
			.createSocket(address.getAddress(), address.getPort())) {
			socket.setSoTimeout(RawClient.TIMEOUT_MILLIS);
			if (serverName != null) {
				SSLParameters parameters = socket.getSSLParameters();
				parameters.setServerNames(List.of(new SNIHostName(serverName)));
				socket.setSSLParameters(parameters);
			}
			socket.startHandshake();
			return socket.getSession().getPeerPrincipal().getName();
		}
	}

}
