package dev.duplex.conformance.target;

import dev.duplex.conformance.target.SpringPort.WebServer;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;

/**
 * Leaves an application one web server, as its class path would have it: that of the
 * tests has them all.
 */
public final class WebServerFilter implements AutoConfigurationImportFilter, EnvironmentAware {

	/** Names the {@link WebServer} of an application: Tomcat, unless it is set. */
	public static final String PROPERTY = "test.web-server";

	private WebServer chosen = WebServer.TOMCAT;

	@Override
	public void setEnvironment(Environment environment) {
		this.chosen = environment.getProperty(PROPERTY, WebServer.class, WebServer.TOMCAT);
	}

	@Override
	public boolean[] match(@Nullable String[] autoConfigurationClasses, AutoConfigurationMetadata metadata) {
		boolean[] matches = new boolean[autoConfigurationClasses.length];
		for (int i = 0; i < matches.length; i++) {
			matches[i] = !isOfAnother(autoConfigurationClasses[i]);
		}
		return matches;
	}

	private boolean isOfAnother(@Nullable String className) {
		for (WebServer server : WebServer.values()) {
			if (server != this.chosen && className != null && className.startsWith(server.autoConfigurations())) {
				return true;
			}
		}
		return false;
	}

}
