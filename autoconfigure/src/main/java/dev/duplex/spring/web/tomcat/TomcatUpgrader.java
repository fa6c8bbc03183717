package dev.duplex.spring.web.tomcat;

import java.io.IOException;

import dev.duplex.engine.HandshakeDecision;
import dev.duplex.engine.protocol.HandshakeRequest;
import dev.duplex.engine.runtime.WebSocketEngine;
import dev.duplex.spring.web.ServletUpgrader;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;

/**
 * Takes connections over from a Tomcat whose connector is of the NIO kind, with the JDK's
 * TLS if any.
 */
public final class TomcatUpgrader implements ServletUpgrader {

	private final WebSocketEngine engine;

	/**
	 * Creates the upgrader.
	 * @param engine takes the connections
	 */
	public TomcatUpgrader(WebSocketEngine engine) {
		this.engine = engine;
	}

	@Override
	public void upgrade(HttpServletRequest request, HandshakeDecision.Accept accept, HandshakeRequest handshake)
			throws IOException, ServletException {
		// Filled at once: Tomcat goes on with it only after the request has left all
		// filters.
		request.upgrade(TomcatUpgradeHandler.class).prepare(this.engine, accept, handshake);
	}

}
