package dev.duplex.engine.tck;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import dev.duplex.engine.CompressionOptions;
import dev.duplex.engine.Endpoint;
import dev.duplex.engine.Limit;
import dev.duplex.engine.SendOptions;
import dev.duplex.engine.WebSocketConnection;
import dev.duplex.engine.protocol.MessageDeflater;
import dev.duplex.engine.protocol.Opcode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * permessage-deflate (RFC 7692) over a transport: what both sides agreed on is kept, with
 * windows of every size, whoever sends from whatever thread, and no native memory is
 * lost.
 */
public abstract class DeflateTck extends TransportTestBase {

	private static final CompressionOptions STANDALONE = new CompressionOptions(1, 0, false);

	private static final CompressionOptions TAKEOVER = new CompressionOptions(6, 0, true);

	private static final String OFFER = "permessage-deflate";

	private static final int INFLATER_BYTES = 40_000;

	/** What both event loops may keep for later: eight inflaters and a deflater each. */
	private static final int POOLED = 2 * (8 * INFLATER_BYTES + 300_000);

	protected DeflateTck(TransportFixture.Factory factory) {
		super(factory);
	}

	private EchoHandler startEcho(Threading threading, CompressionOptions compression) {
		EchoHandler handler = new EchoHandler();
		start(threading, handler, (options) -> options.compression(compression).sendQueueMessages(-1));
		return handler;
	}

	private DeflateClient open(String path, String offer) {
		return DeflateClient.open(connect(), path, offer);
	}

	private DeflateClient openOffering(String offer) {
		return open(PATH, offer);
	}

	private static byte[] json(int seed, int length) {
		StringBuilder json = new StringBuilder(length + 64);
		Random random = new Random(seed);
		while (json.length() < length) {
			json.append("{\"symbol\":\"")
				.append((char) ('A' + random.nextInt(26)))
				.append("\",\"price\":")
				.append(random.nextInt(100_000))
				.append("},");
		}
		return json.substring(0, length).getBytes(StandardCharsets.US_ASCII);
	}

	static Stream<Arguments> offers() {
		List<String> offers = new ArrayList<>(List.of(OFFER, OFFER + "; client_max_window_bits",
				OFFER + "; client_no_context_takeover", OFFER + "; server_no_context_takeover",
				OFFER + "; client_no_context_takeover; server_no_context_takeover",
				OFFER + "; server_no_context_takeover; server_max_window_bits=8; client_max_window_bits=9"));
		for (int bits = 8; bits <= 15; bits++) {
			offers.add(OFFER + "; server_max_window_bits=" + bits);
		}
		return offers.stream()
			.flatMap((offer) -> Stream.of(STANDALONE, TAKEOVER)
				.flatMap((compression) -> Stream.of(Threading.values())
					.map((threading) -> Arguments.of(threading, compression, offer))));
	}

	@ParameterizedTest
	@MethodSource("offers")
	void echoesAsWasAgreed(Threading threading, CompressionOptions compression, String offer) {
		startEcho(threading, compression);
		try (DeflateClient client = openOffering(offer)) {
			Random random = new Random(offer.hashCode());
			byte[] noise = new byte[3_000];
			random.nextBytes(noise);
			for (int length : new int[] { 5, 0, 1, 200, 1_000, 70, 20_000, 65_536, 65_535, 300, 40_000 }) {
				byte[] message = json(length, length);
				client.send(Opcode.TEXT, message);
				assertThat(client.read()).isEqualTo(Frame.of(Opcode.TEXT, message));
				assertThat(client.lastWasCompressed()).isEqualTo(
						compression.contextTakeover() && !offer.contains("server_no_context_takeover") || length >= 70);
				client.send(Opcode.BINARY, noise);
				assertThat(client.read()).isEqualTo(Frame.binary(noise));
			}
			assertThat(client.raw().closeGracefully().closeCode()).isEqualTo(1000);
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			permessage-deflate; server_max_window_bits=7
			permessage-deflate; client_max_window_bits=16
			permessage-deflate; server_no_context_takeover=1
			permessage-deflate; unknown
			x-webkit-deflate-frame
			PERMESSAGE-DEFLATE
			""")
	void answersPlainWhenNothingWasAgreed(String offer) {
		startEcho(Threading.EVENT_LOOP, STANDALONE);
		RawClient client = connect();
		RawClient.Response response = client
			.handshake(RawRequest.handshake(PATH).with("Sec-WebSocket-Extensions: " + offer));
		assertThat(response.header("Sec-WebSocket-Extensions")).isEmpty();
		expectPlain(client);
	}

	@Test
	void agreesOnNothingUnlessSwitchedOn() {
		start(Threading.EVENT_LOOP, new EchoHandler());
		RawClient client = connect();
		RawClient.Response response = client
			.handshake(RawRequest.handshake(PATH).with("Sec-WebSocket-Extensions: " + OFFER));
		assertThat(response.header("Sec-WebSocket-Extensions")).isEmpty();
		expectPlain(client);
	}

	private static void expectPlain(RawClient client) {
		Frame message = Frame.of(Opcode.TEXT, json(1, 5_000));
		client.send(message);
		assertThat(client.readFrame()).isEqualTo(message);
		client.send(Hex.bytes("C1 81 K 00"));
		assertThat(client.readClose().closeCode()).isEqualTo(1002);
	}

	@ParameterizedTest
	@ThreadingSource
	void sendsSmallMessagesPlain(Threading threading) {
		start(threading, new EchoHandler(), (options) -> options.compression(new CompressionOptions(1, 1_000, true)));
		try (DeflateClient client = openOffering(OFFER)) {
			for (int length : new int[] { 999, 1_000, 10, 2_000, 0, 5_000 }) {
				byte[] message = json(3, length);
				client.send(Opcode.TEXT, message);
				assertThat(client.read()).isEqualTo(Frame.of(Opcode.TEXT, message));
				assertThat(client.lastWasCompressed()).isEqualTo(length >= 1_000);
			}
		}
	}

	@ParameterizedTest
	@ThreadingSource
	void sendsPlainWhatDoesNotBecomeSmaller(Threading threading) {
		startEcho(threading, STANDALONE);
		byte[] noise = new byte[10_000];
		new Random(4).nextBytes(noise);
		try (DeflateClient client = openOffering(OFFER)) {
			client.send(Opcode.BINARY, noise);
			assertThat(client.read()).isEqualTo(Frame.binary(noise));
			assertThat(client.lastWasCompressed()).isFalse();
		}
	}

	@ParameterizedTest
	@ThreadingSource
	void takesPlainAndCompressedMessagesInAnyOrderWithPingsBetweenTheirFrames(Threading threading) {
		startEcho(threading, TAKEOVER);
		Random random = new Random(5);
		try (DeflateClient client = openOffering(OFFER)) {
			for (int i = 0; i < 200; i++) {
				byte[] message = json(i % 7, random.nextInt(4_000));
				if (random.nextInt(3) == 0) {
					client.raw().send(Frame.of(Opcode.TEXT, message));
				}
				else {
					byte[] payload = client.compress(message);
					int half = random.nextInt(payload.length);
					client.raw().send(new Frame(0x41, Arrays.copyOf(payload, half)));
					client.raw().send(Frame.ping("ping " + i));
					client.raw().send(Frame.of(Opcode.CONTINUATION, Arrays.copyOfRange(payload, half, payload.length)));
					assertThat(client.read()).isEqualTo(Frame.pong("ping " + i));
				}
				assertThat(client.read()).isEqualTo(Frame.of(Opcode.TEXT, message));
			}
		}
	}

	@ParameterizedTest
	@ThreadingSource
	void keepsOrderAndContextWhenManyMessagesAreUnderWay(Threading threading) {
		startEcho(threading, TAKEOVER);
		try (DeflateClient client = openOffering(OFFER)) {
			int count = 3_000;
			CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> {
				for (int i = 0; i < count; i++) {
					client.send(Opcode.TEXT, json(i, 1 + i % 3_000));
				}
			});
			for (int i = 0; i < count; i++) {
				assertThat(client.read()).isEqualTo(Frame.of(Opcode.TEXT, json(i, 1 + i % 3_000)));
			}
			sending.join();
		}
	}

	@Test
	void compressesMessagesLargerThanTheLoopsBuffer() {
		start(Threading.EVENT_LOOP, new EchoHandler(),
				(options) -> options.compression(TAKEOVER).maxFrameSize(-1).maxMessageSize(4 << 20));
		try (DeflateClient client = openOffering(OFFER)) {
			for (int length : new int[] { 10, 131_072, 1_000_000, 100, 3_000_000, 113_000, 116_000, 118_000 }) {
				client.send(Opcode.TEXT, json(6, length));
				assertThat(client.read()).isEqualTo(Frame.of(Opcode.TEXT, json(6, length)));
			}
		}
	}

	/**
	 * Shared frames stand for themselves; private ones, compressed with a context, go
	 * around them. Nobody's window may come to differ from the peer's.
	 */
	@ParameterizedTest
	@CsvSource({ "EVENT_LOOP, true", "WORKER, true", "EVENT_LOOP, false" })
	void mixesPublishedAndPrivateMessages(Threading threading, boolean takeover) {
		EchoHandler handler = new EchoHandler() {
			@Override
			public void onOpen(WebSocketConnection connection) throws Exception {
				connection.subscribe("news");
				super.onOpen(connection);
			}
		};
		start(threading, handler,
				(options) -> options.sendQueueMessages(-1)
					.sendQueueBytes(-1)
					.compression(new CompressionOptions(6, 40, takeover)));
		List<DeflateClient> clients = new ArrayList<>();
		for (String offer : new String[] { OFFER, OFFER, OFFER + "; server_no_context_takeover",
				OFFER + "; server_max_window_bits=9", OFFER + "; server_max_window_bits=9",
				OFFER + "; server_max_window_bits=12; server_no_context_takeover" }) {
			clients.add(openOffering(offer));
		}
		RawClient plain = open();
		await("all have subscribed").until(() -> handler.opened().size() == 7);
		int count = 600;
		List<CompletableFuture<Void>> sources = new ArrayList<>();
		sources.add(CompletableFuture
			.runAsync(() -> send(count, "news", (text) -> engine().topics().publishText("news", text))));
		sources.add(CompletableFuture.runAsync(() -> send(count, "mail",
				(text) -> handler.opened().forEach((connection) -> connection.sendText(text)))));
		for (DeflateClient client : clients) {
			sources.add(CompletableFuture.runAsync(() -> send(count, "echo",
					(text) -> client.send(Opcode.TEXT, text.getBytes(StandardCharsets.US_ASCII)))));
		}
		for (DeflateClient client : clients) {
			int[] next = new int[3];
			for (int i = 0; i < 3 * count; i++) {
				String text = client.read().text();
				int source = List.of("news", "mail", "echo").indexOf(text.substring(0, 4));
				assertThat(text).isEqualTo(text(text.substring(0, 4), next[source]++));
			}
		}
		for (int i = 0; i < 2 * count; i++) {
			assertThat(plain.readFrame().text()).containsPattern("^(news|mail) ");
		}
		sources.forEach(CompletableFuture::join);
		clients.forEach(DeflateClient::close);
	}

	private static void send(int count, String source, Consumer<String> sink) {
		for (int i = 0; i < count; i++) {
			sink.accept(text(source, i));
		}
	}

	/** Some are too small to be compressed. */
	private static String text(String source, int i) {
		return source + " " + i + " " + new String(json(i % 11, (i % 5) * 37), StandardCharsets.US_ASCII);
	}

	/**
	 * What is replaced was compressed already, and the peer never sees it.
	 */
	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void inflatesWhateverIsReplacedWhileItWaits(boolean takeover) {
		EchoHandler handler = new EchoHandler();
		start(Threading.EVENT_LOOP, handler,
				(options) -> options.compression(new CompressionOptions(6, 40, takeover))
					.sendQueueBytes(-1)
					.sendQueueMessages(-1)
					.sendTimeout(Duration.ofSeconds(-1)));
		byte[] noise = new byte[40_000];
		new Random(1).nextBytes(noise);
		int count = 300;
		try (DeflateClient client = DeflateClient.open(fixture().connect(96 * 1024), PATH, OFFER)) {
			await("the connection is open").until(() -> handler.opened().size() == 1);
			WebSocketConnection connection = handler.opened().get(0);
			for (int i = 0; i < count; i++) {
				connection.sendBinary(ByteBuffer.wrap(noise));
				connection.sendText("k" + i + text(i), SendOptions.latest("key " + i % 3));
				connection.sendText("n" + i + text(i));
			}
			int keyed = 0;
			for (int normal = 0; normal < count;) {
				Frame frame = client.read();
				if (frame.opcode() == Opcode.BINARY) {
					assertThat(frame.payload()).isEqualTo(noise);
				}
				else if (frame.text().startsWith("k")) {
					int number = Integer.parseInt(frame.text().substring(1, frame.text().indexOf('{')));
					assertThat(frame.text()).isEqualTo("k" + number + text(number));
					keyed++;
				}
				else {
					assertThat(frame.text()).isEqualTo("n" + normal + text(normal));
					normal++;
				}
			}
			assertThat(keyed).isBetween(3, count - 1);
		}
	}

	private static String text(int seed) {
		return new String(json(seed, 1_000), StandardCharsets.US_ASCII);
	}

	@Test
	void reportsAMessageThatIsTooBigWhenInflated() {
		startEcho(Threading.EVENT_LOOP, STANDALONE);
		try (DeflateClient client = openOffering(OFFER)) {
			client.send(Opcode.BINARY, new byte[65_537]);
			assertThat(client.read()).isEqualTo(Frame.close(1009, "Message too big"));
			client.raw().expectFin();
		}
		assertThat(listener().limits()).containsExactly(new RecordingListener.LimitPassed(Limit.MESSAGE_SIZE, 65_536));
		assertThat(listener().protocolErrors()).isEmpty();
	}

	@Test
	void reportsAMessageThatIsNotWellCompressed() {
		startEcho(Threading.EVENT_LOOP, STANDALONE);
		try (DeflateClient client = openOffering(OFFER)) {
			client.raw().send(Hex.bytes("C1 81 K 07"));
			assertThat(client.read().closeCode()).isEqualTo(1007);
			client.raw().expectFin();
		}
		assertThat(listener().protocolErrors()).containsExactly(1007);
	}

	@ParameterizedTest
	@ThreadingSource
	void holdsNothingForIdleConnectionsWithoutContextTakeover(Threading threading) {
		startEcho(threading, STANDALONE);
		for (int i = 0; i < 100; i++) {
			DeflateClient client = openOffering(OFFER);
			client.send(Opcode.TEXT, json(i, 2_000));
			assertThat(client.read()).isEqualTo(Frame.of(Opcode.TEXT, json(i, 2_000)));
		}
		assertThat(engine().compressorBytes()).isBetween(1L, fixture().contexts() * (INFLATER_BYTES + 300_000L));
	}

	@ParameterizedTest
	@ThreadingSource
	void holdsNothingBeforeTheFirstCompressedMessage(Threading threading) {
		startEcho(threading, new CompressionOptions(1, 100, true));
		for (int i = 0; i < 20; i++) {
			DeflateClient client = openOffering(OFFER);
			client.raw().send(Frame.text("plain"));
			assertThat(client.read()).isEqualTo(Frame.text("plain"));
		}
		assertThat(engine().compressorBytes()).isZero();
	}

	@Test
	void holdsOneCompressorForEachConnectionWithContextTakeover() {
		startEcho(Threading.EVENT_LOOP, TAKEOVER);
		List<DeflateClient> clients = new ArrayList<>();
		for (int i = 1; i <= 20; i++) {
			DeflateClient client = openOffering(OFFER);
			clients.add(client);
			client.send(Opcode.TEXT, json(i, 2_000));
			client.read();
			assertThat(engine().compressorBytes()).isBetween(i * 268_000L, i * 268_000L + POOLED);
		}
		clients.forEach(DeflateClient::close);
		await("the memory is released").until(() -> engine().compressorBytes() <= POOLED);
	}

	/** Every way out, many times, in the middle of what is compressed. */
	@ParameterizedTest
	@CsvSource({ "EVENT_LOOP, true", "EVENT_LOOP, false", "WORKER, true", "WORKER, false" })
	void losesNoNativeMemoryWhenConnectionsEnd(Threading threading, boolean takeover) {
		startEcho(threading, new CompressionOptions(1, 0, takeover));
		for (int i = 0; i < 160; i++) {
			DeflateClient client = openOffering(OFFER);
			client.send(Opcode.TEXT, json(i, 2_000));
			if (i % 16 != 0) {
				client.read();
			}
			byte[] payload = client.compress(json(i, 5_000));
			client.raw().send(new Frame(0x41, Arrays.copyOf(payload, payload.length / 2)));
			switch (i % 8) {
				case 0, 1 -> client.raw().reset();
				case 2 -> client.close();
				case 3 -> client.raw().shutdownOutput();
				case 4 -> client.raw().send(Hex.bytes("A1 81 K 61"));
				case 5 -> client.raw().send(Hex.bytes("80 84 K FF FF FF FF"));
				case 6 -> client.raw().send(Frame.close(1000));
				default -> client.raw().send(DeflateCases.compressed(Opcode.CONTINUATION, payload));
			}
			if (i % 8 > 2) {
				client.raw().readEnd();
				client.close();
			}
		}
		await("all connections have ended").until(() -> engine().connectionCount() == 0);
		assertThat(engine().compressorBytes()).isLessThanOrEqualTo(POOLED);
		try (DeflateClient client = openOffering(OFFER)) {
			client.send(Opcode.TEXT, json(1, 2_000));
			assertThat(client.read()).isEqualTo(Frame.of(Opcode.TEXT, json(1, 2_000)));
		}
	}

	@Test
	void holdsAnInflaterForEachUnfinishedMessageAndReleasesThemAll() {
		startEcho(Threading.EVENT_LOOP, STANDALONE);
		List<DeflateClient> clients = new ArrayList<>();
		for (int i = 0; i < 50; i++) {
			DeflateClient client = openOffering(OFFER);
			client.raw().send(Hex.bytes("41 83 K F2 48 CD 89 80 K"));
			assertThat(client.read()).isEqualTo(Frame.pong(""));
			clients.add(client);
		}
		assertThat(engine().compressorBytes()).isEqualTo(50L * INFLATER_BYTES);
		clients.forEach((client) -> client.raw().reset());
		await("all connections have ended").until(() -> engine().connectionCount() == 0);
		assertThat(engine().compressorBytes()).isLessThanOrEqualTo(fixture().contexts() * 8 * INFLATER_BYTES);
	}

	@Test
	void releasesEverythingWhenTheEngineIsClosed() {
		startEcho(Threading.EVENT_LOOP, TAKEOVER);
		for (int i = 0; i < 10; i++) {
			DeflateClient client = openOffering(OFFER);
			client.send(Opcode.TEXT, json(i, 2_000));
			client.read();
			client.raw().send(Hex.bytes("41 83 K F2 48 CD"));
		}
		assertThat(engine().compressorBytes()).isPositive();
		engine().close();
		assertThat(engine().compressorBytes()).isZero();
	}

	@Test
	void sendsFromAnyThreadInTheOrderOfEach() {
		EchoHandler handler = startEcho(Threading.EVENT_LOOP, TAKEOVER);
		try (DeflateClient client = openOffering(OFFER)) {
			await("the connection is open").until(() -> handler.opened().size() == 1);
			WebSocketConnection connection = handler.opened().get(0);
			List<CompletableFuture<Void>> senders = new ArrayList<>();
			for (int sender = 0; sender < 4; sender++) {
				String name = "from" + sender;
				senders.add(CompletableFuture.runAsync(() -> send(300, name,
						(text) -> connection.sendBinary(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII))))));
			}
			int[] next = new int[4];
			for (int i = 0; i < 1_200; i++) {
				String text = client.read().text();
				int sender = text.charAt(4) - '0';
				assertThat(text).isEqualTo(text("from" + sender, next[sender]++));
			}
			senders.forEach(CompletableFuture::join);
		}
	}

	@Test
	void whatWaitsForTheHandlerIsBoundedWhenItIsInflated() throws Exception {
		int count = 2_000;
		int size = 65_536;
		CountDownLatch go = new CountDownLatch(1);
		CountDownLatch handled = new CountDownLatch(count);
		EchoHandler handler = new EchoHandler() {

			@Override
			public void onBinary(WebSocketConnection connection, ByteBuffer data) throws Exception {
				go.await(30, TimeUnit.SECONDS);
				assertThat(data.remaining()).isEqualTo(size);
				handled.countDown();
			}

		};
		Endpoint endpoint = endpoint(PATH, Threading.WORKER, handler,
				(options) -> options.compression(new CompressionOptions(1, Integer.MAX_VALUE, false)));
		start(UnaryOperator.identity(), endpoint);
		RawClient client = connect();
		client.handshake(RawRequest.handshake(PATH).with("Sec-WebSocket-Extensions: permessage-deflate"));
		MessageDeflater deflater = new MessageDeflater(9, 15, false);
		byte[] compressed = deflater.compress(ByteBuffer.allocate(size));
		deflater.end();
		ByteBuffer frames = ByteBuffer.allocate(count * (compressed.length + 6));
		for (int i = 0; i < count; i++) {
			frames.put((byte) 0xC2).put((byte) (0x80 | compressed.length)).putInt(0).put(compressed);
		}
		assertThat(compressed).hasSizeLessThan(126);
		try {
			client.send(frames.array());
			await("the handler is behind").until(() -> endpoint.traffic().messagesReceived(false) > 16);
			// Reads that were not held up would be over by the answer to this.
			RawClient other = open();
			other.send(Frame.ping(""));
			other.readFrame();
			assertThat(endpoint.traffic().bytesReceived(false)).isLessThan(8 * 1024 * 1024);
		}
		finally {
			go.countDown();
		}
		assertThat(handled.await(30, TimeUnit.SECONDS)).isTrue();
	}

}
