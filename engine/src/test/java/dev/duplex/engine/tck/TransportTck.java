package dev.duplex.engine.tck;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;

import dev.duplex.engine.ConnectionOptions;
import dev.duplex.engine.Endpoint;
import dev.duplex.engine.SendResult;
import dev.duplex.engine.WebSocketConnection;
import dev.duplex.engine.protocol.Opcode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What goes over a transport arrives: whole, once, in order, whatever its size, speed and
 * direction.
 */
public abstract class TransportTck extends TransportTestBase {

	private static final int MIB = 1 << 20;

	protected TransportTck(TransportFixture.Factory factory) {
		super(factory);
	}

	private static ConnectionOptions.Builder large(ConnectionOptions.Builder options) {
		return options.maxFrameSize(-1).maxMessageSize(4 * MIB);
	}

	private static ConnectionOptions.Builder unboundedQueue(ConnectionOptions.Builder options) {
		return options.sendQueueBytes(-1).sendQueueMessages(-1);
	}

	private static byte[] payload(int length) {
		byte[] payload = new byte[length];
		for (int i = 0; i < length; i++) {
			payload[i] = (byte) ('a' + i % 23);
		}
		return payload;
	}

	/** Runs a client's sending while the test reads. */
	private static CompletableFuture<Void> inBackground(Runnable action) {
		return CompletableFuture.runAsync(action, (task) -> {
			Thread thread = new Thread(task, "tck-client");
			thread.setDaemon(true);
			thread.start();
		});
	}

	@ParameterizedTest
	@ThreadingSource
	void echoesPayloadsOfEverySize(Threading threading) {
		start(threading, new EchoHandler(), TransportTck::large);
		RawClient client = open();
		for (int length : new int[] { 0, 1, 125, 126, 127, 1_000, 65_535, 65_536, 65_537, 131_071, 131_072, 131_073,
				MIB, 3 * MIB }) {
			for (int opcode : new int[] { Opcode.TEXT, Opcode.BINARY }) {
				Frame frame = Frame.of(opcode, payload(length));
				client.send(frame);
				assertThat(client.readFrame()).isEqualTo(frame);
			}
		}
		assertThat(client.closeGracefully().closeCode()).isEqualTo(1000);
	}

	@ParameterizedTest
	@ThreadingSource
	void echoesLargeAndSmallMessagesBackToBack(Threading threading) {
		start(threading, new EchoHandler(), TransportTck::large);
		RawClient client = open();
		List<Frame> frames = new ArrayList<>();
		for (int length : new int[] { 3 * MIB, 1, MIB, 10, MIB, 600_000, 0, 2 * MIB, 100_000 }) {
			frames.add(Frame.binary(payload(length)));
		}
		CompletableFuture<Void> sending = inBackground(() -> frames.forEach(client::send));
		frames.forEach((frame) -> assertThat(client.readFrame()).isEqualTo(frame));
		sending.join();
		expectAlive(client);
	}

	@ParameterizedTest
	@ThreadingSource
	void takesMessagesInFragmentsOfAnySize(Threading threading) {
		start(threading, new EchoHandler(), TransportTck::large);
		RawClient client = open();
		byte[] whole = payload(300_000);
		for (int size : new int[] { 1_000, 4_096, 65_535, 65_536, 200_000 }) {
			for (int from = 0; from < whole.length; from += size) {
				int to = Math.min(whole.length, from + size);
				int opcode = (from == 0) ? Opcode.TEXT : Opcode.CONTINUATION;
				byte[] part = Arrays.copyOfRange(whole, from, to);
				client.send((to < whole.length) ? Frame.fragment(opcode, part) : Frame.of(opcode, part));
			}
			assertThat(client.readFrame()).isEqualTo(Frame.of(Opcode.TEXT, whole));
		}
	}

	@ParameterizedTest
	@ThreadingSource
	void takesBytesOneByOne(Threading threading) {
		start(threading, new EchoHandler());
		RawClient client = open();
		for (Frame frame : List.of(Frame.text("Hello"), Frame.binary(payload(300)), Frame.text(""))) {
			client.send(Pieces.byteByByte(frame.masked()));
			assertThat(client.readFrame()).isEqualTo(frame);
		}
		client.send(Pieces.byteByByte(Frame.ping("p").masked()));
		assertThat(client.readFrame()).isEqualTo(Frame.pong("p"));
	}

	@ParameterizedTest
	@ThreadingSource
	void answersEachOfTenPings(Threading threading) {
		start(threading, new EchoHandler());
		RawClient client = open();
		ByteBuffer burst = ByteBuffer.allocate(1_000);
		for (int i = 0; i < 10; i++) {
			burst.put(Frame.ping("ping " + i).masked());
		}
		client.send(Arrays.copyOf(burst.array(), burst.position()));
		for (int i = 0; i < 10; i++) {
			assertThat(client.readFrame()).isEqualTo(Frame.pong("ping " + i));
		}
	}

	@ParameterizedTest
	@CsvSource({ "EVENT_LOOP, 10", "EVENT_LOOP, 100", "EVENT_LOOP, 1000", "WORKER, 10", "WORKER, 100", "WORKER, 1000" })
	void echoesABurstOf5000Frames(Threading threading, int length) {
		start(threading, new EchoHandler());
		RawClient client = open();
		ByteBuffer burst = ByteBuffer.allocate(5_000 * (length + 8));
		for (int i = 0; i < 5_000; i++) {
			burst.put(numbered(i, length).masked());
		}
		CompletableFuture<Void> sending = inBackground(
				() -> client.send(Arrays.copyOf(burst.array(), burst.position())));
		for (int i = 0; i < 5_000; i++) {
			assertThat(client.readFrame()).isEqualTo(numbered(i, length));
		}
		sending.join();
		expectAlive(client);
	}

	private static Frame numbered(int number, int length) {
		String text = Integer.toString(number);
		return Frame.text(text + "x".repeat(Math.max(0, length - text.length())));
	}

	@ParameterizedTest
	@ThreadingSource
	void pushesFromAnotherThreadWhileItEchoes(Threading threading) {
		EchoHandler handler = new EchoHandler();
		start(threading, handler, TransportTck::unboundedQueue);
		RawClient client = open();
		await("the connection is open").until(() -> handler.opened().size() == 1);
		WebSocketConnection connection = handler.opened().get(0);
		CompletableFuture<Void> pushing = inBackground(() -> {
			for (int i = 0; i < 20_000; i++) {
				assertThat(connection.sendBinary(ByteBuffer.allocate(4).putInt(0, i))).isEqualTo(SendResult.ACCEPTED);
			}
		});
		CompletableFuture<Void> sending = inBackground(() -> {
			for (int i = 0; i < 2_000; i++) {
				client.send(Frame.text("echo " + i));
			}
		});
		int pushed = 0;
		int echoed = 0;
		while (pushed < 20_000 || echoed < 2_000) {
			Frame frame = client.readFrame();
			if (frame.opcode() == Opcode.BINARY) {
				assertThat(ByteBuffer.wrap(frame.payload()).getInt()).isEqualTo(pushed++);
			}
			else {
				assertThat(frame.text()).isEqualTo("echo " + echoed++);
			}
		}
		pushing.join();
		sending.join();
	}

	@ParameterizedTest
	@ThreadingSource
	void keepsEachSendersOrderAndNeverInterleavesMessages(Threading threading) {
		EchoHandler handler = new EchoHandler();
		start(threading, handler, TransportTck::unboundedQueue);
		RawClient client = open();
		await("the connection is open").until(() -> handler.opened().size() == 1);
		WebSocketConnection connection = handler.opened().get(0);
		int senders = 8;
		int messages = 400;
		List<CompletableFuture<Void>> sending = new ArrayList<>();
		for (int sender = 0; sender < senders; sender++) {
			char letter = (char) ('A' + sender);
			sending.add(inBackground(() -> {
				for (int i = 0; i < messages; i++) {
					String text = letter + ":" + i + ":" + String.valueOf(letter).repeat(i * 37 % 9_000);
					switch (i % 3) {
						case 0 -> connection.sendText(text);
						case 1 -> connection.sendTextAsync(text);
						default -> connection.sendText(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
					}
				}
			}));
		}
		Map<Character, Integer> next = new HashMap<>();
		for (int i = 0; i < senders * messages; i++) {
			String text = client.readFrame().text();
			char letter = text.charAt(0);
			int number = next.merge(letter, 1, Integer::sum) - 1;
			assertThat(text)
				.isEqualTo(letter + ":" + number + ":" + String.valueOf(letter).repeat(number * 37 % 9_000));
		}
		sending.forEach(CompletableFuture::join);
		// The client may have read what the loop is about to count as written.
		await("nothing is queued any more").until(() -> connection.queuedBytes() == 0);
	}

	@ParameterizedTest
	@CsvSource({ "EVENT_LOOP, 4096, 62914560", "EVENT_LOOP, 100, 30000000", "WORKER, 4096, 62914560",
			"WORKER, 100, 30000000" })
	void stopsReadingFromAPeerThatDoesNotReadAndLosesNothing(Threading threading, int length, int total) {
		EchoHandler handler = new EchoHandler();
		start(threading, handler, (options) -> options.sendTimeout(Duration.ofSeconds(60)));
		RawClient client = openWithSmallWindow();
		int count = total / length;
		AtomicLong sent = new AtomicLong();
		CompletableFuture<Void> sending = inBackground(() -> {
			for (int i = 0; i < count; i++) {
				client.send(numbered(i, length));
				sent.incrementAndGet();
			}
		});
		awaitStandstill(sent);
		assertThat(sent.get()).as("messages taken from a peer that reads none").isLessThan(count);
		assertThat(engine().queuedBytes()).isLessThan(MIB);
		RawClient other = open();
		expectAlive(other);
		for (int i = 0; i < count; i++) {
			assertThat(client.readFrame()).isEqualTo(numbered(i, length));
		}
		sending.join();
		expectAlive(client);
		assertThat(listener().limits()).isEmpty();
	}

	/**
	 * Waits until a counter has moved and then not moved for a while, as its thread is
	 * blocked.
	 */
	private static void awaitStandstill(AtomicLong counter) {
		long[] last = { -1, 0 };
		await("the peer's writes block").until(() -> {
			long now = counter.get();
			last[1] = (now == last[0] && now > 0) ? last[1] + 1 : 0;
			last[0] = now;
			return last[1] >= 300;
		});
	}

	@Test
	void pausesReadingWhileAWorkerLagsAndLosesNothing() throws Exception {
		CountDownLatch mayGoOn = new CountDownLatch(1);
		AtomicInteger received = new AtomicInteger();
		EchoHandler slow = new EchoHandler() {
			@Override
			public void onBinary(WebSocketConnection connection, ByteBuffer data) throws Exception {
				mayGoOn.await();
				assertThat(data.getInt()).isEqualTo(received.getAndIncrement());
			}
		};
		start(UnaryOperator.identity(), endpoint("/slow", Threading.WORKER, slow, UnaryOperator.identity()),
				endpoint(PATH, Threading.WORKER, new EchoHandler(), UnaryOperator.identity()));
		RawClient client = open("/slow");
		int count = 4_000;
		byte[] message = new byte[16_000];
		AtomicLong sent = new AtomicLong();
		CompletableFuture<Void> sending = inBackground(() -> {
			for (int i = 0; i < count; i++) {
				ByteBuffer.wrap(message).putInt(i);
				client.send(Frame.binary(message));
				sent.incrementAndGet();
			}
		});
		awaitStandstill(sent);
		assertThat(sent.get()).isLessThan(count);
		assertThat(received).hasValue(0);
		for (int i = 0; i < 4; i++) {
			RawClient other = open();
			other.send(Frame.text("undisturbed"));
			assertThat(other.readFrame()).isEqualTo(Frame.text("undisturbed"));
		}
		mayGoOn.countDown();
		await("all messages arrive").until(() -> received.get() == count);
		sending.join();
		assertThat(client.closeGracefully().closeCode()).isEqualTo(1000);
	}

	@Test
	void completesReceiptsWhenTheBytesHaveLeftAndFailsThemWhenTheyCannot() throws Exception {
		EchoHandler handler = new EchoHandler();
		start(Threading.EVENT_LOOP, handler, TransportTck::unboundedQueue);
		RawClient client = openWithSmallWindow();
		await("the connection is open").until(() -> handler.opened().size() == 1);
		WebSocketConnection connection = handler.opened().get(0);
		CompletableFuture<Void> first = connection.sendTextAsync("first").thenAccept((nothing) -> {
		}).toCompletableFuture();
		await("the first message has left").until(first::isDone);
		assertThat(first).isCompleted();
		List<CompletableFuture<Void>> many = new ArrayList<>();
		for (int i = 0; i < 400; i++) {
			many.add(connection.sendBinaryAsync(ByteBuffer.allocate(60_000)).thenAccept((nothing) -> {
			}).toCompletableFuture());
		}
		await("some have left").until(() -> many.get(0).isDone());
		assertThat(many.get(399)).isNotDone();
		assertThat(connection.queuedBytes()).isPositive();
		client.reset();
		await("the others fail").until(() -> many.stream().allMatch(CompletableFuture::isDone));
		assertThat(many.get(399)).isCompletedExceptionally();
		assertThat(connection.sendText("late")).isEqualTo(SendResult.CLOSED);
		assertThat(connection.sendTextAsync("late").toCompletableFuture()).isCompletedExceptionally();
		assertThat(connection.isOpen()).isFalse();
	}

	@ParameterizedTest
	@ThreadingSource
	void sendsWhatIsSentWhenAReceiptCompletes(Threading threading) {
		EchoHandler handler = new EchoHandler() {
			@Override
			public void onText(WebSocketConnection connection, String text) throws Exception {
				connection.sendTextAsync(text + " first").thenRun(() -> connection.sendText(text + " second"));
			}
		};
		start(threading, handler);
		RawClient client = open();
		for (int i = 0; i < 100; i++) {
			client.send(Frame.text("a" + i));
			assertThat(client.readFrame()).isEqualTo(Frame.text("a" + i + " first"));
			assertThat(client.readFrame()).isEqualTo(Frame.text("a" + i + " second"));
		}
		ByteBuffer burst = ByteBuffer.allocate(10_000);
		for (int i = 0; i < 100; i++) {
			burst.put(Frame.text("b" + i).masked());
		}
		client.send(Arrays.copyOf(burst.array(), burst.position()));
		Map<String, Integer> received = new HashMap<>();
		for (int i = 0; i < 200; i++) {
			received.merge(client.readFrame().text(), 1, Integer::sum);
		}
		assertThat(received).hasSize(200).containsKeys("b0 first", "b0 second", "b99 first", "b99 second");
		expectAlive(client);
	}

	@ParameterizedTest
	@ThreadingSource
	void putsNoPongInsideAFrame(Threading threading) {
		byte[] payload = payload(3_000);
		EchoHandler handler = new EchoHandler() {
			@Override
			public void onText(WebSocketConnection connection, String text) throws Exception {
				connection.sendBinary(ByteBuffer.wrap(payload));
			}
		};
		start(threading, handler, (options) -> options.maxControlFrames(-1));
		RawClient client = openWithSmallWindow();
		int count = 6_000;
		AtomicLong sent = new AtomicLong();
		CompletableFuture<Void> sending = inBackground(() -> {
			byte[] both = concatenate(Frame.text("r").masked(), Frame.ping("ping").masked());
			for (int i = 0; i < count; i++) {
				client.send(both);
				sent.incrementAndGet();
			}
		});
		awaitStandstill(sent);
		int messages = 0;
		while (messages < count) {
			Frame frame = client.readFrame();
			if (frame.opcode() == Opcode.PONG) {
				assertThat(frame).isEqualTo(Frame.pong("ping"));
			}
			else {
				assertThat(frame).isEqualTo(Frame.binary(payload));
				messages++;
			}
		}
		sending.join();
	}

	private static byte[] concatenate(byte[] first, byte[] second) {
		return ByteBuffer.allocate(first.length + second.length).put(first).put(second).array();
	}

	@ParameterizedTest
	@ThreadingSource
	void cutsNoFrameShortWhenTheQueueOverflows(Threading threading) {
		byte[] payload = payload(50_000);
		EchoHandler handler = new EchoHandler() {
			@Override
			public void onText(WebSocketConnection connection, String text) throws Exception {
				countMessage();
				connection.sendBinary(ByteBuffer.wrap(payload));
			}
		};
		start(threading, handler);
		RawClient client = openWithSmallWindow();
		ByteBuffer requests = ByteBuffer.allocate(400 * 7);
		for (int i = 0; i < 400; i++) {
			requests.put(Frame.text("r").masked());
		}
		client.send(requests.array());
		await("the connection is open").until(() -> handler.opened().size() == 1);
		await("an answer is on its way").until(() -> handler.messages() > 0);
		WebSocketConnection connection = handler.opened().get(0);
		SendResult result = SendResult.ACCEPTED;
		while (result == SendResult.ACCEPTED) {
			result = connection.sendBinary(ByteBuffer.wrap(payload));
		}
		assertThat(result).isEqualTo(SendResult.OVERFLOW);
		Frame frame = client.readFrame();
		while (!frame.isClose()) {
			assertThat(frame).isEqualTo(Frame.binary(payload));
			frame = client.readFrame();
		}
		assertThat(frame.closeCode()).isEqualTo(1013);
		client.expectFin();
	}

	@Test
	void takesWhateverACallbackSendsToAPeerThatReads() {
		EchoHandler handler = new EchoHandler() {
			@Override
			public void onOpen(WebSocketConnection connection) throws Exception {
				super.onOpen(connection);
				send(connection);
			}

			@Override
			public void onText(WebSocketConnection connection, String text) throws Exception {
				send(connection);
			}

			private void send(WebSocketConnection connection) {
				for (int i = 0; i < 1_500; i++) {
					assertThat(connection.sendText("m" + i)).isEqualTo(SendResult.ACCEPTED);
				}
			}
		};
		start(Threading.EVENT_LOOP, handler);
		RawClient client = open();
		client.send(Frame.text("more"));
		for (int i = 0; i < 3_000; i++) {
			assertThat(client.readFrame()).isEqualTo(Frame.text("m" + i % 1_500));
		}
		assertThat(listener().failures()).isEmpty();
	}

	@Test
	void keepsOrderOnAnExecutorThatRunsTasksInTheCaller() {
		EchoHandler handler = new EchoHandler();
		start(UnaryOperator.identity(),
				Endpoint.builder(PATH, handler)
					.executor(Runnable::run)
					.options(ConnectionOptions.defaults().toBuilder().sendTimeout(Duration.ofSeconds(60)).build())
					.build());
		RawClient client = openWithSmallWindow();
		int count = 120_000;
		AtomicLong sent = new AtomicLong();
		CompletableFuture<Void> sending = inBackground(() -> {
			ByteBuffer burst = ByteBuffer.allocate(100 * 108);
			for (int i = 0; i < count; i++) {
				burst.put(numbered(i, 100).masked());
				if (i % 100 == 99) {
					client.send(Arrays.copyOf(burst.array(), burst.position()));
					burst.clear();
					sent.incrementAndGet();
				}
			}
		});
		awaitStandstill(sent);
		for (int i = 0; i < count; i++) {
			assertThat(client.readFrame()).isEqualTo(numbered(i, 100));
		}
		sending.join();
	}

	@Test
	void servesOthersWhileOnePeerTakesAllItIsSent() {
		EchoHandler pump = new EchoHandler() {
			private final ByteBuffer part = ByteBuffer.allocate(16_384);

			@Override
			public void onText(WebSocketConnection connection, String text) throws Exception {
				pump(connection);
			}

			private void pump(WebSocketConnection connection) {
				if (connection.isOpen()) {
					connection.sendBinaryAsync(this.part).thenRun(() -> pump(connection));
				}
			}
		};
		start((options) -> options.eventLoops(1),
				endpoint("/pump", Threading.EVENT_LOOP, pump, UnaryOperator.identity()),
				endpoint(PATH, Threading.EVENT_LOOP, new EchoHandler(), UnaryOperator.identity()));
		RawClient other = open();
		RawClient client = open("/pump");
		client.send(Frame.text("go"));
		AtomicLong taken = new AtomicLong();
		inBackground(() -> {
			// Until the connection is closed under it, when the test is over.
			while (true) {
				client.readFrame();
				taken.incrementAndGet();
			}
		});
		await("the stream runs").until(() -> taken.get() > 100);
		for (int i = 0; i < 100; i++) {
			other.send(numbered(i, 10));
			assertThat(other.readFrame()).isEqualTo(numbered(i, 10));
		}
	}

	@ParameterizedTest
	@ThreadingSource
	void echoesRandomTrafficInRandomPieces(Threading threading) {
		start(threading, new EchoHandler(), (options) -> large(options).maxControlFrames(-1));
		List<CompletableFuture<Void>> running = new ArrayList<>();
		for (int seed = 0; seed < 6; seed++) {
			Random random = new Random(seed);
			RawClient client = (seed % 2 == 0) ? open() : openWithSmallWindow();
			List<Frame> messages = new ArrayList<>();
			List<byte[]> stream = new ArrayList<>();
			for (int i = 0; i < 300; i++) {
				Frame message = Frame.of(random.nextBoolean() ? Opcode.TEXT : Opcode.BINARY,
						payload(random.nextInt(20) == 0 ? random.nextInt(300_000) : random.nextInt(2_000)));
				messages.add(message);
				stream.addAll(fragments(message, random));
			}
			running.add(inBackground(() -> stream.forEach((frame) -> client.send(Pieces.atRandom(frame, random)))));
			running.add(inBackground(() -> {
				for (int i = 0; i < messages.size();) {
					Frame frame = client.readFrame();
					if (frame.opcode() == Opcode.PONG) {
						assertThat(frame).isEqualTo(Frame.pong("between"));
					}
					else {
						assertThat(frame).isEqualTo(messages.get(i++));
					}
				}
			}));
		}
		running.forEach(CompletableFuture::join);
	}

	private static List<byte[]> fragments(Frame message, Random random) {
		List<byte[]> frames = new ArrayList<>();
		byte[] payload = message.payload();
		int opcode = message.opcode();
		int from = 0;
		while (random.nextInt(3) == 0) {
			int to = from + random.nextInt(payload.length - from + 1);
			frames.add(Frame.fragment(opcode, Arrays.copyOfRange(payload, from, to)).masked(random.nextInt()));
			frames.add(Frame.ping("between").masked(random.nextInt()));
			opcode = Opcode.CONTINUATION;
			from = to;
		}
		frames.add(Frame.of(opcode, Arrays.copyOfRange(payload, from, payload.length)).masked(random.nextInt()));
		return frames;
	}

	@ParameterizedTest
	@ThreadingSource
	void readsManyFramesThatCameWithTheRequest(Threading threading) {
		start(threading, new EchoHandler());
		byte[] request = RawRequest.handshake(PATH).bytes();
		ByteBuffer all = ByteBuffer.allocate(100_000).put(request);
		for (int i = 0; i < 600; i++) {
			all.put(numbered(i, 100).masked());
		}
		RawClient client = connect();
		client.send(Arrays.copyOf(all.array(), all.position()));
		assertThat(client.readResponse().status()).isEqualTo(101);
		for (int i = 0; i < 600; i++) {
			assertThat(client.readFrame()).isEqualTo(numbered(i, 100));
		}
	}

	@ParameterizedTest
	@ThreadingSource
	void deliversNoMessageToAConnectionItIsNotFor(Threading threading) {
		EchoHandler handler = new EchoHandler();
		start(threading, handler, TransportTck::unboundedQueue);
		List<CompletableFuture<Void>> clients = new ArrayList<>();
		for (int thread = 0; thread < 8; thread++) {
			String tag = "client " + thread + " ";
			clients.add(inBackground(() -> {
				for (int round = 0; round < 40; round++) {
					try (RawClient client = fixture().connect(0).handshake(PATH)) {
						for (int i = 0; i < 20; i++) {
							client.send(Frame.text(tag + round + "." + i));
						}
						for (int i = 0; i < 20; i++) {
							assertThat(client.readFrame().text()).isEqualTo(tag + round + "." + i);
						}
						if (round % 2 == 0) {
							client.reset();
						}
					}
				}
			}));
		}
		clients.forEach(CompletableFuture::join);
	}

}
