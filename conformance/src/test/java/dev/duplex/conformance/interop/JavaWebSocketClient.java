package dev.duplex.conformance.interop;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.awaitility.Awaitility;
import org.java_websocket.WebSocket;
import org.java_websocket.client.WebSocketClient;
import org.java_websocket.drafts.Draft_6455;
import org.java_websocket.extensions.IExtension;
import org.java_websocket.extensions.permessage_deflate.PerMessageDeflateExtension;
import org.java_websocket.framing.Framedata;
import org.java_websocket.handshake.ServerHandshake;
import org.java_websocket.protocols.IProtocol;
import org.java_websocket.protocols.Protocol;

/**
 * The client of Java-WebSocket.
 */
final class JavaWebSocketClient implements PeerClient {

	/** Its API tells the status in a sentence only. */
	private static final Pattern STATUS = Pattern.compile("Invalid status code received: (\\d{3})");

	/** Without it, an answer without a subprotocol is refused. */
	private static final IProtocol NO_PROTOCOL = new Protocol("");

	private final int threshold;

	/**
	 * One that compresses every message.
	 */
	JavaWebSocketClient() {
		this(0);
	}

	/**
	 * One that compresses what is large.
	 * @param threshold smallest size of a fragment that it compresses
	 */
	JavaWebSocketClient(int threshold) {
		this.threshold = threshold;
	}

	/**
	 * For a client or a server.
	 */
	static PerMessageDeflateExtension deflate(int threshold) {
		PerMessageDeflateExtension deflate = new PerMessageDeflateExtension();
		deflate.setThreshold(threshold);
		return deflate;
	}

	@Override
	public Set<Ability> abilities() {
		return Set.of(Ability.FRAGMENTS, Ability.PINGS, Ability.CHOOSES_OFFER);
	}

	@Override
	public List<String> offers(Compression compression) {
		return List.of("server_no_context_takeover; client_no_context_takeover");
	}

	@Override
	public PeerConnection connect(URI uri, Opening opening) throws Exception {
		List<IExtension> extensions = (opening.offer() != null) ? List.of(deflate(this.threshold)) : List.of();
		List<IProtocol> protocols = new ArrayList<>();
		opening.subprotocols().forEach((name) -> protocols.add(new Protocol(name)));
		if (protocols.isEmpty()) {
			protocols.add(NO_PROTOCOL);
		}
		Client client = new Client(uri, new Draft_6455(extensions, protocols));
		if (opening.origin() != null) {
			client.addHeader("Origin", opening.origin());
		}
		if (uri.getScheme().equals("wss")) {
			client.setSocketFactory(Tls.context().getSocketFactory());
		}
		client.connect();
		try {
			ServerHandshake handshake = client.opened.get(Received.TIMEOUT_SECONDS, TimeUnit.SECONDS);
			return new JavaWebSocketConnection(client,
					handshake.getFieldValue("Sec-WebSocket-Extensions").replace(" ", ""), client.received);
		}
		catch (ExecutionException ex) {
			throw (ex.getCause() instanceof RefusedException refused) ? refused : ex;
		}
	}

	@Override
	public void close() {
		// Each connection has threads of its own.
	}

	private static final class Client extends WebSocketClient {

		private final CompletableFuture<ServerHandshake> opened = new CompletableFuture<>();

		private final Received received = new Received();

		private Client(URI uri, Draft_6455 draft) {
			super(uri, draft);
			setConnectionLostTimeout(0);
		}

		/**
		 * A close that comes between two writes would interrupt the writing thread before
		 * it sees the Close frame, and end TCP without it.
		 */
		@Override
		public void close(int code, String message) {
			Awaitility.await("the writing threads are idle")
				.pollDelay(Duration.ZERO)
				.pollInterval(Duration.ofMillis(1))
				.until(() -> Thread.getAllStackTraces()
					.keySet()
					.stream()
					.filter((thread) -> thread.getName().startsWith("WebSocketWriteThread-"))
					.allMatch((thread) -> thread.getState() == Thread.State.WAITING));
			super.close(code, message);
		}

		@Override
		public void onOpen(ServerHandshake handshake) {
			this.opened.complete(handshake);
		}

		@Override
		public void onMessage(String message) {
			this.received.text(message);
		}

		@Override
		public void onMessage(ByteBuffer bytes) {
			this.received.binary(bytes);
		}

		@Override
		public void onWebsocketPong(WebSocket connection, Framedata frame) {
			this.received.pong(frame.getPayloadData());
		}

		@Override
		public void onClose(int code, String reason, boolean remote) {
			Matcher status = STATUS.matcher(reason);
			this.opened.completeExceptionally(
					status.find() ? new RefusedException(Integer.parseInt(status.group(1))) : new IOException(reason));
			this.received.closed(code, reason);
		}

		@Override
		public void onError(Exception ex) {
			this.opened.completeExceptionally(ex);
			this.received.failed(ex);
		}

	}

}
