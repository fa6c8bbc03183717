package dev.duplex.spring.web.tomcat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import dev.duplex.engine.runtime.WebSocketEngine;
import dev.duplex.spring.server.StartupException;
import dev.duplex.spring.web.ConnectionRoom;
import dev.duplex.spring.web.ServletContainer;
import dev.duplex.spring.web.ServletUpgrader;
import org.apache.catalina.connector.Connector;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.net.jsse.JSSEImplementation;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.ApplicationContext;

/**
 * Checks that connections can be taken over from Tomcat's connectors, and that there can
 * be enough of them.
 */
public final class TomcatConnectors
		implements WebServerFactoryCustomizer<TomcatServletWebServerFactory>, ServletContainer {

	private static final Log logger = LogFactory.getLog(TomcatConnectors.class);

	private static final String PROPERTY = "server.tomcat.max-connections";

	private static final int DEFAULT_MAX_CONNECTIONS = 8 * 1024;

	private final WebSocketEngine engine;

	private final @Nullable TomcatIo io;

	private final boolean releaseBuffers;

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

	private final @Nullable String missing;

	private final TomcatUpgrader upgrader;

	private @Nullable TomcatServletWebServerFactory factory;

	/**
	 * Creates the check.
	 * @param engine takes the connections
	 * @param io whose threads move their bytes; {@code null} for ours, wherever that can
	 * be
	 * @param releaseBuffers whether sockets that are lent give Tomcat's buffers back, for
	 * which Tomcat gets a connector of ours
	 * @param applicationContext the web server's
	 */
	public TomcatConnectors(WebSocketEngine engine, @Nullable TomcatIo io, boolean releaseBuffers,
			ApplicationContext applicationContext) {
		this(engine, io, releaseBuffers, applicationContext, TomcatMembers.missing(TomcatMembers.FOR_LENDING));
	}

	/**
	 * Creates the check.
	 * @param missing what this version of Tomcat lacks to lend channels
	 */
	TomcatConnectors(WebSocketEngine engine, @Nullable TomcatIo io, boolean releaseBuffers,
			ApplicationContext applicationContext, @Nullable String missing) {
		this.engine = engine;
		this.io = io;
		this.releaseBuffers = releaseBuffers;
		this.applicationContext = applicationContext;
		this.missing = missing;
		this.upgrader = new TomcatUpgrader(engine,
				(io == TomcatIo.CONTAINER || missing != null) ? TomcatIo.CONTAINER : TomcatIo.ADOPTED);
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
		if (this.releaseBuffers && factory.getProtocol().equals(TomcatServletWebServerFactory.DEFAULT_PROTOCOL)) {
			factory.setProtocol(ReleasingNioProtocol.class.getName());
		}
		factory.addConnectorCustomizers(this.connectors::add);
	}

	@Override
	public void check() {
		boolean limitIsSet = this.applicationContext.getEnvironment().containsProperty(PROPERTY);
		for (Connector connector : this.connectors) {
			AbstractHttp11Protocol<?> protocol = check(connector);
			if (this.releaseBuffers) {
				requireRelease(connector, protocol);
			}
			makeRoom(connector, protocol, limitIsSet, PROPERTY);
		}
		if (this.factory != null) {
			for (Connector connector : this.factory.getAdditionalConnectors()) {
				AbstractHttp11Protocol<?> protocol = check(connector);
				// No property of Spring Boot is for these.
				makeRoom(connector, protocol, protocol.getMaxConnections() != DEFAULT_MAX_CONNECTIONS,
						"maxConnections of Tomcat's connector on port " + connector.getPort());
			}
		}
	}

	private AbstractHttp11Protocol<?> check(Connector connector) {
		if (!(connector.getProtocolHandler() instanceof AbstractHttp11Protocol<?> protocol)) {
			throw refusal(connector, "its protocol is " + connector.getProtocolHandlerClassName(),
					"Make it the NIO connector (" + Http11NioProtocol.class.getName() + ")");
		}
		if (this.io != TomcatIo.CONTAINER) {
			String obstacle = obstacleToLending(protocol);
			if (obstacle == null) {
				return protocol;
			}
			if (this.io == TomcatIo.ADOPTED) {
				throw new StartupException(
						"duplex.server.tomcat.io=adopted is not possible on port %d: %s.".formatted(connector.getPort(),
								obstacle),
						"Remove the property or set it to container, so that Tomcat's threads serve the WebSockets, "
								+ "or use the NIO connector, with the JDK's TLS if any.");
			}
			logger.warn("WebSockets on port " + connector.getPort() + " are served by Tomcat's threads "
					+ "(duplex.server.tomcat.io=container), so slow HTTP requests can delay them: " + obstacle);
		}
		requireOwnThreads(connector, protocol);
		return protocol;
	}

	private @Nullable String obstacleToLending(AbstractHttp11Protocol<?> protocol) {
		if (!(protocol instanceof Http11NioProtocol)) {
			return "the connector's protocol is " + protocol.getClass().getName();
		}
		String tls = protocol.getSslImplementationName();
		if (protocol.isSSLEnabled() && tls != null && !tls.equals(JSSEImplementation.class.getName())) {
			return "the connector's TLS is " + tls;
		}
		return (this.missing != null) ? "this version of Tomcat has no " + this.missing : null;
	}

	private void requireRelease(Connector connector, AbstractHttp11Protocol<?> protocol) {
		String obstacle = obstacleToRelease(protocol);
		if (obstacle != null) {
			throw new StartupException(
					"duplex.server.tomcat.release-buffers=true is not possible on port %d: %s."
						.formatted(connector.getPort(), obstacle),
					"Remove the property, or leave it to Spring Boot which connector Tomcat has.");
		}
	}

	private @Nullable String obstacleToRelease(AbstractHttp11Protocol<?> protocol) {
		if (this.io == TomcatIo.CONTAINER) {
			return "duplex.server.tomcat.io=container keeps them in use";
		}
		String obstacle = obstacleToLending(protocol);
		if (obstacle != null) {
			return obstacle;
		}
		if (!(protocol instanceof ReleasingNioProtocol)) {
			return "the application sets the connector's protocol to " + protocol.getClass().getName();
		}
		try {
			ReleasingNioProtocol.tryOut();
			return null;
		}
		catch (LinkageError ex) {
			return "this version of Tomcat has other sockets: " + ex.getMessage();
		}
	}

	private static void requireOwnThreads(Connector connector, AbstractHttp11Protocol<?> protocol) {
		if ("false".equals(protocol.getProperty("useAsyncIO"))) {
			throw refusal(connector, "its property useAsyncIO is false", "Leave useAsyncIO at true");
		}
		String missing = TomcatMembers.missing(TomcatMembers.FOR_ITS_THREADS);
		if (missing != null) {
			throw refusal(connector, "this version of Tomcat has no " + missing,
					"Use the version of Tomcat that comes with Spring Boot");
		}
	}

	/**
	 * Tomcat counts WebSockets as connections, and at its limit HTTP waits as well. Its
	 * default is raised by as many WebSockets as there may be; what the user has set is
	 * the user's.
	 */
	private void makeRoom(Connector connector, AbstractHttp11Protocol<?> protocol, boolean limitIsSet, String name) {
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

	private static StartupException refusal(Connector connector, String reason, String remedy) {
		return new StartupException(
				"WebSocket endpoints can't share port %d of Tomcat, because connections cannot be taken over from its connector: %s."
					.formatted(connector.getPort(), reason),
				remedy + ", or set duplex.server.port, for example to 9090, so that the endpoints listen on a port of "
						+ "their own.");
	}

}
