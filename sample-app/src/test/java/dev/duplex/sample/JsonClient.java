package dev.duplex.sample;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A client that is no browser: the JDK's, with JSON.
 */
public final class JsonClient implements WebSocket.Listener, AutoCloseable {

	private static final HttpClient HTTP = HttpClient.newHttpClient();

	private static final JsonMapper JSON = new JsonMapper();

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private final BlockingQueue<JsonNode> received = new LinkedBlockingQueue<>();

	private final CompletableFuture<Integer> closeCode = new CompletableFuture<>();

	private final StringBuilder partial = new StringBuilder();

	private final WebSocket webSocket;

	private JsonClient(URI uri) {
		this.webSocket = HTTP.newWebSocketBuilder().connectTimeout(PATIENCE).buildAsync(uri, this).join();
	}

	public static JsonClient connect(URI uri) {
		return new JsonClient(uri);
	}

	public void send(String json) {
		this.webSocket.sendText(json, true).join();
	}

	/**
	 * Takes messages until one of a type comes.
	 * @param type the type
	 * @return the message
	 */
	public JsonNode next(String type) {
		JsonNode message;
		do {
			message = take();
			if (message == null) {
				throw new AssertionError("No message of type '%s' within %s".formatted(type, PATIENCE));
			}
		}
		while (!message.path("type").stringValue("").equals(type));
		return message;
	}

	private @Nullable JsonNode take() {
		try {
			return this.received.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * The code with which the server closes.
	 * @return the code
	 */
	public int closeCode() {
		return this.closeCode.orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS).join();
	}

	@Override
	public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
		this.partial.append(data);
		if (last) {
			this.received.add(JSON.readTree(this.partial.toString()));
			this.partial.setLength(0);
		}
		webSocket.request(1);
		return null;
	}

	@Override
	public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
		this.closeCode.complete(statusCode);
		return null;
	}

	@Override
	public void onError(WebSocket webSocket, Throwable error) {
		this.closeCode.completeExceptionally(error);
	}

	/**
	 * Leaves, and waits until the server has agreed.
	 */
	@Override
	public void close() {
		if (!this.webSocket.isOutputClosed()) {
			this.webSocket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
		}
		this.closeCode.orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS).join();
	}

}
