package dev.duplex.benchmarks.server;

import java.util.HashSet;
import java.util.Set;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;

/**
 * Vert.x on NIO, with one event loop.
 */
public final class VertxServer {

	private static final int MAX_MESSAGE_SIZE = 65536;

	private VertxServer() {
	}

	/**
	 * Starts the server.
	 * @param args none
	 * @throws Exception if it does not start
	 */
	public static void main(String[] args) throws Exception {
		// The one loop is the only thread that comes here.
		Set<ServerWebSocket> everybody = new HashSet<>();
		HttpServerOptions options = new HttpServerOptions().setHost("127.0.0.1")
			.setPort(0)
			.setAcceptBacklog(1024)
			.setTcpNoDelay(true)
			.setMaxWebSocketFrameSize(MAX_MESSAGE_SIZE)
			.setMaxWebSocketMessageSize(MAX_MESSAGE_SIZE);
		int port = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1))
			.createHttpServer(options)
			.webSocketHandler((socket) -> {
				if (socket.path().equals("/topic")) {
					join(everybody, socket);
				}
				else {
					socket.textMessageHandler(socket::writeTextMessage);
					socket.binaryMessageHandler(socket::writeBinaryMessage);
				}
			})
			.listen()
			.toCompletionStage()
			.toCompletableFuture()
			.get()
			.actualPort();
		Console.serve(port);
	}

	private static void join(Set<ServerWebSocket> everybody, ServerWebSocket socket) {
		everybody.add(socket);
		socket.closeHandler((nothing) -> everybody.remove(socket));
		socket.textMessageHandler((text) -> everybody.forEach((each) -> each.writeTextMessage(text)));
	}

}
