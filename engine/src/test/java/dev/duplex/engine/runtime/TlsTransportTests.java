package dev.duplex.engine.runtime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

import dev.duplex.engine.CloseReason;
import dev.duplex.engine.CloseReason.Initiator;
import dev.duplex.engine.Endpoint;
import dev.duplex.engine.EngineOptions;
import dev.duplex.engine.HandshakeDecision;
import dev.duplex.engine.protocol.HandshakeRequest;
import dev.duplex.engine.tck.ByteByByteSocket;
import dev.duplex.engine.tck.EchoHandler;
import dev.duplex.engine.tck.EndlessSocket;
import dev.duplex.engine.tck.Frame;
import dev.duplex.engine.tck.RawClient;
import dev.duplex.engine.tck.RecordingListener;
import dev.duplex.engine.tck.TestCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * What peers can do to TLS on our own listener that has nothing to do with WebSocket.
 */
class TlsTransportTests {

	private static final Duration TIMEOUT = Duration.ofMillis(600);

	private static final TestCertificate SERVER = TestCertificate.of("localhost");

	private static final TestCertificate CLIENT = TestCertificate.of("client");

	private static final SSLContext CONTEXT = TestCertificate.context(SERVER, SERVER, CLIENT);

	private final RecordingListener listener = new RecordingListener();

	private final EchoHandler handler = new EchoHandler();

	private final Endpoint endpoint = Endpoint.builder("/echo", this.handler).build();

	private final WebSocketEngine engine = new WebSocketEngine(
			EngineOptions.defaults().toBuilder().eventLoops(1).handshakeTimeout(TIMEOUT).build(), this.listener);

	private final List<Optional<Principal>> principals = new CopyOnWriteArrayList<>();

	private final List<AutoCloseable> resources = new ArrayList<>(List.of(this.engine));

	private InetSocketAddress address = new InetSocketAddress(0);

	@AfterEach
	void stop() throws Exception {
		for (AutoCloseable resource : this.resources) {
			resource.close();
		}
		await().until(() -> this.handler.closed().size() == this.handler.opened().size());
	}

	private void start() throws IOException {
		start((engine) -> {
		});
	}

	private void start(Consumer<SSLEngine> configure) throws IOException {
		WebSocketServer server = WebSocketServer.start(this.engine,
				new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100, this::decide, () -> {
					SSLEngine tls = OwnListener.serverEngine(CONTEXT);
					configure.accept(tls);
					return tls;
				});
		this.address = new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port());
		this.resources.add(0, server);
	}

	private CompletionStage<HandshakeDecision> decide(HandshakeRequest request) {
		this.principals.add(Optional.ofNullable(request.tlsPrincipal()));
		return CompletableFuture.completedFuture(this.engine.decide(this.endpoint, request, Map.of(), null));
	}

	private RawClient connectTcp() {
		return added(RawClient.connect(this.address));
	}

	private RawClient connect(String... protocols) {
		return added(RawClient.connectTls(this.address, 0, CONTEXT, protocols));
	}

	private RawClient added(RawClient client) {
		this.resources.add(0, client);
		return client;
	}

	private void expectService() {
		RawClient client = connect().handshake("/echo");
		client.send(Frame.text("served"));
		assertThat(client.readFrame()).isEqualTo(Frame.text("served"));
	}

	private static byte[] clientHello() throws IOException {
		SSLEngine client = CONTEXT.createSSLEngine("localhost", 1);
		client.setUseClientMode(true);
		client.beginHandshake();
		ByteBuffer out = ByteBuffer.allocate(client.getSession().getPacketBufferSize());
		client.wrap(ByteBuffer.allocate(0), out);
		return Arrays.copyOf(out.array(), out.position());
	}

	private static long loopNanos() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().startsWith("duplex-loop"))
			.mapToLong((thread) -> ManagementFactory.getThreadMXBean().getThreadCpuTime(thread.getId()))
			.sum();
	}

	/** What the peer sends is followed by silence; it is let go in time, at no cost. */
	private void expectTimeout(byte[] bytes) throws IOException {
		start();
		expectService();
		RawClient client = connectTcp();
		long before = loopNanos();
		client.send(bytes);
		client.readEnd();
		assertThat(Duration.ofNanos(loopNanos() - before)).isLessThan(Duration.ofMillis(300));
		await().untilAsserted(() -> assertThat(this.listener.aborts()).containsExactly("timeout"));
		expectService();
	}

	@Test
	void aSilentPeerIsLetGoAfterTheHandshakeTimeout() throws Exception {
		expectTimeout(new byte[0]);
	}

	@Test
	void halfARecordAndThenSilenceIsLetGoAfterTheHandshakeTimeout() throws Exception {
		byte[] hello = clientHello();
		expectTimeout(Arrays.copyOf(hello, hello.length / 2));
	}

	@Test
	void aHandshakeThatStopsHalfWayIsLetGoAfterTheHandshakeTimeout() throws Exception {
		expectTimeout(clientHello());
	}

	@Test
	void aTlsHandshakeWithoutARequestIsLetGoAfterTheHandshakeTimeout() throws Exception {
		start();
		connect().readEnd();
		await().untilAsserted(() -> assertThat(this.listener.aborts()).containsExactly("timeout"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "GET /echo HTTP/1.1\r\nHost: localhost\r\n\r\n", "\u0017\u0003\u0003\u00FF\u00FF",
			"\u0016\u0003\u0001\u00FF\u00FF\u0001", "\u0000\u0000\u0000\u0000\u0000",
			"\u0015\u0003\u0003\u0000\u0002\u0002\u0028" })
	void whatIsNotTlsIsRefusedAtOnce(String bytes) throws Exception {
		start();
		RawClient client = connectTcp();
		client.send(bytes.getBytes(StandardCharsets.ISO_8859_1));
		client.readEnd();
		await().untilAsserted(() -> assertThat(this.listener.aborts()).containsExactly("disconnected"));
		expectService();
	}

	@ParameterizedTest
	@ValueSource(strings = { "TLSv1.2", "TLSv1.3" })
	void aRecordLongerThanAnyEndsAnOpenConnection(String protocol) throws Exception {
		start();
		RawClient client = connect(protocol).handshake("/echo");
		client.trySendBelowTls(new byte[] { 0x17, 3, 3, (byte) 0xFF, (byte) 0xFF });
		client.trySendBelowTls(new byte[20_000]);
		client.readEnd();
		await().until(() -> this.handler.closed().size() == 1);
		assertThat(this.handler.closed().get(0).reason()).isEqualTo(new CloseReason(1006, "", Initiator.NETWORK));
	}

	@Test
	void recordsThatAreNotGenuineEndAnOpenConnection() throws Exception {
		start();
		RawClient client = connect().handshake("/echo");
		client.trySendBelowTls(ByteBuffer.allocate(105).put(new byte[] { 0x17, 3, 3, 0, 100 }).array());
		client.readEnd();
		await().until(() -> this.handler.closed().size() == 1);
		assertThat(this.handler.closed().get(0).reason()).isEqualTo(new CloseReason(1006, "", Initiator.NETWORK));
		assertThat(this.handler.messages()).isZero();
	}

	@ParameterizedTest
	@ValueSource(strings = { "TLSv1.2", "TLSv1.3" })
	void everythingMayArriveInPiecesOfOneByte(String protocol) throws Exception {
		start();
		RawClient client = added(RawClient.connectTls(new ByteByByteSocket(), this.address, 0, CONTEXT, protocol));
		client.handshake("/echo");
		for (int length : new int[] { 0, 1, 200, 20_000 }) {
			Frame frame = Frame.binary(new byte[length]);
			client.send(frame);
			assertThat(client.readFrame()).isEqualTo(frame);
		}
		assertThat(client.closeGracefully().closeCode()).isEqualTo(1000);
	}

	@Test
	void aClientHelloInRecordsOfOneByteIsAnsweredOrRefused() throws Exception {
		start();
		byte[] hello = clientHello();
		ByteBuffer records = ByteBuffer.allocate((hello.length - 5) * 6);
		for (int i = 5; i < hello.length; i++) {
			records.put(new byte[] { 0x16, 3, 1, 0, 1, hello[i] });
		}
		RawClient client = connectTcp();
		client.send(records.array());
		client.readEnd();
		expectService();
	}

	@Test
	void anotherHandshakeInAnOpenTls12ConnectionIsRefused() throws Exception {
		start();
		RawClient client = connect("TLSv1.2").handshake("/echo");
		assertThatExceptionOfType(IOException.class).isThrownBy(client::renegotiate);
		await().until(() -> this.handler.closed().size() == 1);
		assertThat(this.handler.closed().get(0).reason().code()).isEqualTo(1006);
		expectService();
	}

	@Test
	void keyUpdatesOfTls13AreTaken() throws Exception {
		start();
		RawClient client = connect("TLSv1.3").handshake("/echo");
		for (int i = 0; i < 200; i++) {
			client.renegotiate();
		}
		client.send(Frame.text("after"));
		assertThat(client.readFrame()).isEqualTo(Frame.text("after"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "TLSv1.2", "TLSv1.3" })
	void aStreamCutInsideAMessageDeliversNothingOfIt(String protocol) throws Exception {
		start();
		RawClient client = connect(protocol).handshake("/echo");
		client.send(Frame.fragment(1, "half".getBytes()));
		client.truncate();
		await().until(() -> this.handler.closed().size() == 1);
		assertThat(this.handler.closed().get(0).reason()).isEqualTo(new CloseReason(1006, "", Initiator.NETWORK));
		assertThat(this.handler.messages()).isZero();
	}

	@ParameterizedTest
	@ValueSource(strings = { "TLSv1.2", "TLSv1.3" })
	void bytesBehindCloseNotifyAreThrownAway(String protocol) throws Exception {
		start();
		RawClient client = added(RawClient.connectTls(new EndlessSocket(), this.address, 0, CONTEXT, protocol));
		client.handshake("/echo").send(Frame.text("before"));
		client.shutdownOutput();
		for (int i = 0; i < 100; i++) {
			client.trySendBelowTls(new byte[10_000]);
		}
		await().until(() -> this.handler.closed().size() == 1);
		assertThat(this.handler.messages()).isEqualTo(1);
		expectService();
	}

	@Test
	void aClientThatSpeaksOnlyHttp2IsRefused() throws Exception {
		start(TlsTransportTests::http11Only);
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> applicationProtocol("h2"));
	}

	@Test
	void aClientThatAlsoSpeaksHttp11GetsIt() throws Exception {
		start(TlsTransportTests::http11Only);
		assertThat(applicationProtocol("h2", "http/1.1")).isEqualTo("http/1.1");
		expectService();
	}

	private static void http11Only(SSLEngine server) {
		SSLParameters parameters = server.getSSLParameters();
		parameters.setApplicationProtocols(new String[] { "http/1.1" });
		server.setSSLParameters(parameters);
	}

	private String applicationProtocol(String... offered) throws IOException {
		try (SSLSocket socket = (SSLSocket) CONTEXT.getSocketFactory()
			.createSocket(this.address.getAddress(), this.address.getPort())) {
			socket.setSoTimeout(RawClient.TIMEOUT_MILLIS);
			SSLParameters parameters = socket.getSSLParameters();
			parameters.setApplicationProtocols(offered);
			socket.setSSLParameters(parameters);
			socket.startHandshake();
			return socket.getApplicationProtocol();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "TLSv1.2", "TLSv1.3" })
	void theNameInAClientsCertificateReachesTheHandshake(String protocol) throws Exception {
		start((tls) -> tls.setWantClientAuth(true));
		SSLContext client = TestCertificate.context(CLIENT, SERVER);
		added(RawClient.connectTls(this.address, 0, client, protocol)).handshake("/echo");
		added(RawClient.connectTls(this.address, 0, TestCertificate.context(null, SERVER), protocol))
			.handshake("/echo");
		assertThat(this.principals).hasSize(2);
		assertThat(this.principals.get(0).map(Principal::getName)).contains("CN=client");
		assertThat(this.principals.get(1)).isEmpty();
	}

	@Test
	void aClientWithoutACertificateIsRefusedWhereOneIsNeeded() throws Exception {
		start((tls) -> tls.setNeedClientAuth(true));
		assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(
				() -> added(RawClient.connectTls(this.address, 0, TestCertificate.context(null, SERVER), "TLSv1.2"))
					.handshake("/echo"));
		assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(
				() -> added(RawClient.connectTls(this.address, 0, TestCertificate.context(null, SERVER), "TLSv1.3"))
					.handshake("/echo"));
		assertThat(this.principals).isEmpty();
	}

}
