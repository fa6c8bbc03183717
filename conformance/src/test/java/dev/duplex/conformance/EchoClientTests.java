package dev.duplex.conformance;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.duplex.engine.CompressionOptions;
import dev.duplex.engine.ConnectionHandler;
import dev.duplex.engine.ConnectionOptions;
import dev.duplex.engine.Endpoint;
import dev.duplex.engine.EngineListener;
import dev.duplex.engine.EngineOptions;
import dev.duplex.engine.WebSocketConnection;
import dev.duplex.engine.runtime.WebSocketEngine;
import dev.duplex.engine.runtime.WebSocketServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link EchoClient} with a server that speaks as the fuzzing server of the
 * Autobahn|Testsuite.
 */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class EchoClientTests {

	private static final int LARGE = 16 << 20;

	private final List<String> seen = new CopyOnWriteArrayList<>();

	/**
	 * Counts three cases, sends a text, a binary and a large message in each, and closes.
	 */
	private final class FuzzingServer implements ConnectionHandler {

		@Override
		public void onOpen(WebSocketConnection connection) {
			String path = connection.handshake().path();
			EchoClientTests.this.seen.add(path + connection.handshake().queryParameters());
			if (path.equals("/getCaseCount")) {
				connection.sendText("3");
			}
			if (path.equals("/runCase")) {
				connection.sendText("K\u00F6ln");
				connection.sendBinary(ByteBuffer.wrap(new byte[] { 1, 2 }));
				connection.sendBinary(ByteBuffer.allocate(LARGE));
			}
			else {
				connection.close();
			}
		}

		@Override
		public void onText(WebSocketConnection connection, String text) {
			EchoClientTests.this.seen.add(text);
		}

		@Override
		public void onBinary(WebSocketConnection connection, ByteBuffer data) {
			EchoClientTests.this.seen.add(data.remaining() + " bytes");
			if (data.remaining() == LARGE) {
				connection.close();
			}
		}

	}

	@Test
	void playsEveryCaseAndHasReportsWritten() throws Exception {
		ConnectionOptions options = ConnectionOptions.defaults()
			.toBuilder()
			.maxFrameSize(-1)
			.maxMessageSize(LARGE)
			.sendQueueBytes(-1)
			.compression(new CompressionOptions(1, 0, true))
			.build();
		Endpoint endpoint = Endpoint.builder("fuzzing", new FuzzingServer()).options(options).build();
		InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
		WebSocketEngine engine = new WebSocketEngine(EngineOptions.defaults(), new EngineListener() {
		});
		try (WebSocketServer server = WebSocketServer.start(engine, address, 50,
				(request) -> CompletableFuture.completedFuture(engine.decide(endpoint, request, Map.of(), null)))) {
			EchoClient.main(new String[] { "ws://127.0.0.1:" + server.port() });
		}
		finally {
			engine.close();
		}
		assertThat(this.seen).startsWith("/getCaseCount{}").endsWith("/updateReports{agent=[duplex]}").hasSize(14);
		for (int number = 1; number <= 3; number++) {
			assertThat(this.seen).containsSequence("/runCase{case=[%d], agent=[duplex]}".formatted(number), "K\u00F6ln",
					"2 bytes", LARGE + " bytes");
		}
	}

}
