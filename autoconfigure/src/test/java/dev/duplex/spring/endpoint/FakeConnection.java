package dev.duplex.spring.endpoint;

import java.io.OutputStream;
import java.io.Writer;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;

import dev.duplex.engine.CloseReason;
import dev.duplex.engine.Endpoint;
import dev.duplex.engine.SendOptions;
import dev.duplex.engine.SendResult;
import dev.duplex.engine.WebSocketConnection;
import dev.duplex.engine.protocol.HandshakeRequest;
import dev.duplex.engine.protocol.Header;
import org.jspecify.annotations.Nullable;

/**
 * A connection without a network: a test plays the peer, and reads what it would have
 * got. Failures of the handler are dealt with as the engine does.
 */
class FakeConnection implements WebSocketConnection {

	/**
	 * What was sent, as {@code text …}, {@code binary …} or {@code close code reason}.
	 */
	final List<String> sent = new CopyOnWriteArrayList<>();

	/** What the engine's listener would have heard of, and so what is logged by it. */
	final List<Throwable> reported = new CopyOnWriteArrayList<>();

	private final Endpoint endpoint;

	private final Map<String, String> pathVariables;

	private final HandshakeRequest handshake;

	private final @Nullable Principal principal;

	private final Map<String, Object> attributes = new ConcurrentHashMap<>();

	private final Set<String> subscriptions = new TreeSet<>();

	private volatile boolean open = true;

	FakeConnection(Endpoint endpoint, Map<String, String> pathVariables, HandshakeRequest handshake,
			@Nullable Principal principal) {
		this.endpoint = endpoint;
		this.pathVariables = pathVariables;
		this.handshake = handshake;
		this.principal = principal;
	}

	FakeConnection open() {
		call(() -> this.endpoint.handler().onOpen(this));
		return this;
	}

	FakeConnection text(String text) {
		ByteBuffer utf8 = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
		call(() -> this.endpoint.handler().onText(this, utf8));
		return this;
	}

	FakeConnection textInDirectMemory(String text) {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		ByteBuffer utf8 = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
		call(() -> this.endpoint.handler().onText(this, utf8));
		return this;
	}

	FakeConnection binary(String data) {
		call(() -> this.endpoint.handler()
			.onBinary(this, ByteBuffer.wrap(("?" + data + "?").getBytes(StandardCharsets.UTF_8), 1, data.length())));
		return this;
	}

	FakeConnection pong(String payload) {
		call(() -> this.endpoint.handler().onPong(this, ByteBuffer.wrap(payload.getBytes(StandardCharsets.UTF_8))));
		return this;
	}

	FakeConnection disconnect(int code) {
		this.open = false;
		try {
			this.endpoint.handler().onClose(this, new CloseReason(code, "", CloseReason.Initiator.REMOTE));
		}
		catch (Throwable ex) {
			this.reported.add(ex);
		}
		return this;
	}

	/**
	 * What comes after a failure that the engine has reported is discarded by it.
	 */
	private void call(Callback callback) {
		if (!this.reported.isEmpty()) {
			return;
		}
		try {
			callback.run();
		}
		catch (Throwable failure) {
			boolean handled = false;
			try {
				handled = this.endpoint.handler().onError(this, failure);
			}
			catch (Throwable ex) {
				failure.addSuppressed(ex);
			}
			if (!handled) {
				this.reported.add(failure);
				close(1011, "Internal error");
			}
		}
	}

	private interface Callback {

		void run() throws Exception;

	}

	@Override
	public String id() {
		return "00112233445566778899aabbccddeeff";
	}

	@Override
	public boolean isClient() {
		return false;
	}

	@Override
	public List<Header> responseHeaders() {
		return List.of();
	}

	@Override
	public OutputStream binaryStream() {
		throw new UnsupportedOperationException();
	}

	@Override
	public Writer textWriter() {
		throw new UnsupportedOperationException();
	}

	@Override
	public CompletionStage<@Nullable Void> sendText(Flow.Publisher<? extends CharSequence> parts) {
		throw new UnsupportedOperationException();
	}

	@Override
	public CompletionStage<@Nullable Void> sendBinary(Flow.Publisher<ByteBuffer> parts) {
		throw new UnsupportedOperationException();
	}

	@Override
	public String endpoint() {
		return this.endpoint.name();
	}

	@Override
	public HandshakeRequest handshake() {
		return this.handshake;
	}

	@Override
	public Map<String, String> pathVariables() {
		return this.pathVariables;
	}

	@Override
	public @Nullable String subprotocol() {
		return null;
	}

	@Override
	public @Nullable Principal principal() {
		return this.principal;
	}

	@Override
	public InetSocketAddress remoteAddress() {
		return this.handshake.remoteAddress();
	}

	@Override
	public boolean isOpen() {
		return this.open;
	}

	@Override
	public Map<String, Object> attributes() {
		return this.attributes;
	}

	@Override
	public SendResult sendText(String text) {
		return sent("text " + text);
	}

	@Override
	public SendResult sendText(ByteBuffer utf8) {
		return sent("text " + StandardCharsets.UTF_8.decode(utf8.duplicate()));
	}

	@Override
	public SendResult sendBinary(ByteBuffer data) {
		return sent("binary " + StandardCharsets.UTF_8.decode(data.duplicate()));
	}

	private SendResult sent(String message) {
		if (!this.open) {
			return SendResult.CLOSED;
		}
		this.sent.add(message);
		return SendResult.ACCEPTED;
	}

	@Override
	public CompletionStage<Void> sendTextAsync(String text) {
		sendText(text);
		return CompletableFuture.completedFuture(null);
	}

	@Override
	public CompletionStage<Void> sendBinaryAsync(ByteBuffer data) {
		sendBinary(data);
		return CompletableFuture.completedFuture(null);
	}

	@Override
	public SendResult sendText(String text, SendOptions options) {
		return sendText(text);
	}

	@Override
	public SendResult sendText(ByteBuffer utf8, SendOptions options) {
		return sendText(utf8);
	}

	@Override
	public SendResult sendBinary(ByteBuffer data, SendOptions options) {
		return sendBinary(data);
	}

	@Override
	public CompletionStage<Void> sendTextAsync(String text, SendOptions options) {
		return sendTextAsync(text);
	}

	@Override
	public CompletionStage<Void> sendBinaryAsync(ByteBuffer data, SendOptions options) {
		return sendBinaryAsync(data);
	}

	@Override
	public void sendTextAndAwait(String text) {
		sendText(text);
	}

	@Override
	public void sendBinaryAndAwait(ByteBuffer data) {
		sendBinary(data);
	}

	@Override
	public SendResult sendPing(ByteBuffer payload) {
		return SendResult.ACCEPTED;
	}

	@Override
	public void close(int code, String reason) {
		if (this.open) {
			this.open = false;
			this.sent.add("close " + code + " " + reason);
		}
	}

	@Override
	public long queuedBytes() {
		return 0;
	}

	@Override
	public boolean subscribe(String topic) {
		return this.subscriptions.add(topic);
	}

	@Override
	public boolean subscribeMatching(String pattern) {
		return this.subscriptions.add(pattern);
	}

	@Override
	public boolean unsubscribe(String topic) {
		return this.subscriptions.remove(topic);
	}

	@Override
	public Set<String> subscriptions() {
		return Set.copyOf(this.subscriptions);
	}

}
