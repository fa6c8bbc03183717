package dev.duplex.engine.tck;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.UnaryOperator;

import dev.duplex.engine.CloseReason;
import dev.duplex.engine.CloseReason.Initiator;
import dev.duplex.engine.ConnectionOptions;
import dev.duplex.engine.DropReason;
import dev.duplex.engine.Endpoint;
import dev.duplex.engine.Limit;
import dev.duplex.engine.MessageNotSentException;
import dev.duplex.engine.OverflowPolicy;
import dev.duplex.engine.SendOptions;
import dev.duplex.engine.SendResult;
import dev.duplex.engine.WebSocketConnection;
import dev.duplex.engine.tck.RecordingListener.LimitPassed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * What a peer, or an application that sends too much, runs into.
 */
public abstract class LimitTck extends TransportTestBase {

	private static final Duration NONE = Duration.ofSeconds(-1);

	protected LimitTck(TransportFixture.Factory factory) {
		super(factory);
	}

	private static WebSocketConnection onlyConnection(EchoHandler handler) {
		await("the connection is open").until(() -> handler.opened().size() == 1);
		return handler.opened().get(0);
	}

	private static CloseReason onlyReason(EchoHandler handler) {
		await("the handler hears of the close").until(() -> handler.closed().size() == 1);
		return handler.closed().get(0).reason();
	}

	@Test
	void saysWhichLimitAMessagePassed() {
		EchoHandler handler = new EchoHandler();
		start(Threading.EVENT_LOOP, handler, (options) -> options.maxMessageSize(1_000).maxFrameSize(-1));
		RawClient client = open();
		client.send(Frame.text("x".repeat(1_000)));
		assertThat(client.readFrame().payload()).hasSize(1_000);
		client.send(Frame.text("x".repeat(1_001)));
		assertThat(client.readFrame().closeCode()).isEqualTo(1009);
		client.expectFin();
		client.close();
		assertThat(onlyReason(handler).code()).isEqualTo(1009);
		assertThat(onlyReason(handler).initiator()).isEqualTo(Initiator.LOCAL);
		assertThat(listener().limits()).containsExactly(new LimitPassed(Limit.MESSAGE_SIZE, 1_000));
		assertThat(listener().protocolErrors()).isEmpty();
	}

	@Test
	void saysWhichLimitAFramePassed() {
		start(Threading.EVENT_LOOP, new EchoHandler(), (options) -> options.maxMessageSize(2_000).maxFrameSize(1_000));
		RawClient client = open();
		client.send(Frame.text("x".repeat(1_001)));
		assertThat(client.readFrame().closeCode()).isEqualTo(1009);
		assertThat(listener().limits()).containsExactly(new LimitPassed(Limit.FRAME_SIZE, 1_000));
	}

	@Test
	void reportsAProtocolErrorOnce() {
		start(Threading.EVENT_LOOP, new EchoHandler());
		RawClient client = open();
		client.send(Hex.bytes("83 80 K 83 80 K"));
		assertThat(client.readFrame().closeCode()).isEqualTo(1002);
		client.send(Hex.bytes("83 80 K"));
		client.expectFin();
		client.close();
		await("the connection is gone").until(() -> engine().connectionCount() == 0);
		assertThat(listener().protocolErrors()).containsExactly(1002);
		assertThat(listener().limits()).isEmpty();
	}

	@Test
	void endsAFloodOfControlFrames() {
		start(Threading.EVENT_LOOP, new EchoHandler(), (options) -> options.maxControlFrames(50));
		RawClient client = open();
		for (int i = 0; i < 51; i++) {
			client.send(Frame.pong(""));
		}
		assertThat(client.readFrame().closeCode()).isEqualTo(1008);
		client.expectFin();
		assertThat(listener().limits()).containsExactly(new LimitPassed(Limit.CONTROL_FRAMES, 50));
	}

	@Test
	void boundsThePongsForAPeerThatReadsNoneAndEndsIt() {
		EchoHandler handler = new EchoHandler();
		start(Threading.EVENT_LOOP, handler,
				(options) -> options.maxControlFrames(-1).sendTimeout(Duration.ofMillis(500)));
		RawClient client = openWithSmallWindow();
		byte[] pings = new byte[Frame.ping("p".repeat(125)).masked().length * 100];
		ByteBuffer burst = ByteBuffer.wrap(pings);
		while (burst.hasRemaining()) {
			burst.put(Frame.ping("p".repeat(125)).masked());
		}
		long most = 0;
		while (client.trySend(pings)) {
			most = Math.max(most, engine().queuedBytes());
		}
		assertThat(most).isLessThan(200_000);
		assertThat(onlyReason(handler)).isEqualTo(new CloseReason(1006, "", Initiator.NETWORK));
		assertThat(listener().limits()).containsExactly(new LimitPassed(Limit.SEND_TIMEOUT, 500));
	}

	@ParameterizedTest
	@ThreadingSource
	void closesASilentConnectionAfterTheIdleTimeout(Threading threading) {
		EchoHandler handler = new EchoHandler();
		start(threading, handler, (options) -> options.pingInterval(NONE).idleTimeout(Duration.ofMillis(300)));
		RawClient client = open();
		client.send(Frame.text("hello"));
		assertThat(client.readFrame()).isEqualTo(Frame.text("hello"));
		assertThat(client.readFrame().closeCode()).isEqualTo(1001);
		client.send(Frame.close(1001));
		client.expectFin();
		client.close();
		assertThat(onlyReason(handler).code()).isEqualTo(1001);
		assertThat(listener().limits()).containsExactly(new LimitPassed(Limit.IDLE_TIMEOUT, 300));
	}

	@Test
	void keepsAConnectionThatAnswersPings() {
		EchoHandler handler = new EchoHandler();
		start(Threading.EVENT_LOOP, handler,
				(options) -> options.pingInterval(Duration.ofMillis(100)).pongTimeout(Duration.ofMillis(1_000)));
		RawClient client = open();
		for (int i = 0; i < 8; i++) {
			Frame ping = client.readFrame();
			assertThat(ping.opcode()).isEqualTo(9);
			client.send(Frame.of(0xA, ping.payload()));
		}
		assertThat(onlyConnection(handler).isOpen()).isTrue();
		assertThat(listener().limits()).isEmpty();
	}

	@Test
	void tellsTheHandlerOfPongsButThoseForItsHeartbeat() throws Exception {
		EchoHandler handler = new EchoHandler() {
			@Override
			public void onPong(WebSocketConnection connection, ByteBuffer payload) throws Exception {
				byte[] bytes = new byte[payload.remaining()];
				payload.get(bytes);
				connection.sendText("pong " + Hex.show(bytes));
			}
		};
		start(Threading.EVENT_LOOP, handler,
				(options) -> options.pingInterval(Duration.ofMillis(50)).pongTimeout(Duration.ofMillis(5_000)));
		RawClient client = open();
		Frame ping = client.readFrame();
		client.send(Frame.of(0xA, ping.payload()));
		client.send(Frame.of(0xA, Hex.bytes("01 02")));
		Frame answer = client.readFrame();
		while (answer.opcode() == 9) {
			answer = client.readFrame();
		}
		assertThat(answer).isEqualTo(Frame.text("pong 01 02"));
	}

	@ParameterizedTest
	@ThreadingSource
	void endsAHalfOpenConnection(Threading threading) {
		EchoHandler handler = new EchoHandler();
		start(threading, handler,
				(options) -> options.pingInterval(Duration.ofMillis(100)).pongTimeout(Duration.ofMillis(300)));
		open();
		assertThat(onlyReason(handler)).isEqualTo(new CloseReason(1006, "", Initiator.NETWORK));
		assertThat(listener().limits()).containsExactly(new LimitPassed(Limit.PONG_TIMEOUT, 300));
	}

	@Test
	void takesAnyByteForASignOfLife() {
		EchoHandler handler = new EchoHandler();
		start(Threading.EVENT_LOOP, handler,
				(options) -> options.pingInterval(Duration.ofMillis(50)).pongTimeout(Duration.ofMillis(400)));
		RawClient client = open();
		byte[] message = Frame.text("x".repeat(12)).masked();
		for (byte b : message) {
			client.readFrame();
			client.send(new byte[] { b });
		}
		await("the message arrives").until(() -> handler.messages() == 1);
		assertThat(onlyConnection(handler).isOpen()).isTrue();
	}

	@ParameterizedTest
	@ThreadingSource
	void endsAConnectionWhoseOutputStandsStill(Threading threading) {
		EchoHandler handler = new EchoHandler();
		start(threading, handler,
				(options) -> options.sendTimeout(Duration.ofMillis(400)).sendQueueBytes(-1).sendQueueMessages(-1));
		openWithSmallWindow();
		WebSocketConnection connection = onlyConnection(handler);
		for (int i = 0; i < 300; i++) {
			connection.sendBinary(ByteBuffer.allocate(60_000));
		}
		assertThat(onlyReason(handler)).isEqualTo(new CloseReason(1006, "", Initiator.NETWORK));
		assertThat(listener().limits()).containsExactly(new LimitPassed(Limit.SEND_TIMEOUT, 400));
		assertThat(connection.queuedBytes()).isZero();
	}

	@Test
	void keepsASlowReaderThatMovesOn() throws Exception {
		EchoHandler handler = new EchoHandler();
		start(Threading.EVENT_LOOP, handler,
				(options) -> options.sendTimeout(Duration.ofMillis(700)).sendQueueBytes(-1).sendQueueMessages(-1));
		RawClient client = openWithSmallWindow();
		WebSocketConnection connection = onlyConnection(handler);
		int count = 200;
		for (int i = 0; i < count; i++) {
			connection.sendBinary(ByteBuffer.allocate(60_000));
		}
		for (int i = 0; i < count; i++) {
			assertThat(client.readFrame().payload()).hasSize(60_000);
			if (i % 20 == 0) {
				// The peer's own pace; nothing is awaited here.
				Thread.sleep(100);
			}
		}
		assertThat(listener().limits()).isEmpty();
	}

	@ParameterizedTest
	@ThreadingSource
	void closesAConnectionWhoseQueueHoldsTooManyBytes(Threading threading) {
		overflows(threading, (options) -> options.sendQueueBytes(300_000).sendQueueMessages(-1),
				new LimitPassed(Limit.SEND_QUEUE_BYTES, 300_000), 60_000);
	}

	@ParameterizedTest
	@ThreadingSource
	void closesAConnectionWhoseQueueHoldsTooManyMessages(Threading threading) {
		overflows(threading, (options) -> options.sendQueueBytes(-1).sendQueueMessages(20),
				new LimitPassed(Limit.SEND_QUEUE_MESSAGES, 20), 60_000);
	}

	private void overflows(Threading threading, UnaryOperator<ConnectionOptions.Builder> options, LimitPassed expected,
			int size) {
		EchoHandler handler = new EchoHandler();
		start(threading, handler, options);
		RawClient slow = openWithSmallWindow();
		WebSocketConnection connection = onlyConnection(handler);
		RawClient other = open();
		SendResult result = SendResult.ACCEPTED;
		int accepted = 0;
		while (result == SendResult.ACCEPTED) {
			result = connection.sendBinary(ByteBuffer.allocate(size));
			accepted++;
		}
		assertThat(result).isEqualTo(SendResult.OVERFLOW);
		assertThat(accepted).isGreaterThan(1);
		assertThat(connection.sendText("late")).isEqualTo(SendResult.CLOSED);
		assertThat(connection.isOpen()).isFalse();
		await("the limit is reported").until(() -> listener().limits().size() == 1);
		assertThat(listener().limits()).containsExactly(expected);
		expectAlive(other);
		slow.readEnd();
		await("the handler hears of the close").until(() -> handler.closed().size() == 1);
		assertThat(handler.closed().get(0).connection()).isSameAs(connection);
		assertThat(handler.closed().get(0).reason().code()).isEqualTo(1013);
		assertThat(handler.closed().get(0).reason().initiator()).isEqualTo(Initiator.LOCAL);
		expectAlive(other);
	}

	@ParameterizedTest
	@ThreadingSource
	void countsNothingButMessagesAsMessages(Threading threading) {
		EchoHandler handler = new EchoHandler() {
			@Override
			public void onOpen(WebSocketConnection connection) throws Exception {
				super.onOpen(connection);
				assertThat(connection.sendText("welcome")).isEqualTo(SendResult.ACCEPTED);
			}
		};
		start(threading, handler, (options) -> options.sendQueueMessages(1));
		RawClient client = open();
		assertThat(client.readFrame()).isEqualTo(Frame.text("welcome"));
		for (int i = 0; i < 50; i++) {
			client.send(Frame.text("m" + i)).send(Frame.ping("p" + i));
		}
		int messages = 0;
		while (messages < 50) {
			Frame frame = client.readFrame();
			if (frame.opcode() != 0xA) {
				assertThat(frame).isEqualTo(Frame.text("m" + messages++));
			}
		}
		assertThat(listener().limits()).isEmpty();
	}

	@Test
	void takesOneMessageOfAnySizeWhenTheQueueIsEmpty() {
		EchoHandler handler = new EchoHandler();
		start(Threading.EVENT_LOOP, handler, (options) -> options.sendQueueBytes(1_000));
		RawClient client = open();
		WebSocketConnection connection = onlyConnection(handler);
		assertThat(connection.sendBinary(ByteBuffer.allocate(1 << 20))).isEqualTo(SendResult.ACCEPTED);
		assertThat(client.readFrame().payload()).hasSize(1 << 20);
		expectAlive(client);
	}

	private Endpoint startSlow(UnaryOperator<ConnectionOptions.Builder> options, EchoHandler handler) {
		Endpoint endpoint = endpoint(PATH, Threading.EVENT_LOOP, handler, options);
		start(UnaryOperator.identity(), endpoint);
		return endpoint;
	}

	private static ByteBuffer numbered(int number) {
		return ByteBuffer.allocate(50_000).putInt(0, number);
	}

	private static int number(Frame frame) {
		return ByteBuffer.wrap(frame.payload()).getInt();
	}

	@Test
	void keepsTheLatestOfAKeyForASlowReader() {
		EchoHandler handler = new EchoHandler();
		Endpoint endpoint = startSlow((options) -> options.sendQueueBytes(-1).sendTimeout(NONE), handler);
		RawClient slow = openWithSmallWindow();
		WebSocketConnection connection = onlyConnection(handler);
		List<CompletableFuture<?>> receipts = new ArrayList<>();
		for (int i = 0; i < 400; i++) {
			receipts
				.add(connection.sendBinaryAsync(numbered(i), SendOptions.latest("k" + i % 4)).toCompletableFuture());
		}
		connection.sendText("end");
		List<Integer> numbers = new ArrayList<>();
		Frame frame = slow.readFrame();
		while (frame.opcode() == 2) {
			numbers.add(number(frame));
			frame = slow.readFrame();
		}
		assertThat(frame).isEqualTo(Frame.text("end"));
		assertThat(numbers).hasSizeLessThan(300).contains(396, 397, 398, 399).doesNotHaveDuplicates();
		await("each sender is told").until(() -> receipts.stream().allMatch(CompletableFuture::isDone));
		assertThat(receipts.stream().filter((receipt) -> !receipt.isCompletedExceptionally())).hasSize(numbers.size());
		assertThat(receipts.stream().filter(CompletableFuture::isCompletedExceptionally))
			.allSatisfy((receipt) -> assertThatExceptionOfType(CompletionException.class).isThrownBy(receipt::join)
				.satisfies((ex) -> assertThat(((MessageNotSentException) ex.getCause()).result())
					.isEqualTo(SendResult.REPLACED)));
		await("all are counted").until(() -> endpoint.traffic().bytesSent(false) == numbers.size() * 50_000L);
		assertThat(endpoint.traffic().messagesSent(false)).isEqualTo(numbers.size());
		assertThat(endpoint.traffic().messagesDropped(DropReason.REPLACED)).isEqualTo(400 - numbers.size());
		assertThat(listener().drops()).isEmpty();
		expectAlive(slow);
	}

	@ParameterizedTest
	@EnumSource(names = { "DROP_OLDEST", "DROP_NEWEST", "REJECT" })
	void dropsMessagesOfASlowReaderByItsPolicy(OverflowPolicy policy) {
		EchoHandler handler = new EchoHandler();
		Endpoint endpoint = startSlow(
				(options) -> options.sendQueueBytes(-1).sendQueueMessages(20).sendTimeout(NONE).overflow(policy),
				handler);
		RawClient slow = openWithSmallWindow();
		WebSocketConnection connection = onlyConnection(handler);
		int dropped = 0;
		for (int i = 0; i < 400; i++) {
			SendResult result = connection.sendBinary(numbered(i));
			if (result != SendResult.ACCEPTED) {
				assertThat(result)
					.isEqualTo((policy == OverflowPolicy.REJECT) ? SendResult.REJECTED : SendResult.DROPPED);
				dropped++;
			}
		}
		assertThat(connection.isOpen()).isTrue();
		await("the drops are reported, once").until(() -> listener().drops().equals(List.of(policy)));
		List<Integer> numbers = new ArrayList<>();
		long all = 400;
		while (endpoint.traffic().messagesDropped(DropReason.valueOf(policy.name())) + numbers.size() < all) {
			numbers.add(number(slow.readFrame()));
		}
		assertThat(numbers).isSorted().doesNotHaveDuplicates();
		// A message is counted when it has left, which its peer may know before us.
		await("all are counted").until(() -> endpoint.traffic().messagesSent(false) == numbers.size());
		if (policy != OverflowPolicy.DROP_OLDEST) {
			assertThat(numbers).hasSize(400 - dropped).contains(0);
		}
		assertThat(listener().limits()).isEmpty();
		expectAlive(slow);
	}

	@Test
	void dropsWhatWaitedForTooLong() {
		EchoHandler handler = new EchoHandler();
		Endpoint endpoint = startSlow((options) -> options.sendQueueBytes(-1).sendTimeout(NONE), handler);
		RawClient slow = openWithSmallWindow();
		WebSocketConnection connection = onlyConnection(handler);
		int count = 200;
		for (int i = 0; i < count; i++) {
			connection.sendBinary(numbered(i));
		}
		CompletableFuture<?> perishable = connection
			.sendTextAsync("old", SendOptions.defaults().withTimeToLive(Duration.ofNanos(1)))
			.toCompletableFuture();
		connection.sendText("end");
		for (int i = 0; i < count; i++) {
			assertThat(number(slow.readFrame())).isEqualTo(i);
		}
		assertThat(slow.readFrame()).isEqualTo(Frame.text("end"));
		assertThatExceptionOfType(CompletionException.class).isThrownBy(perishable::join)
			.satisfies((ex) -> assertThat(((MessageNotSentException) ex.getCause()).result())
				.isEqualTo(SendResult.EXPIRED));
		assertThat(endpoint.traffic().messagesDropped(DropReason.EXPIRED)).isEqualTo(1);
		assertThat(endpoint.traffic().messagesSent(true)).isEqualTo(1);
	}

	@Test
	void waitsForAMessageToLeaveWhereAThreadMayWait() throws Exception {
		EchoHandler handler = new EchoHandler() {
			@Override
			public void onText(WebSocketConnection connection, String text) throws Exception {
				assertThatIllegalStateException().isThrownBy(() -> connection.sendTextAndAwait("no"));
				connection.sendText("refused");
			}
		};
		start(Threading.EVENT_LOOP, handler);
		RawClient client = open();
		WebSocketConnection connection = onlyConnection(handler);
		connection.sendTextAndAwait("a");
		connection.sendBinaryAndAwait(ByteBuffer.wrap(new byte[] { 1 }));
		assertThat(client.readFrame()).isEqualTo(Frame.text("a"));
		assertThat(client.readFrame()).isEqualTo(Frame.binary(new byte[] { 1 }));
		client.send(Frame.text("try"));
		assertThat(client.readFrame()).isEqualTo(Frame.text("refused"));
		client.closeGracefully();
		await("the handler hears of the close").until(() -> handler.closed().size() == 1);
		assertThatExceptionOfType(MessageNotSentException.class).isThrownBy(() -> connection.sendTextAndAwait("late"))
			.satisfies((ex) -> assertThat(ex.result()).isEqualTo(SendResult.CLOSED));
	}

}
