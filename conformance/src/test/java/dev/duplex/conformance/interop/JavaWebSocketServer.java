package dev.duplex.conformance.interop;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.java_websocket.WebSocket;
import org.java_websocket.drafts.Draft;
import org.java_websocket.drafts.Draft_6455;
import org.java_websocket.exceptions.InvalidDataException;
import org.java_websocket.exceptions.InvalidHandshakeException;
import org.java_websocket.extensions.IExtension;
import org.java_websocket.framing.Framedata;
import org.java_websocket.handshake.ClientHandshake;
import org.java_websocket.handshake.ServerHandshakeBuilder;
import org.java_websocket.protocols.IProtocol;
import org.java_websocket.protocols.Protocol;
import org.java_websocket.server.DefaultSSLWebSocketServerFactory;
import org.java_websocket.server.WebSocketServer;
import org.jspecify.annotations.Nullable;

/**
 * The server of Java-WebSocket.
 */
final class JavaWebSocketServer implements PeerServer {

	@Override
	public Set<Ability> abilities() {
		return Set.of(Ability.FRAGMENTS, Ability.PINGS);
	}

	@Override
	public List<String> deflates() {
		return List.of("as offered");
	}

	@Override
	public int unknownPathStatus() {
		return 404;
	}

	/** It has no other answer. */
	@Override
	public int foreignOriginStatus() {
		return 404;
	}

	@Override
	public Running start(boolean tls, @Nullable String deflate) throws Exception {
		List<IExtension> extensions = (deflate != null) ? List.of(JavaWebSocketClient.deflate(0)) : List.of();
		List<IProtocol> protocols = List.of(new Protocol(SUBPROTOCOLS.get(0)), new Protocol(SUBPROTOCOLS.get(1)),
				new Protocol(""));
		RunningServer server = new RunningServer(new Draft_6455(extensions, protocols));
		if (tls) {
			server.setWebSocketFactory(new DefaultSSLWebSocketServerFactory(Tls.context()));
		}
		server.start();
		server.awaitStart();
		return server;
	}

	private static final class RunningServer extends WebSocketServer implements Running {

		private static final int WORKERS = 2;

		private static final int STOP_MILLIS = 1_000;

		private final CountDownLatch started = new CountDownLatch(1);

		private final PeerEnds ends = new PeerEnds();

		private RunningServer(Draft draft) {
			super(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), WORKERS, List.of(draft));
			setConnectionLostTimeout(0);
			setTcpNoDelay(true);
			setDaemon(true);
		}

		private void awaitStart() throws InterruptedException {
			if (!this.started.await(Received.TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
				throw new IllegalStateException("not started");
			}
		}

		@Override
		public int port() {
			return getPort();
		}

		@Override
		public PeerConnection await(String path) throws Exception {
			return this.ends.await(path);
		}

		@Override
		public void close() throws InterruptedException {
			stop(STOP_MILLIS);
		}

		@Override
		public ServerHandshakeBuilder onWebsocketHandshakeReceivedAsServer(WebSocket connection, Draft draft,
				ClientHandshake request) throws InvalidDataException {
			if (request.hasFieldValue("Origin") || !request.getResourceDescriptor().startsWith(PeerEnds.ROOT)) {
				throw new InvalidHandshakeException("not here");
			}
			return super.onWebsocketHandshakeReceivedAsServer(connection, draft, request);
		}

		@Override
		public void onStart() {
			this.started.countDown();
		}

		@Override
		public void onOpen(WebSocket connection, ClientHandshake handshake) {
			Received received = new Received();
			connection.setAttachment(received);
			Draft_6455 draft = (Draft_6455) connection.getDraft();
			this.ends.opened(connection.getResourceDescriptor(), new JavaWebSocketConnection(connection,
					draft.getExtension().getProvidedExtensionAsServer().replace(" ", ""), received));
		}

		@Override
		public void onMessage(WebSocket connection, String message) {
			connection.<Received>getAttachment().text(message);
		}

		@Override
		public void onMessage(WebSocket connection, ByteBuffer message) {
			connection.<Received>getAttachment().binary(message);
		}

		@Override
		public void onWebsocketPong(WebSocket connection, Framedata frame) {
			connection.<Received>getAttachment().pong(frame.getPayloadData());
		}

		@Override
		public void onClose(WebSocket connection, int code, String reason, boolean remote) {
			Received received = connection.getAttachment();
			if (received != null) {
				received.closed(code, reason);
			}
		}

		@Override
		public void onError(@Nullable WebSocket connection, Exception ex) {
			Received received = (connection != null) ? connection.getAttachment() : null;
			if (received != null) {
				received.failed(ex);
			}
		}

	}

}
