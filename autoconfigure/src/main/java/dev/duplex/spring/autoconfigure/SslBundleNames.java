package dev.duplex.spring.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundles;

/**
 * Refuses names of SSL bundles that there are not, by the key that has the name.
 */
final class SslBundleNames {

	private SslBundleNames() {
	}

	static SslBundles require(@Nullable SslBundles bundles, String property, String name) {
		if (bundles != null) {
			try {
				bundles.getBundle(name);
				return bundles;
			}
			catch (NoSuchSslBundleException ex) {
				// As if there were none at all.
			}
		}
		throw new InvalidConfigurationPropertyValueException(property, name,
				"There is no SSL bundle of this name. Bundles are defined under spring.ssl.bundle.");
	}

}
