package dev.duplex.spring.web;

import dev.duplex.spring.server.StartupCheck;
import dev.duplex.spring.server.StartupException;
import jakarta.servlet.ServletContext;

import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationContext;
import org.springframework.web.context.WebApplicationContext;

/**
 * Keeps an application from starting whose web server cannot lend its connections, so
 * that its endpoints would never be reached.
 */
public final class UnsupportedWebServerCheck implements StartupCheck {

	private final ApplicationContext applicationContext;

	/**
	 * Creates the check.
	 * @param applicationContext may have an embedded web server, or be deployed to one
	 */
	public UnsupportedWebServerCheck(ApplicationContext applicationContext) {
		this.applicationContext = applicationContext;
	}

	@Override
	public void check() {
		if (this.applicationContext instanceof WebServerApplicationContext context) {
			WebServer server = context.getWebServer();
			if (server != null) {
				throw unsupported(server);
			}
			ServletContext container = (context instanceof WebApplicationContext deployed)
					? deployed.getServletContext() : null;
			if (container != null) {
				throw unsupported(container.getServerInfo());
			}
		}
	}

	/**
	 * Says that endpoints can't share the port of a web server.
	 * @param server the web server
	 * @return what to throw
	 */
	public static StartupException unsupported(WebServer server) {
		return unsupported(server.getClass().getSimpleName().replace("WebServer", ""));
	}

	private static StartupException unsupported(String name) {
		return new StartupException(
				("WebSocket endpoints can't share the port of %s; only Tomcat and Jetty with Spring MVC, and Reactor Netty "
						+ "with Spring WebFlux, lend their connections.")
					.formatted(name),
				"Set duplex.server.port, for example to 9090, so that the endpoints listen on a port of their own, "
						+ "or use Tomcat or Jetty with Spring MVC, or Reactor Netty with Spring WebFlux.");
	}

}
