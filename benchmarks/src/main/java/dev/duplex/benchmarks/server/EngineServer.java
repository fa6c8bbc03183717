package dev.duplex.benchmarks.server;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;

import dev.duplex.benchmarks.server.ServerArguments.Deflate;
import dev.duplex.engine.CompressionOptions;
import dev.duplex.engine.ConnectionHandler;
import dev.duplex.engine.ConnectionOptions;
import dev.duplex.engine.Endpoint;
import dev.duplex.engine.EngineListener;
import dev.duplex.engine.EngineOptions;
import dev.duplex.engine.HandshakeDecision;
import dev.duplex.engine.HandshakeHandler;
import dev.duplex.engine.Topics;
import dev.duplex.engine.WebSocketConnection;
import dev.duplex.engine.nio.TlsEngineFactory;
import dev.duplex.engine.protocol.HandshakeRefusal;
import dev.duplex.engine.runtime.WebSocketEngine;
import dev.duplex.engine.runtime.WebSocketServer;
import org.jspecify.annotations.Nullable;

/**
 * The engine on its own port, no Spring: one event loop, which the handler runs on.
 */
public final class EngineServer {

	/**
	 * Argument: the handler takes text as strings, else as bytes like the Netty server.
	 */
	public static final String STRINGS = "strings";

	private EngineServer() {
	}

	/**
	 * Starts the server.
	 * @param args {@link #STRINGS} or not, and those of {@link ServerArguments}
	 * @throws Exception if it does not start
	 */
	public static void main(String[] args) throws Exception {
		ServerArguments arguments = ServerArguments.parse(args);
		EngineOptions options = EngineOptions.defaults().toBuilder().eventLoops(1).maxConnections(-1).build();
		WebSocketEngine engine = new WebSocketEngine(options, new EngineListener() {
		});
		ConnectionHandler handler = arguments.words().contains(STRINGS) ? new StringEcho() : new ByteEcho();
		Map<String, Endpoint> endpoints = Stream
			.of(Endpoint.builder("/echo", handler), Endpoint.builder("/topic", new Publisher(engine.topics())))
			.map((builder) -> builder.options(options(arguments.deflate())).build())
			.collect(Collectors.toMap(Endpoint::name, Function.identity()));
		HandshakeRefusal unknown = HandshakeRefusal.of(404, "unknown_path", "There is no such endpoint.");
		InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
		HandshakeHandler decision = (request) -> {
			Endpoint endpoint = endpoints.get(request.path());
			return CompletableFuture.completedFuture((endpoint != null)
					? engine.decide(endpoint, request, Map.of(), null) : new HandshakeDecision.Refuse(null, unknown));
		};
		Certificate certificate = arguments.certificate();
		WebSocketServer server = (certificate != null)
				? WebSocketServer.start(engine, address, 1024, decision, tls(certificate))
				: WebSocketServer.start(engine, address, 1024, decision);
		Console.serve(server.port());
	}

	private static ConnectionOptions options(@Nullable Deflate deflate) {
		ConnectionOptions.Builder options = ConnectionOptions.defaults().toBuilder();
		if (deflate != null) {
			options.compression(new CompressionOptions(deflate.level(), 0, deflate.contextTakeover()));
		}
		return options.build();
	}

	private static TlsEngineFactory tls(Certificate certificate) throws Exception {
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(certificate.keyManagers().getKeyManagers(), null, null);
		return () -> {
			SSLEngine engine = context.createSSLEngine();
			engine.setUseClientMode(false);
			return engine;
		};
	}

	private static final class ByteEcho implements ConnectionHandler {

		@Override
		public void onText(WebSocketConnection connection, ByteBuffer utf8) {
			connection.sendText(utf8);
		}

		@Override
		public void onBinary(WebSocketConnection connection, ByteBuffer data) {
			connection.sendBinary(data);
		}

	}

	/**
	 * Sends a text to everybody.
	 *
	 * @param topics where everybody is subscribed
	 */
	private record Publisher(Topics topics) implements ConnectionHandler {

		private static final String TOPIC = "all";

		@Override
		public void onOpen(WebSocketConnection connection) {
			connection.subscribe(TOPIC);
		}

		@Override
		public void onText(WebSocketConnection connection, ByteBuffer utf8) {
			this.topics.publishText(TOPIC, utf8);
		}

	}

	private static final class StringEcho implements ConnectionHandler {

		@Override
		public void onText(WebSocketConnection connection, String text) {
			connection.sendText(text);
		}

		@Override
		public void onBinary(WebSocketConnection connection, ByteBuffer data) {
			connection.sendBinary(data);
		}

	}

}
