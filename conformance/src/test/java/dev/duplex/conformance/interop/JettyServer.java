package dev.duplex.conformance.interop;

import java.util.List;
import java.util.Set;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.server.ServerUpgradeRequest;
import org.eclipse.jetty.websocket.server.ServerUpgradeResponse;
import org.eclipse.jetty.websocket.server.WebSocketUpgradeHandler;
import org.jspecify.annotations.Nullable;

/**
 * Jetty's server.
 */
final class JettyServer implements PeerServer {

	@Override
	public Set<Ability> abilities() {
		return Set.of(Ability.FRAGMENTS, Ability.PINGS, Ability.CLOSE_WITHOUT_CODE, Ability.ABORT);
	}

	@Override
	public List<String> deflates() {
		return List.of("as offered");
	}

	@Override
	public int unknownPathStatus() {
		return 404;
	}

	@Override
	public int foreignOriginStatus() {
		return 403;
	}

	@Override
	public Running start(boolean tls, @Nullable String deflate) throws Exception {
		Server server = new Server();
		ServerConnector connector = tls ? new ServerConnector(server, tls(), new HttpConnectionFactory())
				: new ServerConnector(server);
		connector.setHost("127.0.0.1");
		server.addConnector(connector);
		PeerEnds ends = new PeerEnds();
		server.setHandler(WebSocketUpgradeHandler.from(server, (container) -> {
			container.setMaxTextMessageSize(JettyConnection.MAX_MESSAGE_SIZE);
			container.setMaxBinaryMessageSize(JettyConnection.MAX_MESSAGE_SIZE);
			container.addMapping(PeerEnds.ROOT + "*",
					(request, response, callback) -> accept(request, response, callback, deflate != null, ends));
		}));
		server.start();
		return new RunningJetty(server, connector, ends);
	}

	private static SslConnectionFactory tls() {
		SslContextFactory.Server factory = new SslContextFactory.Server();
		factory.setSslContext(Tls.context());
		return new SslConnectionFactory(factory, "http/1.1");
	}

	private static @Nullable Object accept(ServerUpgradeRequest request, ServerUpgradeResponse response,
			Callback callback, boolean deflate, PeerEnds ends) {
		if (request.getHeaders().contains(HttpHeader.ORIGIN)) {
			Response.writeError(request, response, callback, HttpStatus.FORBIDDEN_403);
			return null;
		}
		request.getSubProtocols()
			.stream()
			.filter(SUBPROTOCOLS::contains)
			.findFirst()
			.ifPresent(response::setAcceptedSubProtocol);
		if (!deflate) {
			response.setExtensions(List.of());
		}
		return new ServerRecorder(ends);
	}

	private record RunningJetty(Server server, ServerConnector connector, PeerEnds ends) implements Running {

		@Override
		public int port() {
			return this.connector.getLocalPort();
		}

		@Override
		public PeerConnection await(String path) throws Exception {
			return this.ends.await(path);
		}

		@Override
		public void close() throws Exception {
			this.server.stop();
		}

	}

	/**
	 * Public, as Jetty looks its methods up.
	 */
	public static final class ServerRecorder extends JettyConnection.Recorder {

		private final PeerEnds ends;

		private ServerRecorder(PeerEnds ends) {
			this.ends = ends;
		}

		@Override
		public void onWebSocketOpen(Session session) {
			this.ends.opened(session.getUpgradeRequest().getRequestURI().getPath(),
					new JettyConnection(session, received()));
		}

	}

}
