package dev.duplex.conformance.servers;

import java.util.Arrays;
import java.util.Optional;

import org.apache.catalina.util.ServerInfo;
import org.eclipse.jetty.util.Jetty;
import reactor.netty.http.server.HttpServer;

/**
 * Whose port endpoints are served on: a column of the page.
 */
enum Server {

	/** Our own listener. */
	OWN("Own port"),

	/** Apache Tomcat. */
	TOMCAT("Tomcat"),

	/** Eclipse Jetty. */
	JETTY("Jetty"),

	/** Reactor Netty. */
	NETTY("Reactor Netty");

	private final String title;

	Server(String title) {
		this.title = title;
	}

	/**
	 * The server that a target of the conformance suite is about.
	 * @param target the target's name, which begins with that of the server
	 * @return the server, unless the target is a client
	 */
	static Optional<Server> of(String target) {
		return Arrays.stream(values()).filter((server) -> target.startsWith(server.title)).findFirst();
	}

	/**
	 * The version of the class path.
	 */
	String version() {
		return switch (this) {
			case OWN -> Page.NONE;
			// Without the build's own, fourth part.
			case TOMCAT -> ServerInfo.getServerNumber().replaceFirst("\\.\\d+$", "");
			case JETTY -> Jetty.VERSION;
			case NETTY -> HttpServer.class.getPackage().getImplementationVersion();
		};
	}

	@Override
	public String toString() {
		return this.title;
	}

}
