package dev.duplex.spring.web.tomcat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import dev.duplex.engine.runtime.WebSocketEngine;
import dev.duplex.spring.web.ConnectionRoom;
import dev.duplex.spring.web.ServletContainer;
import dev.duplex.spring.web.ServletUpgrader;
import org.apache.catalina.connector.Connector;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.net.jsse.JSSEImplementation;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.ApplicationContext;

/**
 * Checks that connections of Tomcat's connectors can be lent, and that there can be
 * enough of them.
 */
public final class TomcatConnectors
		implements WebServerFactoryCustomizer<TomcatServletWebServerFactory>, ServletContainer {

	private static final Log logger = LogFactory.getLog(TomcatConnectors.class);

	private static final String PROPERTY = "server.tomcat.max-connections";

	private static final int DEFAULT_MAX_CONNECTIONS = 8 * 1024;

	private final WebSocketEngine engine;

	private final ApplicationContext applicationContext;

	/**
	 * Filled when the web server is made, which takes its connectors away until it
	 * starts.
	 */
	private final List<Connector> connectors = new ArrayList<>();

	/**
	 * Those whose limit was raised; they stay when the application is stopped and
	 * started.
	 */
	private final Set<Connector> raised = new HashSet<>();

	private final TomcatUpgrader upgrader;

	private @Nullable TomcatServletWebServerFactory factory;

	/**
	 * Creates the check.
	 * @param engine takes the connections
	 * @param applicationContext the web server's
	 */
	public TomcatConnectors(WebSocketEngine engine, ApplicationContext applicationContext) {
		this.engine = engine;
		this.applicationContext = applicationContext;
		this.upgrader = new TomcatUpgrader(engine);
	}

	@Override
	public boolean runs(@Nullable WebServer server) {
		return server == null || server instanceof TomcatWebServer;
	}

	@Override
	public ServletUpgrader upgrader() {
		return this.upgrader;
	}

	@Override
	public void customize(TomcatServletWebServerFactory factory) {
		this.factory = factory;
		factory.addConnectorCustomizers(this.connectors::add);
	}

	@Override
	public void check() {
		boolean limitIsSet = this.applicationContext.getEnvironment().containsProperty(PROPERTY);
		for (Connector connector : this.connectors) {
			Http11NioProtocol protocol = lending(connector);
			makeRoom(connector, protocol, limitIsSet, PROPERTY);
		}
		if (this.factory != null) {
			for (Connector connector : this.factory.getAdditionalConnectors()) {
				Http11NioProtocol protocol = lending(connector);
				// No property of Spring Boot is for these.
				makeRoom(connector, protocol, protocol.getMaxConnections() != DEFAULT_MAX_CONNECTIONS,
						"maxConnections of Tomcat's connector on port " + connector.getPort());
			}
		}
	}

	private static Http11NioProtocol lending(Connector connector) {
		if (!(connector.getProtocolHandler() instanceof Http11NioProtocol protocol)) {
			throw refusal(connector, "its protocol is " + connector.getProtocolHandlerClassName(),
					"Make it the NIO connector (" + Http11NioProtocol.class.getName() + ")");
		}
		if (protocol.isSSLEnabled() && isOpenSsl(protocol)) {
			throw refusal(connector, "its TLS is " + protocol.getSslImplementationName(),
					"Use the JDK's TLS (" + JSSEImplementation.class.getName() + ")");
		}
		return protocol;
	}

	private static boolean isOpenSsl(Http11NioProtocol protocol) {
		String name = protocol.getSslImplementationName();
		return name != null && !name.equals(JSSEImplementation.class.getName());
	}

	/**
	 * Tomcat counts WebSockets as connections, and at its limit HTTP waits as well. Its
	 * default is raised by as many WebSockets as there may be; what the user has set is
	 * the user's.
	 */
	private void makeRoom(Connector connector, Http11NioProtocol protocol, boolean limitIsSet, String name) {
		if (this.raised.contains(connector)) {
			return;
		}
		int limit = this.engine.options().maxConnections();
		int tomcatLimit = protocol.getMaxConnections();
		if (limit > 0 && tomcatLimit > 0 && !limitIsSet) {
			this.raised.add(connector);
			protocol.setMaxConnections((int) Math.min(Integer.MAX_VALUE, (long) tomcatLimit + limit));
			return;
		}
		if (tomcatLimit >= 0) {
			ConnectionRoom.check(logger, name, tomcatLimit, limit);
		}
	}

	private static FailureAnalyzedException refusal(Connector connector, String reason, String remedy) {
		return new FailureAnalyzedException(
				"WebSocket endpoints can't share port %d of Tomcat, because connections of its connector cannot be lent: %s."
					.formatted(connector.getPort(), reason),
				remedy + ", or set duplex.server.port, for example to 9090, so that the endpoints listen on a port of "
						+ "their own.");
	}

}
