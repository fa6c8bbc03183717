package dev.duplex.spring.web;

import dev.duplex.spring.server.StartupCheck;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.web.server.WebServer;

/**
 * A servlet container that lends its connections. There is one for each that is on the
 * class path; the application runs in one of them.
 */
public interface ServletContainer extends StartupCheck {

	/**
	 * Whether a web server is of this kind.
	 * @param server the embedded web server, or {@code null} if there is none, as the
	 * application was deployed to a container
	 * @return whether it is this container's; without one, whether it probably is
	 */
	boolean runs(@Nullable WebServer server);

	/**
	 * How it hands a connection over.
	 * @return the upgrader
	 */
	ServletUpgrader upgrader();

}
