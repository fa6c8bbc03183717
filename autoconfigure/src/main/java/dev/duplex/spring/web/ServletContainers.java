package dev.duplex.spring.web;

import java.io.IOException;
import java.util.List;

import dev.duplex.engine.HandshakeDecision;
import dev.duplex.engine.protocol.HandshakeRequest;
import dev.duplex.spring.server.StartupCheck;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationContext;
import org.springframework.util.Assert;

/**
 * Leaves everything to the container that the application really runs in, which is known
 * only once there is a web server.
 */
public final class ServletContainers implements StartupCheck {

	private final List<ServletContainer> containers;

	private final ApplicationContext applicationContext;

	private volatile @Nullable ServletContainer current;

	/**
	 * Creates the choice.
	 * @param containers those that are on the class path, at least one
	 * @param applicationContext may have an embedded web server
	 */
	public ServletContainers(List<ServletContainer> containers, ApplicationContext applicationContext) {
		Assert.notEmpty(containers, "'containers' must not be empty");
		this.containers = containers;
		this.applicationContext = applicationContext;
	}

	@Override
	public void check() {
		// The web server is another one each time the application is started.
		this.current = find();
		current().check();
	}

	/**
	 * The upgrader of that container.
	 * @return the upgrader, which may be asked for at any time
	 */
	public ServletUpgrader upgrader() {
		return new CurrentUpgrader();
	}

	private ServletContainer current() {
		ServletContainer known = this.current;
		if (known == null) {
			known = find();
			this.current = known;
		}
		return known;
	}

	private ServletContainer find() {
		WebServer server = (this.applicationContext instanceof WebServerApplicationContext context)
				? context.getWebServer() : null;
		for (ServletContainer container : this.containers) {
			if (container.runs(server)) {
				return container;
			}
		}
		if (server != null) {
			throw UnsupportedWebServerCheck.unsupported(server);
		}
		return this.containers.get(0);
	}

	private final class CurrentUpgrader implements ServletUpgrader {

		@Override
		public boolean isExtendedConnect(HttpServletRequest request) {
			return current().upgrader().isExtendedConnect(request);
		}

		@Override
		public void upgrade(HttpServletRequest request, HttpServletResponse response, HandshakeDecision.Accept accept,
				HandshakeRequest handshake) throws IOException, ServletException {
			current().upgrader().upgrade(request, response, accept, handshake);
		}

	}

}
