package dev.duplex.spring.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

import dev.duplex.engine.tck.RawClient;
import dev.duplex.engine.tck.TestCertificate;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslStoreBundle;
import org.springframework.boot.web.server.ConfigurableWebServerFactory;
import org.springframework.boot.web.server.Ssl;

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
		List<String> properties = new ArrayList<>(store(name, "keystore", certificate.file()));
		properties.addAll(store(name, "truststore", truststore(trusted)));
		return properties;
	}

	/**
	 * The properties of a bundle that trusts nobody, and others besides.
	 */
	public static String[] keystore(String name, TestCertificate certificate, String... besides) {
		return Stream.concat(store(name, "keystore", certificate.file()).stream(), Stream.of(besides))
			.toArray(String[]::new);
	}

	private static List<String> store(String name, String kind, Path file) {
		String prefix = "spring.ssl.bundle.jks." + name + "." + kind + ".";
		return List.of(prefix + "location=" + file.toUri(), prefix + "password=" + TestCertificate.PASSWORD,
				prefix + "type=PKCS12");
	}

	/**
	 * Has a web server speak TLS.
	 */
	public static void use(TestCertificate certificate, ConfigurableWebServerFactory factory) {
		SslStoreBundle stores = SslStoreBundle.of(certificate.load(), TestCertificate.PASSWORD, null);
		factory.setSslBundles(new DefaultSslBundleRegistry("server", SslBundle.of(stores)));
		factory.setSsl(Ssl.forBundle("server"));
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
