package dev.duplex.spring.client;

import java.util.List;
import java.util.function.Supplier;

import dev.duplex.engine.ClientTls;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.ssl.SslOptions;

/**
 * How clients do TLS with an SSL bundle. When it is updated, the next attempts to connect
 * use what is new; connections that exist keep what they began with.
 */
public final class SslBundleClientTls implements Supplier<ClientTls> {

	private static final Log logger = LogFactory.getLog(SslBundleClientTls.class);

	private volatile ClientTls current;

	/**
	 * Makes the options, and watches the bundle.
	 * @param bundles where the bundle is found
	 * @param name its name
	 */
	public SslBundleClientTls(SslBundles bundles, String name) {
		this.current = create(bundles.getBundle(name));
		bundles.addBundleUpdateHandler(name, (updated) -> {
			this.current = create(updated);
			logger.info("SSL bundle '" + name + "' was updated; WebSocket clients use it when they connect next");
		});
	}

	private static ClientTls create(SslBundle bundle) {
		SslOptions options = bundle.getOptions();
		return new ClientTls(bundle.createSslContext(), list(options.getEnabledProtocols()),
				list(options.getCiphers()));
	}

	private static List<String> list(String @Nullable [] values) {
		return (values != null) ? List.of(values) : List.of();
	}

	@Override
	public ClientTls get() {
		return this.current;
	}

}
