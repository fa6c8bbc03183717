package dev.duplex.engine.tck;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.duplex.engine.CloseReason;
import dev.duplex.engine.CloseReason.Initiator;
import dev.duplex.engine.Limit;
import dev.duplex.engine.SendResult;
import dev.duplex.engine.WebSocketConnection;
import dev.duplex.engine.tck.RawClient.End;
import dev.duplex.engine.tck.RecordingListener.LimitPassed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * How connections end (RFC 6455 section 7): the closing handshake both ways, the order in
 * which TCP is torn down, and peers that do neither.
 */
public abstract class CloseTck extends TransportTestBase {

	/** Shorter than the default, so that a test may wait for it. */
	private static final Duration CLOSE_TIMEOUT = Duration.ofMillis(600);

	private static final Duration TOLERANCE = Duration.ofSeconds(1);

	protected CloseTck(TransportFixture.Factory factory) {
		super(factory);
	}

	private static CloseReason onlyReason(EchoHandler handler) {
		await("the handler hears of the close").until(() -> handler.closed().size() == 1);
		return handler.closed().get(0).reason();
	}

	private WebSocketConnection onlyConnection(EchoHandler handler) {
		await("the connection is open").until(() -> handler.opened().size() == 1);
		return handler.opened().get(0);
	}

	@ParameterizedTest
	@ThreadingSource
	void tellsTheHandlerThePeersCodeAndReason(Threading threading) {
		EchoHandler handler = new EchoHandler();
		start(threading, handler);
		RawClient client = open();
		client.send(Frame.close(4001, "b\u00FCe"));
		assertThat(client.readFrame().closeCode()).isIn(4001, 1000);
		client.expectFin();
		client.close();
		assertThat(onlyReason(handler)).isEqualTo(new CloseReason(4001, "b\u00FCe", Initiator.REMOTE));
	}

	@ParameterizedTest
	@ThreadingSource
	void answersTheMessagesBeforeACloseInTheSameSegment(Threading threading) {
		start(threading, new EchoHandler());
		RawClient client = open();
		client.send(joined(Frame.text("one"), Frame.text("two"), Frame.close(1000)));
		assertThat(client.readFrame().text()).isEqualTo("one");
		assertThat(client.readFrame().text()).isEqualTo("two");
		assertThat(client.readFrame().closeCode()).isEqualTo(1000);
		client.expectFin();
	}

	@Test
	void answersACloseInTimeWhileAHandlerIsBusy() {
		CountDownLatch release = new CountDownLatch(1);
		EchoHandler handler = new EchoHandler() {

			@Override
			public void onText(WebSocketConnection connection, String text) throws Exception {
				release.await(10, TimeUnit.SECONDS);
			}

		};
		start(Threading.WORKER, handler, (options) -> options.closeTimeout(CLOSE_TIMEOUT));
		RawClient client = open();
		long start = System.nanoTime();
		client.send(joined(Frame.text("one"), Frame.close(1000)));
		assertThat(client.readFrame().closeCode()).isEqualTo(1000);
		client.expectFin();
		assertGoneInTime(start);
		client.close();
		release.countDown();
		assertThat(onlyReason(handler)).isEqualTo(new CloseReason(1000, "", Initiator.REMOTE));
	}

	@Test
	void keepsAReasonOf123Bytes() {
		EchoHandler handler = new EchoHandler();
		start(Threading.EVENT_LOOP, handler);
		RawClient client = open();
		client.send(Frame.close(1001, "r".repeat(123)));
		client.readClose();
		client.close();
		assertThat(onlyReason(handler)).isEqualTo(new CloseReason(1001, "r".repeat(123), Initiator.REMOTE));
	}

	@Test
	void reports1005ForACloseWithoutACode() {
		EchoHandler handler = new EchoHandler();
		start(Threading.EVENT_LOOP, handler);
		RawClient client = open();
		client.send(Frame.of(8, new byte[0]));
		client.readClose();
		client.close();
		assertThat(onlyReason(handler)).isEqualTo(new CloseReason(1005, "", Initiator.REMOTE));
	}

	@ParameterizedTest
	@ThreadingSource
	void reports1006WhenTheStreamEndsWithoutAClose(Threading threading) {
		EchoHandler handler = new EchoHandler();
		start(threading, handler);
		RawClient client = open();
		client.send(Frame.fragment(1, new byte[10]));
		client.shutdownOutput();
		assertThat(client.readEnd()).isEqualTo(End.FIN);
		assertThat(onlyReason(handler)).isEqualTo(new CloseReason(1006, "", Initiator.NETWORK));
		assertThat(handler.messages()).isZero();
	}

	@ParameterizedTest
	@ThreadingSource
	void reports1006WhenThePeerResets(Threading threading) {
		EchoHandler handler = new EchoHandler();
		start(threading, handler);
		RawClient client = open();
		onlyConnection(handler);
		client.reset();
		assertThat(onlyReason(handler)).isEqualTo(new CloseReason(1006, "", Initiator.NETWORK));
	}

	@ParameterizedTest
	@ThreadingSource
	void closesFromACallbackBehindWhatWasSent(Threading threading) {
		EchoHandler handler = new EchoHandler() {
			@Override
			public void onText(WebSocketConnection connection, String text) throws Exception {
				connection.sendText("last");
				connection.close(4000, "enough");
				assertThat(connection.sendText("late")).isEqualTo(SendResult.CLOSED);
				assertThat(connection.sendPing(ByteBuffer.allocate(0))).isEqualTo(SendResult.CLOSED);
				assertThat(connection.isOpen()).isFalse();
				countMessage();
			}
		};
		start(threading, handler);
		RawClient client = open();
		client.send(Frame.text("1")).send(Frame.text("2"));
		assertThat(client.readFrame()).isEqualTo(Frame.text("last"));
		assertThat(client.readFrame()).isEqualTo(Frame.close(4000, "enough"));
		client.send(Frame.close(4000));
		client.expectFin();
		client.close();
		assertThat(onlyReason(handler)).isEqualTo(new CloseReason(4000, "enough", Initiator.LOCAL));
		assertThat(handler.messages()).isEqualTo(1);
	}

	@ParameterizedTest
	@ThreadingSource
	void closesFromAnApplicationsThread(Threading threading) {
		EchoHandler handler = new EchoHandler();
		start(threading, handler);
		RawClient client = open();
		WebSocketConnection connection = onlyConnection(handler);
		for (int i = 0; i < 100; i++) {
			connection.sendText("m" + i);
		}
		connection.close();
		connection.close(1001, "again");
		for (int i = 0; i < 100; i++) {
			assertThat(client.readFrame()).isEqualTo(Frame.text("m" + i));
		}
		assertThat(client.readFrame()).isEqualTo(Frame.close(1000));
		client.send(Frame.close(1000));
		client.expectFin();
		client.close();
		assertThat(onlyReason(handler)).isEqualTo(new CloseReason(1000, "", Initiator.LOCAL));
	}

	@ParameterizedTest
	@ThreadingSource
	void closesFromOnOpen(Threading threading) {
		EchoHandler handler = new EchoHandler() {
			@Override
			public void onOpen(WebSocketConnection connection) throws Exception {
				super.onOpen(connection);
				connection.close(1008, "not you");
			}
		};
		start(threading, handler);
		RawClient client = open();
		assertThat(client.readFrame()).isEqualTo(Frame.close(1008, "not you"));
		client.send(Frame.close(1008));
		client.expectFin();
	}

	@Test
	void sendsOneCloseFrameWhenBothSidesCloseAtOnce() {
		for (int round = 0; round < 30; round++) {
			EchoHandler handler = new EchoHandler();
			start(Threading.EVENT_LOOP, handler);
			try (RawClient client = fixture().connect(0).handshake(PATH)) {
				WebSocketConnection connection = onlyConnection(handler);
				Thread closing = new Thread(() -> connection.close(4000, ""));
				closing.start();
				client.send(Frame.close(3000));
				assertThat(client.readFrame().closeCode()).isIn(3000, 4000, 1000);
				client.expectFin();
			}
			assertThat(onlyReason(handler).code()).isIn(3000, 4000);
			everyConnectionEndsOnceAndNothingIsLeft();
		}
	}

	@Test
	void ignoresMessagesBehindItsOwnClose() {
		EchoHandler handler = new EchoHandler();
		start(Threading.EVENT_LOOP, handler);
		RawClient client = open();
		onlyConnection(handler).close();
		assertThat(client.readFrame().isClose()).isTrue();
		client.send(Frame.text("late")).send(Frame.ping("late")).send(Frame.close(1000));
		client.expectFin();
		client.close();
		onlyReason(handler);
		assertThat(handler.messages()).isZero();
	}

	@ParameterizedTest
	@ValueSource(ints = { -1, 0, 999, 1004, 1005, 1006, 1010, 1015, 1016, 2999, 5000, 65_536 + 1000 })
	void refusesToSendCodesThatMustNotBeSent(int code) {
		EchoHandler handler = new EchoHandler();
		start(Threading.EVENT_LOOP, handler);
		RawClient client = open();
		WebSocketConnection connection = onlyConnection(handler);
		assertThatIllegalArgumentException().isThrownBy(() -> connection.close(code, ""));
		assertThatIllegalArgumentException().isThrownBy(() -> connection.close(1000, "r".repeat(124)));
		assertThat(connection.isOpen()).isTrue();
		expectAlive(client);
	}

	@Test
	void refusesToSendWhatHasNoUtf8FormOrIsTooLongForAPing() {
		EchoHandler handler = new EchoHandler();
		start(Threading.EVENT_LOOP, handler);
		RawClient client = open();
		WebSocketConnection connection = onlyConnection(handler);
		assertThatIllegalArgumentException().isThrownBy(() -> connection.sendText("\uD800"));
		assertThatIllegalArgumentException().isThrownBy(() -> connection.sendTextAsync("a\uDC00"));
		assertThatIllegalArgumentException().isThrownBy(() -> connection.sendText(ByteBuffer.wrap(Hex.bytes("C0 80"))));
		assertThatIllegalArgumentException().isThrownBy(() -> connection.sendPing(ByteBuffer.allocate(126)));
		connection.sendPing(ByteBuffer.wrap(Hex.bytes("01 02")));
		assertThat(client.readFrame()).isEqualTo(Frame.of(9, Hex.bytes("01 02")));
		expectAlive(client);
	}

	@ParameterizedTest
	@ThreadingSource
	void letsAPeerThatStillSendsReadWhyItFailed(Threading threading) throws Exception {
		start(threading, new EchoHandler());
		for (int round = 0; round < 20; round++) {
			RawClient client = open();
			client.send(Hex.bytes("83 80 K"));
			byte[] megabyte = new byte[1 << 20];
			Thread sending = new Thread(() -> client.trySend(megabyte));
			sending.start();
			sending.join(RawClient.TIMEOUT_MILLIS);
			assertThat(client.readFrame().closeCode()).isEqualTo(1002);
			client.expectFin();
			client.close();
		}
	}

	@Test
	void survivesALargeMessageCloseAndPingBackToBack() {
		EchoHandler handler = new EchoHandler();
		start(Threading.EVENT_LOOP, handler, (options) -> options.maxFrameSize(-1).maxMessageSize(1 << 20));
		RawClient client = open();
		byte[] message = Frame.binary(new byte[256 * 1024]).masked();
		byte[] close = Frame.close(1000).masked();
		byte[] ping = Frame.ping("late").masked();
		client.send(ByteBuffer.allocate(message.length + close.length + ping.length)
			.put(message)
			.put(close)
			.put(ping)
			.array());
		assertThat(client.readClose().closeCode()).isEqualTo(1000);
		client.expectFin();
		client.close();
		assertThat(onlyReason(handler).code()).isEqualTo(1000);
		assertThat(listener().failures()).isEmpty();
	}

	@ParameterizedTest
	@ThreadingSource
	void endsTcpWhenThePeerNeverAnswersTheClose(Threading threading) {
		EchoHandler handler = new EchoHandler();
		start(threading, handler, (options) -> options.closeTimeout(CLOSE_TIMEOUT));
		RawClient client = open();
		WebSocketConnection connection = onlyConnection(handler);
		long start = System.nanoTime();
		connection.close(1001, "");
		assertThat(client.readFrame().closeCode()).isEqualTo(1001);
		client.readEnd();
		assertGoneInTime(start);
		assertThat(onlyReason(handler)).isEqualTo(new CloseReason(1001, "", Initiator.LOCAL));
		assertThat(listener().limits()).containsExactly(new LimitPassed(Limit.CLOSE_TIMEOUT, CLOSE_TIMEOUT.toMillis()));
	}

	@Test
	void endsTcpWhenThePeerPingsForEverInsteadOfAnsweringTheClose() {
		EchoHandler handler = new EchoHandler();
		start(Threading.EVENT_LOOP, handler, (options) -> options.closeTimeout(CLOSE_TIMEOUT));
		RawClient client = open();
		WebSocketConnection connection = onlyConnection(handler);
		long start = System.nanoTime();
		connection.close(1001, "");
		byte[] ping = Frame.ping("").masked();
		await("the server ends TCP").until(() -> !client.trySend(ping));
		assertGoneInTime(start);
		assertThat(onlyReason(handler).code()).isEqualTo(1001);
	}

	@ParameterizedTest
	@ThreadingSource
	void endsTcpWhenThePeersWindowIsClosed(Threading threading) throws Exception {
		EchoHandler handler = new EchoHandler();
		start(threading, handler,
				(options) -> options.closeTimeout(CLOSE_TIMEOUT).sendQueueBytes(-1).sendQueueMessages(-1));
		openWithSmallWindow();
		WebSocketConnection connection = onlyConnection(handler);
		for (int i = 0; i < 300; i++) {
			connection.sendBinary(ByteBuffer.allocate(60_000));
		}
		await("output is blocked").until(() -> connection.queuedBytes() > 0);
		long start = System.nanoTime();
		connection.close(1001, "");
		await("the connection is gone").until(() -> engine().connectionCount() == 0);
		assertGoneInTime(start);
		assertThat(onlyReason(handler).code()).isEqualTo(1001);
	}

	@Test
	void endsTcpWhenThePeerClosedButNeverEndsItsStream() {
		EchoHandler handler = new EchoHandler();
		start(Threading.EVENT_LOOP, handler, (options) -> options.closeTimeout(CLOSE_TIMEOUT));
		RawClient client = open();
		long start = System.nanoTime();
		client.send(Frame.close(1000));
		assertThat(client.readFrame().closeCode()).isEqualTo(1000);
		client.expectFin();
		await("the connection is gone").until(() -> engine().connectionCount() == 0);
		assertGoneInTime(start);
		assertThat(onlyReason(handler)).isEqualTo(new CloseReason(1000, "", Initiator.REMOTE));
	}

	@Test
	void endsTcpWhileAHandlerIsBlockedAndReadsArePaused() throws Exception {
		CountDownLatch entered = new CountDownLatch(1);
		CountDownLatch blocked = new CountDownLatch(1);
		EchoHandler handler = new EchoHandler() {
			@Override
			public void onBinary(WebSocketConnection connection, ByteBuffer data) throws Exception {
				entered.countDown();
				blocked.await(RawClient.TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
			}
		};
		start(Threading.WORKER, handler, (options) -> options.closeTimeout(CLOSE_TIMEOUT).maxPendingMessages(1));
		RawClient client = open();
		WebSocketConnection connection = onlyConnection(handler);
		for (int i = 0; i < 20; i++) {
			client.send(Frame.binary(new byte[10_000]));
		}
		entered.await();
		long start = System.nanoTime();
		connection.close(1001, "");
		assertThat(client.readFrame().closeCode()).isEqualTo(1001);
		await("the connection is gone").until(() -> engine().connectionCount() == 0);
		assertGoneInTime(start);
		assertThat(handler.closed()).as("onClose waits for its turn").isEmpty();
		blocked.countDown();
		assertThat(onlyReason(handler).code()).isEqualTo(1001);
	}

	private static byte[] joined(Frame... frames) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		for (Frame frame : frames) {
			bytes.writeBytes(frame.masked());
		}
		return bytes.toByteArray();
	}

	private static void assertGoneInTime(long start) {
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(CLOSE_TIMEOUT.plus(TOLERANCE));
	}

}
