package dev.duplex.benchmarks.server;

import java.util.HashMap;
import java.util.Map;

import org.springframework.context.ApplicationContext;

/**
 * What the measured Boot applications have in common.
 */
final class SpringSupport {

	private static final Map<String, Object> PROPERTIES = Map.of("server.port", 0, "server.address", "127.0.0.1",
			"server.tomcat.max-connections", 100_000, "server.tomcat.accept-count", 1024, "logging.level.root", "WARN",
			"spring.main.banner-mode", "off");

	private SpringSupport() {
	}

	/**
	 * The properties of an application.
	 * @param arguments its arguments
	 * @param server whose port they are about, as the prefix of its properties
	 * @return a map to add to
	 */
	static Map<String, Object> properties(ServerArguments arguments, String server) {
		Map<String, Object> properties = new HashMap<>(PROPERTIES);
		Certificate certificate = arguments.certificate();
		if (certificate != null) {
			properties.put("spring.ssl.bundle.jks.benchmark.keystore.location", certificate.file().toUri().toString());
			properties.put("spring.ssl.bundle.jks.benchmark.keystore.password", Certificate.PASSWORD);
			properties.put("spring.ssl.bundle.jks.benchmark.keystore.type", Certificate.TYPE);
			properties.put(server + ".ssl.bundle", "benchmark");
		}
		return properties;
	}

	static int port(ApplicationContext context) {
		return context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
	}

}
