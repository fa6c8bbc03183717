package dev.duplex.spring.web;

import org.apache.commons.logging.Log;

/**
 * Whether a web server that counts WebSockets as its connections has room for requests
 * beside them.
 */
public final class ConnectionRoom {

	private ConnectionRoom() {
	}

	/**
	 * Warns if WebSockets can take all of a web server's connections.
	 * @param logger where to
	 * @param name what sets the web server's limit
	 * @param connections the web server's limit
	 * @param webSockets how many WebSockets there may be, or -1 for no limit
	 */
	public static void check(Log logger, String name, int connections, int webSockets) {
		if (webSockets < 0 || connections <= webSockets) {
			logger.warn(name + "=" + connections + " counts WebSocket connections too: when they "
					+ "reach it, HTTP requests wait, health checks among them. Raise it, or set "
					+ "duplex.limits.max-connections, now " + webSockets + ", below it");
		}
	}

}
