package dev.duplex.spring.testing;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * A WebSocket client of another maker, the JDK's.
 */
public final class TestClient implements WebSocket.Listener, AutoCloseable {

	private static final HttpClient HTTP = HttpClient.newHttpClient();

	private static final int WAIT_SECONDS = 10;

	private final BlockingQueue<String> texts = new LinkedBlockingQueue<>();

	private final BlockingQueue<ByteBuffer> binaries = new LinkedBlockingQueue<>();

	private final CompletableFuture<String> closed = new CompletableFuture<>();

	private final StringBuilder text = new StringBuilder();

	private @Nullable WebSocket webSocket;

	private TestClient() {
	}

	/**
	 * Connects, with pairs of header name and value.
	 */
	public static TestClient connect(int port, String path, String... headers) {
		TestClient client = new TestClient();
		WebSocket.Builder builder = HTTP.newWebSocketBuilder().connectTimeout(Duration.ofSeconds(WAIT_SECONDS));
		for (int i = 0; i < headers.length; i += 2) {
			builder.header(headers[i], headers[i + 1]);
		}
		client.webSocket = builder.buildAsync(URI.create("ws://localhost:" + port + path), client).join();
		return client;
	}

	/**
	 * The status with which a handshake is refused.
	 */
	public static int refusal(int port, String path, String... headers) {
		try (TestClient client = connect(port, path, headers)) {
			throw new AssertionError("The handshake was accepted");
		}
		catch (CompletionException ex) {
			if (ex.getCause() instanceof WebSocketHandshakeException refused) {
				return refused.getResponse().statusCode();
			}
			throw ex;
		}
	}

	/**
	 * The value of an Authorization header.
	 */
	public static String basic(String user, String password) {
		return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes());
	}

	public TestClient send(String message) {
		webSocket().sendText(message, true).join();
		return this;
	}

	public TestClient send(ByteBuffer message) {
		webSocket().sendBinary(message, true).join();
		return this;
	}

	public String text() throws InterruptedException {
		String message = this.texts.poll(WAIT_SECONDS, TimeUnit.SECONDS);
		if (message == null) {
			throw new AssertionError("No text message; closed with " + this.closed);
		}
		return message;
	}

	public ByteBuffer binary() throws InterruptedException {
		ByteBuffer message = this.binaries.poll(WAIT_SECONDS, TimeUnit.SECONDS);
		if (message == null) {
			throw new AssertionError("No binary message; closed with " + this.closed);
		}
		return message;
	}

	/**
	 * Waits for the server's Close frame.
	 */
	public String closed() throws Exception {
		return this.closed.get(WAIT_SECONDS, TimeUnit.SECONDS);
	}

	private WebSocket webSocket() {
		WebSocket connected = this.webSocket;
		if (connected == null) {
			throw new IllegalStateException("not connected");
		}
		return connected;
	}

	@Override
	public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
		this.text.append(data);
		if (last) {
			this.texts.add(this.text.toString());
			this.text.setLength(0);
		}
		webSocket.request(1);
		return null;
	}

	@Override
	public @Nullable CompletionStage<?> onBinary(WebSocket webSocket, ByteBuffer data, boolean last) {
		this.binaries.add(ByteBuffer.allocate(data.remaining()).put(data).flip());
		webSocket.request(1);
		return null;
	}

	@Override
	public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
		this.closed.complete(statusCode + " " + reason);
		return null;
	}

	@Override
	public void onError(WebSocket webSocket, Throwable error) {
		this.closed.completeExceptionally(error);
	}

	@Override
	public void close() {
		webSocket().abort();
	}

}
