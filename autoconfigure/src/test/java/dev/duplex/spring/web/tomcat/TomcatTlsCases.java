package dev.duplex.spring.web.tomcat;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

import javax.net.ssl.SSLContext;

import dev.duplex.engine.CloseReason;
import dev.duplex.engine.CloseReason.Initiator;
import dev.duplex.engine.ConnectionOptions;
import dev.duplex.engine.Endpoint;
import dev.duplex.engine.EngineOptions;
import dev.duplex.engine.SendResult;
import dev.duplex.engine.WebSocketConnection;
import dev.duplex.engine.tck.ByteByByteSocket;
import dev.duplex.engine.tck.EchoHandler;
import dev.duplex.engine.tck.EndlessSocket;
import dev.duplex.engine.tck.Frame;
import dev.duplex.engine.tck.RawClient;
import dev.duplex.engine.tck.RawRequest;
import dev.duplex.engine.tck.RecordingListener;
import dev.duplex.engine.tck.TestCertificate;
import dev.duplex.engine.tck.TransportFixture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What peers can do to Tomcat's TLS below a WebSocket.
 */
abstract class TomcatTlsCases {

	private static final TestCertificate CERTIFICATE = TestCertificate.of("localhost");

	private static final SSLContext CONTEXT = TestCertificate.context(null, CERTIFICATE);

	private final EchoHandler handler = new EchoHandler();

	private final List<RawClient> clients = new ArrayList<>();

	private final TransportFixture fixture;

	TomcatTlsCases(TomcatIo io) throws Exception {
		this.fixture = TomcatPort.of(io, TomcatPort.NIO, true)
			.start(EngineOptions.defaults().toBuilder().eventLoops(1).build(), new RecordingListener(),
					List.of(Endpoint.builder("/echo", this.handler)
						.options(ConnectionOptions.defaults()
							.toBuilder()
							.sendQueueBytes(-1)
							.sendQueueMessages(-1)
							.maxControlFrames(-1)
							.build())
						.build()));
	}

	@AfterEach
	void stop() {
		this.clients.forEach(RawClient::close);
		Awaitility.await().until(() -> this.fixture.engine().connectionCount() == 0);
		assertThat(this.handler.closed()).hasSameSizeAs(this.handler.opened());
		this.fixture.close();
	}

	private RawClient open(String... protocols) {
		return open(new Socket(), protocols);
	}

	private RawClient open(Socket tcp, String... protocols) {
		return connect(tcp, 0, protocols).handshake("/echo");
	}

	final RawClient connect(Socket tcp, int receiveBuffer, String... protocols) {
		RawClient client = RawClient.connectTls(tcp, this.fixture.address(), receiveBuffer, CONTEXT, protocols);
		this.clients.add(client);
		return client;
	}

	final WebSocketConnection onlyConnection() {
		Awaitility.await().until(() -> this.handler.opened().size() == 1);
		return this.handler.opened().get(0);
	}

	private void expectService() {
		RawClient client = open();
		client.send(Frame.text("served"));
		assertThat(client.readFrame()).isEqualTo(Frame.text("served"));
	}

	private CloseReason onlyReason() {
		Awaitility.await().until(() -> this.handler.closed().size() == 1);
		return this.handler.closed().get(0).reason();
	}

	private static long loopNanos() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().startsWith("duplex-loop"))
			.mapToLong((thread) -> ManagementFactory.getThreadMXBean().getThreadCpuTime(thread.getId()))
			.sum();
	}

	@ParameterizedTest
	@ValueSource(strings = { "TLSv1.2", "TLSv1.3" })
	void everythingMayArriveInPiecesOfOneByte(String protocol) {
		RawClient client = open(new ByteByByteSocket(), protocol);
		for (int length : new int[] { 0, 1, 200, 20_000 }) {
			Frame frame = Frame.binary(new byte[length]);
			client.send(frame);
			assertThat(client.readFrame()).isEqualTo(frame);
		}
		assertThat(client.closeGracefully().closeCode()).isEqualTo(1000);
	}

	/** Records that Tomcat has read with the request, and not decrypted. */
	@ParameterizedTest
	@ValueSource(strings = { "TLSv1.2", "TLSv1.3" })
	void recordsThatCameWithTheRequestAreRead(String protocol) {
		CoalescingSocket tcp = new CoalescingSocket();
		RawClient client = connect(tcp, 0, protocol);
		tcp.hold();
		client.send(RawRequest.handshake("/echo").bytes());
		for (int i = 0; i < 40; i++) {
			client.send(Frame.text(i + "x".repeat(200)));
		}
		tcp.release();
		assertThat(client.readResponse().status()).isEqualTo(101);
		for (int i = 0; i < 40; i++) {
			assertThat(client.readFrame()).isEqualTo(Frame.text(i + "x".repeat(200)));
		}
	}

	/** All plaintext is taken long before the last of its ciphertext can be sent. */
	@ParameterizedTest
	@ValueSource(strings = { "TLSv1.2", "TLSv1.3" })
	void whatIsLeftOfARecordIsSentOnceThePeerReads(String protocol) {
		RawClient client = connect(new Socket(), 96 * 1024, protocol).handshake("/echo");
		WebSocketConnection connection = onlyConnection();
		int sent = sendUntilBlocked(connection);
		for (int i = 0; i < sent; i++) {
			assertThat(ByteBuffer.wrap(client.readFrame().payload()).getInt()).isEqualTo(i);
		}
		assertThat(client.closeGracefully().closeCode()).isEqualTo(1000);
	}

	/**
	 * Sends numbered messages to a peer that reads none, few enough behind the first that
	 * waits for the engine to go on reading.
	 */
	static int sendUntilBlocked(WebSocketConnection connection) {
		int sent = 0;
		int waited = 0;
		while (waited < 200) {
			if (connection.queuedBytes() < 10_000) {
				waited = 0;
				assertThat(connection.sendBinary(ByteBuffer.allocate(5_000).putInt(0, sent++)))
					.isEqualTo(SendResult.ACCEPTED);
			}
			else {
				waited++;
				LockSupport.parkNanos(1_000_000);
			}
		}
		return sent;
	}

	@Test
	void keyUpdatesOfTls13AreAnswered() throws Exception {
		RawClient client = open("TLSv1.3");
		for (int i = 0; i < 200; i++) {
			client.renegotiate();
		}
		client.send(Frame.text("after"));
		assertThat(client.readFrame()).isEqualTo(Frame.text("after"));
		assertThat(client.closeGracefully().closeCode()).isEqualTo(1000);
	}

	@Test
	void anotherHandshakeInAnOpenTls12ConnectionIsRefused() {
		RawClient client = open("TLSv1.2");
		assertThatExceptionOfType(IOException.class).isThrownBy(client::renegotiate);
		assertThat(onlyReason().code()).isEqualTo(1006);
		expectService();
	}

	@ParameterizedTest
	@ValueSource(ints = { 0xFFFF, 20_000, 30_000 })
	void aRecordLongerThanAnyEndsTheConnection(int length) {
		expectService();
		long before = loopNanos();
		RawClient client = open();
		client.trySendBelowTls(new byte[] { 0x17, 3, 3, (byte) (length >> 8), (byte) length });
		client.trySendBelowTls(new byte[20_000]);
		client.readEnd();
		Awaitility.await().until(() -> this.handler.closed().size() == 1);
		assertThat(this.handler.closed().get(0).reason()).isEqualTo(new CloseReason(1006, "", Initiator.NETWORK));
		assertThat(Duration.ofNanos(loopNanos() - before)).isLessThan(Duration.ofSeconds(2));
		expectService();
	}

	@ParameterizedTest
	@ValueSource(strings = { "TLSv1.2", "TLSv1.3" })
	void recordsThatAreNotGenuineEndTheConnectionBehindWhatWasGood(String protocol) {
		CoalescingSocket tcp = new CoalescingSocket();
		RawClient client = open(tcp, protocol);
		tcp.hold();
		client.send(Frame.text("good"));
		client.trySendBelowTls(ByteBuffer.allocate(105).put(new byte[] { 0x17, 3, 3, 0, 100 }).array());
		tcp.release();
		client.readEnd();
		assertThat(onlyReason()).isEqualTo(new CloseReason(1006, "", Initiator.NETWORK));
		assertThat(this.handler.messages()).isEqualTo(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "TLSv1.2", "TLSv1.3" })
	void aStreamCutInsideAMessageDeliversNothingOfIt(String protocol) {
		RawClient client = open(protocol);
		client.send(Frame.fragment(1, "half".getBytes()));
		client.truncate();
		assertThat(onlyReason()).isEqualTo(new CloseReason(1006, "", Initiator.NETWORK));
		assertThat(this.handler.messages()).isZero();
	}

	/** close_notify ends the stream, though TCP goes on. */
	@ParameterizedTest
	@ValueSource(strings = { "TLSv1.2", "TLSv1.3" })
	void closeNotifyIsTheEndOfTheStream(String protocol) {
		RawClient client = open(new EndlessSocket(), protocol);
		client.send(Frame.text("before"));
		client.shutdownOutput();
		assertThat(onlyReason()).isEqualTo(new CloseReason(1006, "", Initiator.NETWORK));
		assertThat(this.handler.messages()).isEqualTo(1);
	}

	/** In one segment with the last message, so that one read finds both. */
	@ParameterizedTest
	@ValueSource(strings = { "TLSv1.2", "TLSv1.3" })
	void closeNotifyInOneSegmentWithAMessageIsTheEndOfTheStream(String protocol) {
		CoalescingSocket tcp = new CoalescingSocket();
		RawClient client = open(tcp, protocol);
		tcp.hold();
		client.send(Frame.text("last"));
		client.shutdownOutput();
		tcp.release();
		assertThat(onlyReason()).isEqualTo(new CloseReason(1006, "", Initiator.NETWORK));
		assertThat(this.handler.messages()).isEqualTo(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "TLSv1.2", "TLSv1.3" })
	void bytesBehindCloseNotifyAreThrownAway(String protocol) {
		RawClient client = open(new EndlessSocket(), protocol);
		client.send(Frame.text("before"));
		client.shutdownOutput();
		for (int i = 0; i < 100; i++) {
			client.trySendBelowTls(new byte[10_000]);
		}
		Awaitility.await().until(() -> this.handler.closed().size() == 1);
		assertThat(this.handler.messages()).isEqualTo(1);
		expectService();
	}

	/** The peer's TLS takes the end for genuine: it saw our close_notify. */
	@ParameterizedTest
	@ValueSource(strings = { "TLSv1.2", "TLSv1.3" })
	void ourCloseNotifyIsSentBehindTheCloseFrame(String protocol) {
		RawClient client = open(protocol);
		onlyConnection().close(4000, "bye");
		assertThat(client.readFrame()).isEqualTo(Frame.close(4000, "bye"));
		client.send(Frame.close(4000));
		client.expectFin();
	}

	@Test
	void stoppingTomcatEndsConnectionsThatAreBusy() {
		RawClient client = open();
		CompletableFuture<Void> busy = CompletableFuture.runAsync(() -> {
			while (client.trySend(Frame.text("x".repeat(500)).masked())) {
				continue;
			}
		});
		CompletableFuture.runAsync(client::readEnd);
		Awaitility.await().until(() -> this.handler.messages() > 100);
		((TomcatPort) this.fixture).stopServer();
		assertThat(busy).succeedsWithin(Duration.ofSeconds(20));
		assertThat(onlyReason().code()).isEqualTo(1006);
	}

	/** Sends in one go what it was given meanwhile; never ends its stream. */
	private static final class CoalescingSocket extends Socket {

		private byte[] held = new byte[0];

		private boolean holding;

		void hold() {
			this.holding = true;
		}

		void release() {
			this.holding = false;
			try {
				super.getOutputStream().write(this.held);
			}
			catch (IOException ex) {
				throw new IllegalStateException(ex);
			}
		}

		@Override
		public void shutdownOutput() {
		}

		@Override
		public OutputStream getOutputStream() throws IOException {
			OutputStream out = super.getOutputStream();
			return new OutputStream() {
				@Override
				public void write(int b) throws IOException {
					write(new byte[] { (byte) b }, 0, 1);
				}

				@Override
				public void write(byte[] bytes, int offset, int length) throws IOException {
					if (!CoalescingSocket.this.holding) {
						out.write(bytes, offset, length);
						return;
					}
					int before = CoalescingSocket.this.held.length;
					CoalescingSocket.this.held = Arrays.copyOf(CoalescingSocket.this.held, before + length);
					System.arraycopy(bytes, offset, CoalescingSocket.this.held, before, length);
				}
			};
		}

	}

}
