package dev.duplex.conformance.interop;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * A process of Node with {@code ws}, told what to do by lines of JSON: see
 * {@code src/test/node/peer.js}.
 */
final class NodePeer implements AutoCloseable {

	private final JsonMapper json = new JsonMapper();

	private final Map<String, End> ends = new ConcurrentHashMap<>();

	private final Process process;

	private final Writer commands;

	private NodePeer(Process process) {
		this.process = process;
		this.commands = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
		Thread reader = new Thread(this::read, "node-peer");
		reader.setDaemon(true);
		reader.start();
	}

	static NodePeer start() {
		try {
			return new NodePeer(NodeWs.process("peer.js").redirectError(ProcessBuilder.Redirect.INHERIT).start());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * What Node tells.
	 */
	private record Told(String connection, String event, @Nullable String data, @Nullable Integer code,
			@Nullable String subprotocol, @Nullable String extensions) {
	}

	private void read() {
		try (BufferedReader lines = new BufferedReader(
				new InputStreamReader(this.process.getInputStream(), StandardCharsets.UTF_8))) {
			for (String line = lines.readLine(); line != null; line = lines.readLine()) {
				Told told = this.json.readValue(line, Told.class);
				end(told.connection()).accept(told);
			}
		}
		catch (IOException | JacksonException ex) {
			this.ends.values().forEach((end) -> end.fail(ex));
		}
	}

	/**
	 * The connection, or the server, that goes by a name.
	 */
	End end(String name) {
		return this.ends.computeIfAbsent(name, (key) -> new End(this, key));
	}

	synchronized void tell(Map<String, Object> command) throws IOException {
		this.commands.write(this.json.writeValueAsString(command) + "\n");
		this.commands.flush();
	}

	@Override
	public void close() throws IOException {
		this.commands.close();
		this.process.onExit().orTimeout(Received.TIMEOUT_SECONDS, TimeUnit.SECONDS).join();
	}

	private static String base64(byte[] data) {
		return Base64.getEncoder().encodeToString(data);
	}

	/**
	 * An end of a connection at Node, or a server there.
	 */
	static final class End implements PeerConnection {

		private final NodePeer node;

		private final String name;

		private final CompletableFuture<Told> opened = new CompletableFuture<>();

		private final Received received = new Received();

		private End(NodePeer node, String name) {
			this.node = node;
			this.name = name;
		}

		private void accept(Told told) {
			String data = (told.data() != null) ? told.data() : "";
			switch (told.event()) {
				case "opened", "listening" -> this.opened.complete(told);
				case "refused" -> this.opened.completeExceptionally(new RefusedException(told.code()));
				case "text" -> this.received.text(data);
				case "binary" -> this.received.binary(ByteBuffer.wrap(Base64.getDecoder().decode(data)));
				case "pong" -> this.received.pong(ByteBuffer.wrap(Base64.getDecoder().decode(data)));
				case "closed" -> this.received.closed(told.code(), data);
				default -> fail(new IOException(data));
			}
		}

		private void fail(Exception cause) {
			this.opened.completeExceptionally(cause);
			this.received.failed(cause);
		}

		/**
		 * Completes when the connection is open, or the server listens.
		 */
		CompletableFuture<End> opened() {
			return this.opened.thenApply((told) -> this);
		}

		/**
		 * The server's port.
		 */
		int port() {
			return this.opened.join().code();
		}

		@Override
		public Received received() {
			return this.received;
		}

		@Override
		public @Nullable String subprotocol() {
			return this.opened.join().subprotocol();
		}

		@Override
		public String extensions() {
			String extensions = this.opened.join().extensions();
			return (extensions != null) ? extensions.replace(" ", "") : "";
		}

		@Override
		public void sendText(String text) throws IOException {
			tell("text", Map.of("data", text));
		}

		@Override
		public void sendBinary(byte[] data) throws IOException {
			tell("binary", Map.of("data", base64(data)));
		}

		@Override
		public void sendTextParts(List<String> parts, Action between) throws Exception {
			for (int i = 0; i < parts.size(); i++) {
				boolean last = i == parts.size() - 1;
				if (last) {
					between.run();
				}
				tell("fragment", Map.of("data", base64(parts.get(i).getBytes(StandardCharsets.UTF_8)), "binary", false,
						"last", last));
			}
		}

		@Override
		public void sendBinaryParts(List<byte[]> parts) throws IOException {
			for (int i = 0; i < parts.size(); i++) {
				tell("fragment", Map.of("data", base64(parts.get(i)), "binary", true, "last", i == parts.size() - 1));
			}
		}

		@Override
		public void sendPing(byte[] payload) throws IOException {
			tell("ping", Map.of("data", base64(payload)));
		}

		@Override
		public void close(int code, String reason) throws IOException {
			tell("close", Map.of("code", code, "data", reason));
		}

		@Override
		public void closeWithoutCode() throws IOException {
			tell("close", Map.of());
		}

		@Override
		public void abort() throws IOException {
			tell("abort", Map.of());
		}

		private void tell(String action, Map<String, Object> arguments) throws IOException {
			Map<String, Object> command = new HashMap<>(arguments);
			command.put("action", action);
			command.put("connection", this.name);
			this.node.tell(command);
		}

	}

}
