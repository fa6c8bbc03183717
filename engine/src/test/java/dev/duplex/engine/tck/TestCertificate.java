package dev.duplex.engine.tck;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

import org.jspecify.annotations.Nullable;

/**
 * A key and its self-signed certificate, made by the JDK's {@code keytool} when a test
 * needs it.
 *
 * @param name the name in the certificate
 * @param file the PKCS12 file
 */
public record TestCertificate(String name, Path file) {

	/** The password of all files. */
	public static final String PASSWORD = "secret";

	/**
	 * The hosts that opening handshakes of the tests ask for: Jetty answers for those of
	 * its certificate only.
	 */
	private static final String HOSTS = ",dns:chat.example.com,dns:xn--bcher-kva.example,ip:127.0.0.1,ip:::1";

	private static final Map<String, TestCertificate> MADE = new ConcurrentHashMap<>();

	/**
	 * The certificate for a name, made once.
	 * @param name the name, of a host or of a client
	 * @return the certificate
	 */
	public static TestCertificate of(String name) {
		return MADE.computeIfAbsent(name, TestCertificate::make);
	}

	private static TestCertificate make(String name) {
		try {
			Path folder = Files.createTempDirectory("tls");
			Path file = folder.resolve("key.p12");
			Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
					"-genkeypair", "-alias", "key", "-keyalg", "EC", "-groupname", "secp256r1", "-validity", "2",
					"-dname", "CN=" + name, "-ext", "san=dns:" + name + HOSTS, "-storetype", "PKCS12", "-keystore",
					file.toString(), "-storepass", PASSWORD)
				.redirectErrorStream(true)
				.start();
			String output = new String(keytool.getInputStream().readAllBytes());
			if (keytool.waitFor() != 0) {
				throw new IllegalStateException(output);
			}
			file.toFile().deleteOnExit();
			folder.toFile().deleteOnExit();
			return new TestCertificate(name, file);
		}
		catch (IOException ex) {
			throw new IllegalStateException("keytool does not run", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * What TLS is made from.
	 * @param own the certificate to show, or {@code null} for none
	 * @param trusted the certificates to trust
	 * @return the context
	 */
	public static SSLContext context(@Nullable TestCertificate own, TestCertificate... trusted) {
		try {
			KeyStore trust = KeyStore.getInstance("PKCS12");
			trust.load(null, null);
			for (TestCertificate certificate : trusted) {
				trust.setCertificateEntry(certificate.name(), certificate.load().getCertificate("key"));
			}
			TrustManagerFactory trustManagers = TrustManagerFactory.getInstance("PKIX");
			trustManagers.init(trust);
			KeyManagerFactory keyManagers = KeyManagerFactory.getInstance("PKIX");
			keyManagers.init((own != null) ? own.load() : null, PASSWORD.toCharArray());
			SSLContext context = SSLContext.getInstance("TLS");
			context.init(keyManagers.getKeyManagers(), trustManagers.getTrustManagers(), null);
			return context;
		}
		catch (GeneralSecurityException | IOException ex) {
			throw new IllegalStateException("no TLS", ex);
		}
	}

	/**
	 * The file's content.
	 * @return the key and its certificate, under the alias {@code key}
	 */
	public KeyStore load() {
		try (InputStream in = Files.newInputStream(this.file)) {
			KeyStore store = KeyStore.getInstance("PKCS12");
			store.load(in, PASSWORD.toCharArray());
			return store;
		}
		catch (GeneralSecurityException | IOException ex) {
			throw new IllegalStateException("cannot load " + this.file, ex);
		}
	}

}
