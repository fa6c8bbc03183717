package dev.duplex.spring.web;

import dev.duplex.spring.server.StartupCheck;
import dev.duplex.spring.server.StartupException;

import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationContext;

/**
 * Keeps an application from starting whose web server cannot lend its connections, so
 * that its endpoints would never be reached.
 */
public final class UnsupportedWebServerCheck implements StartupCheck {

	private final ApplicationContext applicationContext;

	/**
	 * Creates the check.
	 * @param applicationContext may have an embedded web server
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
		}
	}

	/**
	 * Says that endpoints can't share the port of a web server.
	 * @param server the web server
	 * @return what to throw
	 */
	public static StartupException unsupported(WebServer server) {
		return new StartupException(
				("WebSocket endpoints can't share the port of %s; only Tomcat and Jetty with Spring MVC, and Reactor Netty "
						+ "with Spring WebFlux, lend their connections.")
					.formatted(server.getClass().getSimpleName().replace("WebServer", "")),
				"Set duplex.server.port, for example to 9090, so that the endpoints listen on a port of their own, "
						+ "or use Tomcat or Jetty with Spring MVC, or Reactor Netty with Spring WebFlux.");
	}

}
