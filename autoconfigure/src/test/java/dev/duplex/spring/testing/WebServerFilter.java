package dev.duplex.spring.testing;

import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;

/**
 * Hides the web servers that a test is not about: all are on its class path, where an
 * application has one.
 */
public final class WebServerFilter implements AutoConfigurationImportFilter, EnvironmentAware {

	/** Names the web server of an application: Tomcat, unless it is set. */
	public static final String PROPERTY = "test.web-server";

	/** For those of the class path. */
	public static final String ALL = "all";

	/** What an application with Spring WebFlux has. */
	public static final String REACTOR_NETTY = "reactor.netty";

	private static final String[] SERVERS = { "tomcat", "jetty", REACTOR_NETTY };

	private String chosen = SERVERS[0];

	@Override
	public void setEnvironment(Environment environment) {
		this.chosen = environment.getProperty(PROPERTY, this.chosen);
	}

	@Override
	public boolean[] match(String[] autoConfigurationClasses, AutoConfigurationMetadata metadata) {
		boolean[] matches = new boolean[autoConfigurationClasses.length];
		for (int i = 0; i < matches.length; i++) {
			matches[i] = autoConfigurationClasses[i] == null || isWanted(autoConfigurationClasses[i]);
		}
		return matches;
	}

	private boolean isWanted(String className) {
		if (!this.chosen.equals(ALL)) {
			for (String server : SERVERS) {
				if (!server.equals(this.chosen) && className.startsWith("org.springframework.boot." + server + ".")) {
					return false;
				}
			}
		}
		return true;
	}

}
