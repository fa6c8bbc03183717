package dev.duplex.benchmarks.server;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A key and its self-signed certificate, made by the JDK's {@code keytool} for one load
 * run.
 *
 * @param file the PKCS12 file
 */
public record Certificate(Path file) {

	static final String PASSWORD = "benchmark";

	static final String TYPE = "PKCS12";

	/**
	 * Makes a certificate for this machine's loopback address.
	 * @param folder where to leave the file
	 * @return the certificate
	 * @throws IOException if {@code keytool} does not run
	 */
	public static Certificate make(Path folder) throws IOException {
		Path file = folder.resolve("server.p12").toAbsolutePath();
		Files.deleteIfExists(file);
		Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
				"-genkeypair", "-alias", "key", "-keyalg", "EC", "-groupname", "secp256r1", "-validity", "2", "-dname",
				"CN=localhost", "-ext", "san=dns:localhost,ip:127.0.0.1", "-storetype", TYPE, "-keystore",
				file.toString(), "-storepass", PASSWORD)
			.redirectErrorStream(true)
			.start();
		String output = new String(keytool.getInputStream().readAllBytes());
		try {
			if (keytool.waitFor() != 0) {
				throw new IOException("keytool: " + output);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IOException(ex);
		}
		return new Certificate(file);
	}

	/**
	 * What a server shows the certificate from.
	 */
	KeyManagerFactory keyManagers() throws IOException, GeneralSecurityException {
		KeyManagerFactory keyManagers = KeyManagerFactory.getInstance("PKIX");
		keyManagers.init(load(), PASSWORD.toCharArray());
		return keyManagers;
	}

	/**
	 * What a client trusts the certificate from.
	 * @return a context that trusts nothing else
	 * @throws IOException if the file cannot be read
	 * @throws GeneralSecurityException if the JDK cannot use it
	 */
	public SSLContext clientContext() throws IOException, GeneralSecurityException {
		KeyStore trusted = KeyStore.getInstance(TYPE);
		trusted.load(null, null);
		trusted.setCertificateEntry("server", load().getCertificate("key"));
		TrustManagerFactory trustManagers = TrustManagerFactory.getInstance("PKIX");
		trustManagers.init(trusted);
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(null, trustManagers.getTrustManagers(), null);
		return context;
	}

	private KeyStore load() throws IOException, GeneralSecurityException {
		try (InputStream in = Files.newInputStream(this.file)) {
			KeyStore store = KeyStore.getInstance(TYPE);
			store.load(in, PASSWORD.toCharArray());
			return store;
		}
	}

}
