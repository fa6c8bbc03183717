package dev.duplex.engine.runtime;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;

import javax.net.ssl.SSLContext;

import dev.duplex.engine.Endpoint;
import dev.duplex.engine.EngineOptions;
import dev.duplex.engine.HandshakeDecision;
import dev.duplex.engine.ProxyOptions;
import dev.duplex.engine.WebSocketConnection;
import dev.duplex.engine.protocol.ForwardedHeaders;
import dev.duplex.engine.protocol.HandshakeRequest;
import dev.duplex.engine.protocol.TrustedProxies;
import dev.duplex.engine.tck.EchoHandler;
import dev.duplex.engine.tck.Frame;
import dev.duplex.engine.tck.Hex;
import dev.duplex.engine.tck.Pieces;
import dev.duplex.engine.tck.ProxyHeaders;
import dev.duplex.engine.tck.RawClient;
import dev.duplex.engine.tck.RawRequest;
import dev.duplex.engine.tck.RecordingListener;
import dev.duplex.engine.tck.TestCertificate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Our own listener behind proxies: {@link ProxiedHandshake}, and forwarded headers in
 * {@link ServerHandshake}. This machine is the proxy.
 */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class ProxiedHandshakeTests {

	private static final TrustedProxies US = TrustedProxies.of(List.of("127.0.0.0/8", "::1"));

	private static final TrustedProxies OTHERS = TrustedProxies.of(List.of("192.0.2.0/24"));

	private static final byte[] LINE = "PROXY TCP4 198.51.100.7 10.0.0.1 4711 443\r\n"
		.getBytes(StandardCharsets.US_ASCII);

	private static final byte[] OTHER_LINE = "PROXY TCP4 198.51.100.8 10.0.0.1 4711 443\r\n"
		.getBytes(StandardCharsets.US_ASCII);

	private static final byte[] BINARY_TLS = Hex
		.bytes(ProxyHeaders.SIGNATURE + " 21 11 00 14 C6 33 64 07 0A 00 00 01 12 67 01 BB 20 00 05 01 00 00 00 00");

	private final RecordingListener listener = new RecordingListener();

	private final EchoHandler handler = new EchoHandler();

	private final Endpoint endpoint = Endpoint.builder("/echo", this.handler).build();

	private final List<AutoCloseable> resources = new ArrayList<>();

	private WebSocketEngine engine = new WebSocketEngine(EngineOptions.defaults(), this.listener);

	private InetSocketAddress address = new InetSocketAddress(0);

	@AfterEach
	void stop() throws Exception {
		for (AutoCloseable resource : this.resources) {
			resource.close();
		}
		await().until(() -> this.engine.connectionCount() == 0);
	}

	private void start(ProxyOptions proxies, @Nullable SSLContext tls, UnaryOperator<EngineOptions.Builder> options)
			throws IOException {
		EngineOptions.Builder builder = EngineOptions.defaults().toBuilder().eventLoops(2).proxies(proxies);
		this.engine = new WebSocketEngine(options.apply(builder).build(), this.listener);
		InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
		WebSocketServer server = (tls != null)
				? WebSocketServer.start(this.engine, any, 100, this::decide, () -> OwnListener.serverEngine(tls))
				: WebSocketServer.start(this.engine, any, 100, this::decide);
		this.address = new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port());
		this.resources.add(server);
		this.resources.add(this.engine);
	}

	private void startWithProxyProtocol(UnaryOperator<EngineOptions.Builder> options) throws IOException {
		start(new ProxyOptions(US, ForwardedHeaders.NONE, true), null, options);
	}

	private void startWithProxyProtocol() throws IOException {
		startWithProxyProtocol(UnaryOperator.identity());
	}

	private CompletionStage<HandshakeDecision> decide(HandshakeRequest request) {
		return CompletableFuture.completedFuture(this.engine.decide(this.endpoint, request, Map.of(), null));
	}

	private RawClient connect() {
		RawClient client = RawClient.connect(this.address);
		this.resources.add(0, client);
		return client;
	}

	private WebSocketConnection accepted() {
		await().until(() -> this.engine.connectionCount() == 1);
		return this.engine.connections().iterator().next();
	}

	private static void expectEcho(RawClient client) {
		client.send(Frame.text("hi"));
		assertThat(client.readFrame()).isEqualTo(Frame.text("hi"));
	}

	/** What the server says before it ends the connection, in order or not. */
	private static String answer(RawClient client) {
		try {
			return client.readStatusLine();
		}
		catch (UncheckedIOException ex) {
			return "";
		}
	}

	private static byte[] join(byte[] first, byte[] second) {
		byte[] joined = new byte[first.length + second.length];
		System.arraycopy(first, 0, joined, 0, first.length);
		System.arraycopy(second, 0, joined, first.length, second.length);
		return joined;
	}

	@Test
	void theHeaderNamesTheClient() throws Exception {
		startWithProxyProtocol();
		RawClient client = connect().send(LINE).handshake("/echo");
		expectEcho(client);
		InetSocketAddress remote = accepted().remoteAddress();
		assertThat(remote.getAddress().getHostAddress()).isEqualTo("198.51.100.7");
		assertThat(remote.getPort()).isEqualTo(4711);
		assertThat(accepted().handshake().remoteAddress()).isEqualTo(remote);
		assertThat(accepted().handshake().isSecure()).isFalse();
	}

	@ParameterizedTest
	@MethodSource("dev.duplex.engine.tck.ProxyHeaders#valid")
	void everyHeaderIsTakenHoweverItComes(ProxyHeaders.Valid valid) throws Exception {
		startWithProxyProtocol();
		byte[] together = join(valid.bytes(), RawRequest.handshake("/echo").bytes());
		assertThat(connect().send(together).readResponse().status()).isEqualTo(101);
		RawClient slowly = connect();
		(valid.bytes().length > 200 ? List.of(valid.bytes()) : Pieces.byteByByte(valid.bytes())).forEach(slowly::send);
		expectEcho(slowly.handshake("/echo"));
	}

	@Test
	void aProxyThatSpeaksForItselfIsThePeer() throws Exception {
		startWithProxyProtocol();
		RawClient client = connect().send(Hex.bytes(ProxyHeaders.SIGNATURE + " 20 00 00 00")).handshake("/echo");
		assertThat(accepted().remoteAddress()).isEqualTo(client.localAddress());
	}

	@Test
	void theOriginIsSecureIfTheProxySpeaksTlsWithTheClient() throws Exception {
		startWithProxyProtocol();
		RawRequest request = RawRequest.handshake("/echo").with("Origin: https://localhost");
		connect().send(BINARY_TLS).handshake(request);
		assertThat(accepted().handshake().isSecure()).isTrue();
		assertThat(accepted().handshake().serverPort()).isEqualTo(443);
		assertThat(connect().send(LINE).send(request.bytes()).readResponse().status()).isEqualTo(403);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void theHeaderComesBeforeTls(boolean inOnePiece) throws Exception {
		TestCertificate certificate = TestCertificate.of("localhost");
		SSLContext tls = TestCertificate.context(certificate, certificate);
		start(new ProxyOptions(US, ForwardedHeaders.NONE, true), tls, UnaryOperator.identity());
		Socket proxy = new HeaderFirstSocket(LINE, inOnePiece);
		RawClient client = RawClient.connectTls(proxy, this.address, 0, tls);
		this.resources.add(0, client);
		expectEcho(client.handshake("/echo"));
		assertThat(accepted().remoteAddress().getAddress().getHostAddress()).isEqualTo("198.51.100.7");
		assertThat(accepted().handshake().isSecure()).isTrue();
		assertThat(client.closeGracefully().closeCode()).isEqualTo(1000);
	}

	@ParameterizedTest
	@MethodSource("dev.duplex.engine.tck.ProxyHeaders#invalid")
	void allElseClosesTheConnectionWithoutAnAnswer(ProxyHeaders.Invalid invalid) throws Exception {
		startWithProxyProtocol();
		RawClient client = connect();
		client.trySend(invalid.bytes());
		assertThat(answer(client)).isEmpty();
		await().untilAsserted(() -> assertThat(this.listener.aborts()).containsExactly("proxy_header"));
		assertThat(this.listener.refusals()).isEmpty();
		expectEcho(connect().send(LINE).handshake("/echo"));
	}

	@Test
	void aSecondHeaderIsNoRequest() throws Exception {
		startWithProxyProtocol();
		assertThat(connect().send(LINE).send(LINE).readResponse().status()).isEqualTo(400);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "PROXY TCP4 1" })
	void aHeaderThatDoesNotComeIsATimeout(String beginning) throws Exception {
		startWithProxyProtocol((options) -> options.handshakeTimeout(Duration.ofMillis(500)));
		RawClient client = connect().send(beginning.getBytes(StandardCharsets.US_ASCII));
		client.readEnd();
		await().untilAsserted(() -> assertThat(this.listener.aborts()).containsExactly("timeout"));
	}

	@Test
	void theHandshakeHasNoMoreTimeBehindAHeader() throws Exception {
		Duration timeout = Duration.ofSeconds(2);
		startWithProxyProtocol((options) -> options.handshakeTimeout(timeout));
		RawClient client = connect();
		long start = System.nanoTime();
		Thread dribble = new Thread(() -> {
			for (byte b : LINE) {
				client.trySend(new byte[] { b });
				LockSupport.parkNanos(40_000_000);
			}
		});
		dribble.start();
		client.readEnd();
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(timeout.minusMillis(50),
				timeout.plusSeconds(1));
		dribble.join();
		await().untilAsserted(() -> assertThat(this.listener.aborts()).containsExactly("timeout"));
	}

	@Test
	void aPeerThatEndsWithinTheHeaderIsGone() throws Exception {
		startWithProxyProtocol();
		RawClient client = connect().send("PROXY".getBytes(StandardCharsets.US_ASCII));
		client.shutdownOutput();
		client.expectFin();
		await().untilAsserted(() -> assertThat(this.listener.aborts()).containsExactly("disconnected"));
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void aPeerThatIsNotTrustedIsClosedWhateverItSends(boolean header) throws Exception {
		start(new ProxyOptions(OTHERS, ForwardedHeaders.NONE, true), null, UnaryOperator.identity());
		RawClient client = connect();
		client.trySend(header ? LINE : RawRequest.handshake("/echo").bytes());
		assertThat(answer(client)).isEmpty();
		await().untilAsserted(() -> assertThat(this.listener.aborts()).containsExactly("untrusted_proxy"));
	}

	@Test
	void peersThatAreClosedTakeNobodysPlace() throws Exception {
		startWithProxyProtocol((options) -> options.maxUnfinishedHandshakes(2).maxUnfinishedHandshakesPerAddress(2));
		for (int i = 0; i < 10; i++) {
			RawClient wrong = connect();
			wrong.trySend(RawRequest.handshake("/echo").bytes());
			assertThat(answer(wrong)).isEmpty();
		}
		expectEcho(connect().send(LINE).handshake("/echo"));
	}

	@Test
	void slowClientsBehindAHeaderCountForTheirOwnAddress() throws Exception {
		startWithProxyProtocol((options) -> options.maxUnfinishedHandshakesPerAddress(1));
		byte[] part = "GET /echo".getBytes(StandardCharsets.US_ASCII);
		connect().send(join(LINE, part));
		connect().send(join(LINE, part));
		await().untilAsserted(() -> assertThat(this.listener.aborts()).containsExactly("overload"));
		RawClient other = connect().send(OTHER_LINE).send(Pieces.byteByByte(RawRequest.handshake("/echo").bytes()));
		assertThat(other.readResponse().status()).isEqualTo(101);
	}

	@ParameterizedTest
	@MethodSource("dev.duplex.engine.tck.ProxyHeaders#valid")
	void withoutTheProxyProtocolAHeaderIsABadRequest(ProxyHeaders.Valid valid) throws Exception {
		start(new ProxyOptions(US, ForwardedHeaders.X_FORWARDED, false), null, UnaryOperator.identity());
		RawClient client = connect();
		client.trySend(join(valid.bytes(), RawRequest.handshake("/echo").bytes()));
		assertThat(answer(client)).startsWith("HTTP/1.1 400");
	}

	@Test
	void forwardedHeadersOfATrustedProxyNameTheClient() throws Exception {
		start(new ProxyOptions(US, ForwardedHeaders.X_FORWARDED, false), null, UnaryOperator.identity());
		RawClient client = connect();
		client.handshake(forwarded());
		expectEcho(client);
		assertThat(accepted().remoteAddress().getAddress().getHostAddress()).isEqualTo("198.51.100.7");
		assertThat(accepted().handshake().isSecure()).isTrue();
		assertThat(accepted().handshake().serverName()).isEqualTo("chat.example.com");
		assertThat(accepted().handshake().serverPort()).isEqualTo(443);
	}

	@Test
	void forwardedHeadersOfOthersAreIgnored() throws Exception {
		start(new ProxyOptions(OTHERS, ForwardedHeaders.X_FORWARDED, false), null, UnaryOperator.identity());
		assertThat(connect().send(forwarded().bytes()).readResponse().status()).isEqualTo(403);
		RawClient client = connect();
		client.handshake(forwarded().without("Origin"));
		assertThat(accepted().remoteAddress()).isEqualTo(client.localAddress());
		assertThat(accepted().handshake().isSecure()).isFalse();
		assertThat(accepted().handshake().serverName()).isEqualTo("localhost");
	}

	@Test
	void behindTheProxyProtocolTheClientOfTheHeaderMustBeTrustedToForward() throws Exception {
		TrustedProxies trusted = TrustedProxies.of(List.of("127.0.0.1", "198.51.100.7"));
		start(new ProxyOptions(trusted, ForwardedHeaders.X_FORWARDED, true), null, UnaryOperator.identity());
		connect().send(LINE).handshake(RawRequest.handshake("/echo").with("X-Forwarded-For: 127.0.0.1, 203.0.113.9"));
		assertThat(accepted().remoteAddress().getAddress().getHostAddress()).isEqualTo("203.0.113.9");
		RawClient other = connect().send(OTHER_LINE).send(forwarded().bytes());
		assertThat(other.readResponse().status()).isEqualTo(403);
	}

	@Test
	void slowRequestsOfATrustedProxyAreNotBoundByItsAddress() throws Exception {
		start(new ProxyOptions(US, ForwardedHeaders.X_FORWARDED, false), null,
				(options) -> options.maxUnfinishedHandshakesPerAddress(1));
		List<RawClient> clients = new ArrayList<>();
		for (int i = 0; i < 5; i++) {
			clients.add(connect().send("GET /ec".getBytes(StandardCharsets.US_ASCII)));
		}
		byte[] rest = RawRequest.handshake("/echo").bytes();
		for (RawClient client : clients) {
			client.send(Arrays.copyOfRange(rest, 7, rest.length));
			assertThat(client.readResponse().status()).isEqualTo(101);
		}
		assertThat(this.listener.aborts()).isEmpty();
	}

	private static RawRequest forwarded() {
		return RawRequest.handshake("/echo")
			.with("Origin: https://chat.example.com")
			.with("X-Forwarded-For: 203.0.113.1, 198.51.100.7")
			.with("X-Forwarded-Proto: https")
			.with("X-Forwarded-Host: chat.example.com");
	}

	/**
	 * A proxy's socket, on which a header goes before the first bytes of its client.
	 */
	private static final class HeaderFirstSocket extends Socket {

		private final byte[] header;

		private final boolean inOnePiece;

		private boolean sent;

		private HeaderFirstSocket(byte[] header, boolean inOnePiece) {
			this.header = header;
			this.inOnePiece = inOnePiece;
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
				public void write(byte[] bytes, int from, int length) throws IOException {
					ByteArrayOutputStream first = new ByteArrayOutputStream();
					if (!HeaderFirstSocket.this.sent && HeaderFirstSocket.this.inOnePiece) {
						first.writeBytes(HeaderFirstSocket.this.header);
					}
					else if (!HeaderFirstSocket.this.sent) {
						for (byte[] piece : Pieces.byteByByte(HeaderFirstSocket.this.header)) {
							out.write(piece);
						}
					}
					HeaderFirstSocket.this.sent = true;
					first.write(bytes, from, length);
					out.write(first.toByteArray());
				}
			};
		}

	}

}
