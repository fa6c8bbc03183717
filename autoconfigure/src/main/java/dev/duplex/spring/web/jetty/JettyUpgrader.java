package dev.duplex.spring.web.jetty;

import java.util.function.BooleanSupplier;

import dev.duplex.engine.HandshakeDecision;
import dev.duplex.engine.protocol.HandshakeRequest;
import dev.duplex.engine.runtime.WebSocketEngine;
import dev.duplex.spring.web.ServletUpgrader;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.eclipse.jetty.ee11.servlet.ServletContextRequest;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.TunnelSupport;

/**
 * Takes connections over from Jetty: once the response is sent, it hands over its
 * {@link EndPoint}, with all that it has read behind the request.
 */
public final class JettyUpgrader implements ServletUpgrader {

	private final WebSocketEngine engine;

	/**
	 * Creates the upgrader.
	 * @param engine takes the connections
	 */
	public JettyUpgrader(WebSocketEngine engine) {
		this.engine = engine;
	}

	@Override
	public boolean isExtendedConnect(HttpServletRequest request) {
		TunnelSupport tunnel = ServletContextRequest.getServletContextRequest(request).getTunnelSupport();
		return tunnel != null && "websocket".equalsIgnoreCase(tunnel.getProtocol());
	}

	@Override
	public void upgrade(HttpServletRequest request, HttpServletResponse response, HandshakeDecision.Accept accept,
			HandshakeRequest handshake) {
		ServletContextRequest core = ServletContextRequest.getServletContextRequest(request);
		Connector connector = core.getConnectionMetaData().getConnector();
		JettyTransport transport = new JettyTransport(this.engine.lanes().next(), handshake,
				this.engine.accept(accept, handshake), endPoint(core), connector.getExecutor(),
				handsOver(core.getServletContextResponse()));
		Connection connection = transport.connection();
		connector.getEventListeners().forEach(connection::addEventListener);
		Request.unWrap(core).setAttribute(HttpStream.UPGRADE_CONNECTION_ATTRIBUTE, connection);
	}

	/**
	 * Says whether the response that has left is still the one that hands the connection
	 * over: Jetty upgrades whatever became of the request on its way back through other
	 * filters.
	 */
	private static BooleanSupplier handsOver(Response response) {
		int status = response.getStatus();
		return () -> response.getStatus() == status;
	}

	/**
	 * The TCP or TLS connection, or a stream of HTTP/2.
	 */
	private static EndPoint endPoint(Request request) {
		TunnelSupport tunnel = request.getTunnelSupport();
		return (tunnel != null) ? tunnel.getEndPoint() : request.getConnectionMetaData().getConnection().getEndPoint();
	}

}
