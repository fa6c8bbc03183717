package dev.duplex.spring.web.jetty;

import dev.duplex.engine.runtime.WebSocketEngine;
import dev.duplex.spring.web.ConnectionRoom;
import dev.duplex.spring.web.ServletContainer;
import dev.duplex.spring.web.ServletUpgrader;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.jetty.JettyWebServer;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationContext;

/**
 * Jetty, all of whose connectors lend their connections. Unless it is told to, it does
 * not limit how many there are.
 */
public final class JettyContainer implements ServletContainer {

	private static final Log logger = LogFactory.getLog(JettyContainer.class);

	private final WebSocketEngine engine;

	private final ApplicationContext applicationContext;

	private final JettyUpgrader upgrader;

	/**
	 * Creates the container.
	 * @param engine takes the connections
	 * @param applicationContext the web server's
	 */
	public JettyContainer(WebSocketEngine engine, ApplicationContext applicationContext) {
		this.engine = engine;
		this.applicationContext = applicationContext;
		this.upgrader = new JettyUpgrader(engine);
	}

	@Override
	public boolean runs(@Nullable WebServer server) {
		return server instanceof JettyWebServer;
	}

	@Override
	public ServletUpgrader upgrader() {
		return this.upgrader;
	}

	@Override
	public void check() {
		if (this.applicationContext instanceof WebServerApplicationContext context
				&& context.getWebServer() instanceof JettyWebServer server) {
			server.getServer().getBeans(NetworkConnectionLimit.class).forEach(this::check);
		}
	}

	private void check(NetworkConnectionLimit jettyLimit) {
		ConnectionRoom.check(logger, "server.jetty.max-connections", jettyLimit.getMaxNetworkConnectionCount(),
				this.engine.options().maxConnections());
	}

}
