package dev.duplex.spring.server;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.X509ExtendedKeyManager;

import dev.duplex.engine.nio.TlsEngineFactory;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.ssl.SslOptions;

/**
 * Makes the TLS engines of the own listener from SSL bundles. When a bundle is updated,
 * new connections use what is new; those that exist keep what they began with.
 */
public final class SslBundleEngineFactory implements TlsEngineFactory {

	private static final Log logger = LogFactory.getLog(SslBundleEngineFactory.class);

	private static final String[] APPLICATION_PROTOCOLS = { "http/1.1" };

	private final String bundleName;

	private final Map<String, SslBundle> bundles = new LinkedHashMap<>();

	private final Map<String, String> serverNameBundles;

	private final ClientAuthentication clientAuthentication;

	private volatile SSLContext context;

	private volatile SslOptions options;

	/**
	 * Creates the factory, and watches the bundles.
	 * @param bundles where bundles are found
	 * @param bundleName the bundle to use for clients that ask for no name, or for one
	 * that has no bundle of its own; its trust material is that for clients' certificates
	 * @param serverNameBundles names of further bundles by server name
	 * @param clientAuthentication whether clients show a certificate
	 */
	public SslBundleEngineFactory(SslBundles bundles, String bundleName, Map<String, String> serverNameBundles,
			ClientAuthentication clientAuthentication) {
		this.bundleName = bundleName;
		this.serverNameBundles = Map.copyOf(serverNameBundles);
		this.clientAuthentication = clientAuthentication;
		watch(bundles, bundleName);
		serverNameBundles.values().forEach((name) -> watch(bundles, name));
		this.options = bundle(bundleName).getOptions();
		this.context = createContext();
	}

	private void watch(SslBundles registry, String name) {
		if (this.bundles.putIfAbsent(name, registry.getBundle(name)) == null) {
			registry.addBundleUpdateHandler(name, (updated) -> update(name, updated));
		}
	}

	private synchronized void update(String name, SslBundle updated) {
		this.bundles.put(name, updated);
		this.context = createContext();
		this.options = bundle(this.bundleName).getOptions();
		logger.info("SSL bundle '" + name + "' was updated; new WebSocket connections use it");
	}

	private SslBundle bundle(String name) {
		SslBundle bundle = this.bundles.get(name);
		if (bundle == null) {
			throw new IllegalStateException("SSL bundle '" + name + "' is not watched");
		}
		return bundle;
	}

	private SSLContext createContext() {
		SslBundle main = bundle(this.bundleName);
		if (this.serverNameBundles.isEmpty()) {
			return main.createSslContext();
		}
		Map<String, X509ExtendedKeyManager> byName = new LinkedHashMap<>();
		this.serverNameBundles
			.forEach((serverName, name) -> byName.put(serverName.toLowerCase(Locale.ROOT), keyManager(name)));
		KeyManager[] keyManagers = { new ServerNameKeyManager(keyManager(this.bundleName), byName) };
		try {
			SSLContext created = SSLContext.getInstance(main.getProtocol());
			created.init(keyManagers, main.getManagers().getTrustManagers(), null);
			return created;
		}
		catch (Exception ex) {
			throw new IllegalStateException("cannot use SSL bundle '" + this.bundleName + "'", ex);
		}
	}

	private X509ExtendedKeyManager keyManager(String name) {
		for (KeyManager manager : bundle(name).getManagers().getKeyManagers()) {
			if (manager instanceof X509ExtendedKeyManager extended) {
				return extended;
			}
		}
		throw new IllegalStateException("SSL bundle '" + name + "' has no key");
	}

	@Override
	public SSLEngine newEngine() {
		SSLEngine engine = this.context.createSSLEngine();
		engine.setUseClientMode(false);
		SSLParameters parameters = engine.getSSLParameters();
		SslOptions current = this.options;
		if (current.getEnabledProtocols() != null) {
			parameters.setProtocols(current.getEnabledProtocols());
		}
		if (current.getCiphers() != null) {
			parameters.setCipherSuites(current.getCiphers());
		}
		parameters.setApplicationProtocols(APPLICATION_PROTOCOLS);
		parameters.setUseCipherSuitesOrder(true);
		switch (this.clientAuthentication) {
			case NEED -> parameters.setNeedClientAuth(true);
			case WANT -> parameters.setWantClientAuth(true);
			case NONE -> {
			}
		}
		engine.setSSLParameters(parameters);
		return engine;
	}

	/**
	 * Whether clients show a certificate.
	 */
	public enum ClientAuthentication {

		/** They are not asked. */
		NONE,

		/** They are asked, and may refuse. */
		WANT,

		/** Without a trusted one, they cannot connect. */
		NEED

	}

}
