package dev.duplex.conformance.interop;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import dev.duplex.engine.ClientTls;
import dev.duplex.engine.ConnectFailedException;
import dev.duplex.engine.ConnectRequest;
import dev.duplex.engine.ConnectionOptions;
import dev.duplex.engine.Endpoint;
import dev.duplex.engine.EngineOptions;
import dev.duplex.engine.WebSocketConnection;
import dev.duplex.engine.runtime.WebSocketClient;
import dev.duplex.engine.runtime.WebSocketEngine;
import dev.duplex.engine.tck.RecordingListener;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Our client against a peer's server.
 */
abstract class PeerServerSuite extends InteropSuite {

	private static final AtomicInteger LINKS = new AtomicInteger();

	private final PeerServer server;

	private final Map<Setup, PeerServer.Running> running = new ConcurrentHashMap<>();

	private final RecordingListener listener = new RecordingListener();

	private final WebSocketEngine engine = new WebSocketEngine(EngineOptions.defaults(), this.listener);

	private final WebSocketClient client = new WebSocketClient(this.engine);

	PeerServerSuite(PeerServer server) {
		this.server = server;
	}

	@AfterAll
	void nothingIsLeft() throws Exception {
		try {
			Awaitility.await("no connections")
				.atMost(Duration.ofSeconds(Received.TIMEOUT_SECONDS))
				.until(() -> this.engine.connectionCount() == 0);
			assertThat(this.listener.protocolErrors()).isEmpty();
			assertThat(this.listener.failures()).isEmpty();
		}
		finally {
			this.engine.close();
			for (PeerServer.Running server : this.running.values()) {
				server.close();
			}
		}
	}

	/**
	 * With TLS and without, and with a peer that knows compression all our ways of it;
	 * where we do not offer it, the peer would accept.
	 */
	@Override
	final Stream<Pairing> pairings() {
		String deflate = this.server.deflates().stream().findFirst().orElse(null);
		return Stream.of(false, true)
			.flatMap((tls) -> Stream.of(Compression.values())
				.filter((compression) -> compression == Compression.OFF || deflate != null)
				.map((compression) -> new ToPeersServer(new Setup(tls, deflate), compression)));
	}

	@Override
	final boolean compresses() {
		return !this.server.deflates().isEmpty();
	}

	@ParameterizedTest
	@MethodSource("pairings")
	void compressionIsAgreedOnIfBothWantIt(ToPeersServer pairing) throws Exception {
		Link link = pairing.connect();
		assertThat(!link.peer().extensions().isEmpty()).isEqualTo(pairing.compression != Compression.OFF);
		assertThat(link.our().connection().responseHeaders().stream().map((header) -> header.name().toLowerCase()))
			.filteredOn("sec-websocket-extensions"::equals)
			.hasSize((pairing.compression != Compression.OFF) ? 1 : 0);
		link.peer().close(1000, "");
	}

	final Stream<Arguments> deflates() {
		return Stream.of(Compression.STANDALONE, Compression.CONTEXT_TAKEOVER)
			.flatMap((compression) -> this.server.deflates()
				.stream()
				.map((deflate) -> Arguments.of(compression, deflate)));
	}

	@ParameterizedTest(allowZeroInvocations = true)
	@MethodSource("deflates")
	void everyAnswerIsKeptForManyMessages(Compression compression, String deflate) throws Exception {
		Link link = new ToPeersServer(new Setup(false, deflate), compression).connect();
		assertThat(link.peer().extensions()).startsWith("permessage-deflate");
		exchangeBurst(link, SMALL_BURST);
		link.peer().close(1000, "");
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void offerToCompressMayBeDeclined(boolean tls) throws Exception {
		Link link = new ToPeersServer(new Setup(tls, null), Compression.CONTEXT_TAKEOVER).connect();
		assertThat(link.peer().extensions()).isEmpty();
		link.peer().sendText("plain".repeat(1_000));
		link.peer().received().expectText("plain".repeat(1_000));
		link.peer().close(1000, "");
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void subprotocolIsOneThatBothSpeak(boolean tls) throws Exception {
		Setup setup = new Setup(tls, null);
		String path = nextPath();
		OurEnd our = new OurEnd();
		Endpoint endpoint = Endpoint.builder("peer", our).subprotocols(List.of("v9.interop", "v2.interop")).build();
		WebSocketConnection connection = connect(setup, path, endpoint, null);
		PeerConnection peer = running(setup).await(path);
		assertThat(connection.subprotocol()).isEqualTo("v2.interop");
		assertThat(peer.subprotocol()).isEqualTo("v2.interop");
		peer.close(1000, "");
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void unknownPathIsReportedAsTheStatusOfHttp(boolean tls) {
		expectRefusal(this.server.unknownPathStatus(), new Setup(tls, null), "/nothing", null);
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void refusedOriginIsReportedAsTheStatusOfHttp(boolean tls) {
		expectRefusal(this.server.foreignOriginStatus(), new Setup(tls, null), nextPath(), "https://elsewhere.example");
	}

	private void expectRefusal(int status, Setup setup, String path, @Nullable String origin) {
		Endpoint endpoint = Endpoint.builder("peer", new OurEnd()).build();
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> connect(setup, path, endpoint, origin))
			.withCauseInstanceOf(ConnectFailedException.class)
			.satisfies((failed) -> {
				ConnectFailedException cause = (ConnectFailedException) failed.getCause();
				assertThat(cause.reason()).isEqualTo(ConnectFailedException.Reason.REFUSED);
				assertThat(cause.response()).isNotNull();
				assertThat(cause.response().status()).isEqualTo(status);
			});
	}

	private WebSocketConnection connect(Setup setup, String path, Endpoint endpoint, @Nullable String origin)
			throws Exception {
		ConnectRequest.Builder request = ConnectRequest.to(running(setup).uri(setup.tls(), path))
			.tls(setup.tls() ? ClientTls.of(Tls.context()) : null);
		if (origin != null) {
			request.header("Origin", origin);
		}
		return this.client.connect(request.build(), endpoint)
			.toCompletableFuture()
			.get(Received.TIMEOUT_SECONDS, TimeUnit.SECONDS);
	}

	private PeerServer.Running running(Setup setup) {
		return this.running.computeIfAbsent(setup, (key) -> {
			try {
				return this.server.start(key.tls(), key.deflate());
			}
			catch (Exception ex) {
				throw new IllegalStateException("the peer's server does not start", ex);
			}
		});
	}

	private static String nextPath() {
		return PeerEnds.ROOT + LINKS.incrementAndGet();
	}

	/**
	 * How the peer's server was started.
	 *
	 * @param tls whether it speaks TLS
	 * @param deflate how it compresses, or {@code null} for not at all
	 */
	private record Setup(boolean tls, @Nullable String deflate) {
	}

	/**
	 * We connect to one of the peer's servers.
	 */
	private final class ToPeersServer implements Pairing {

		private final Setup setup;

		private final Compression compression;

		private ToPeersServer(Setup setup, Compression compression) {
			this.setup = setup;
			this.compression = compression;
		}

		@Override
		public Set<Ability> abilities() {
			return PeerServerSuite.this.server.abilities();
		}

		@Override
		public Compression compression() {
			return this.compression;
		}

		@Override
		public Link connect() throws Exception {
			OurEnd our = new OurEnd();
			String path = nextPath();
			PeerServerSuite.this.connect(this.setup, path, endpoint(our, this.compression), null);
			return new Link(running(this.setup).await(path), our);
		}

		@Override
		public String toString() {
			return (this.setup.tls() ? "TLS, " : "TCP, ") + this.compression;
		}

	}

	/**
	 * With room for 1 MiB in a frame, and for bursts of messages both ways.
	 */
	private static Endpoint endpoint(OurEnd our, Compression compression) {
		return Endpoint.builder("peer", our)
			.options(ConnectionOptions.defaults()
				.toBuilder()
				.maxFrameSize(-1)
				.maxMessageSize(2 << 20)
				.sendQueueBytes(-1)
				.sendQueueMessages(-1)
				.compression(compression.options())
				.build())
			.build();
	}

}
