package dev.duplex.spring.web.tomcat;

import java.io.IOException;

import dev.duplex.engine.HandshakeDecision;
import dev.duplex.engine.protocol.HandshakeRequest;
import dev.duplex.engine.runtime.WebSocketEngine;
import dev.duplex.spring.web.ServletUpgrader;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * Takes connections over from Tomcat.
 */
public final class TomcatUpgrader implements ServletUpgrader {

	private final WebSocketEngine engine;

	private final TomcatIo io;

	/**
	 * Creates the upgrader.
	 * @param engine takes the connections
	 * @param io whose threads move their bytes
	 */
	public TomcatUpgrader(WebSocketEngine engine, TomcatIo io) {
		this.engine = engine;
		this.io = io;
	}

	@Override
	public void upgrade(HttpServletRequest request, HttpServletResponse response, HandshakeDecision.Accept accept,
			HandshakeRequest handshake) throws IOException, ServletException {
		// Filled at once: Tomcat goes on with it only after the request has left all
		// filters.
		TomcatUpgradeHandler handler = request.upgrade(TomcatUpgradeHandler.class);
		handler.prepare(this.engine, this.io, accept, handshake, response);
		request.setAttribute(TomcatAnswerListener.HANDLER, handler);
	}

}
