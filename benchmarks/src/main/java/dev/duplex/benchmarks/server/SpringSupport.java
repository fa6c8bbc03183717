package dev.duplex.benchmarks.server;

import java.util.Map;

import org.springframework.context.ApplicationContext;

/**
 * What the measured Boot applications have in common.
 */
final class SpringSupport {

	static final Map<String, Object> PROPERTIES = Map.of("server.port", 0, "server.address", "127.0.0.1",
			"server.tomcat.max-connections", 100_000, "server.tomcat.accept-count", 1024, "logging.level.root", "WARN",
			"spring.main.banner-mode", "off");

	private SpringSupport() {
	}

	static int port(ApplicationContext context) {
		return context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
	}

}
