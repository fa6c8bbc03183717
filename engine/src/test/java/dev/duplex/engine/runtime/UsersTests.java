package dev.duplex.engine.runtime;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.Principal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.duplex.engine.Endpoint;
import dev.duplex.engine.EngineOptions;
import dev.duplex.engine.HandshakeDecision;
import dev.duplex.engine.PublishOptions;
import dev.duplex.engine.Users;
import dev.duplex.engine.WebSocketConnection;
import dev.duplex.engine.protocol.HandshakeRequest;
import dev.duplex.engine.tck.EchoHandler;
import dev.duplex.engine.tck.Frame;
import dev.duplex.engine.tck.RawClient;
import dev.duplex.engine.tck.RecordingListener;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/**
 * {@link Users} over a real socket. The user's name is the query of the handshake.
 */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class UsersTests {

	private final EchoHandler handler = new EchoHandler();

	private final Endpoint endpoint = Endpoint.builder("/echo", this.handler).build();

	private final WebSocketEngine engine = new WebSocketEngine(
			EngineOptions.defaults().toBuilder().eventLoops(2).build(), new RecordingListener());

	private final Users users = this.engine.users();

	private final List<RawClient> clients = new ArrayList<>();

	private @Nullable WebSocketServer server;

	@BeforeEach
	void start() throws Exception {
		this.server = WebSocketServer.start(this.engine, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
				100, this::accept);
	}

	@AfterEach
	void stop() throws Exception {
		this.clients.forEach(RawClient::close);
		WebSocketServer started = this.server;
		if (started != null) {
			started.close();
		}
		this.engine.close();
	}

	private CompletableFuture<HandshakeDecision> accept(HandshakeRequest request) {
		String name = request.query();
		return CompletableFuture.completedFuture(new HandshakeDecision.Accept(this.endpoint, Map.of(), null,
				(name != null) ? principal(name) : null, List.of(), null));
	}

	private static Principal principal(String name) {
		if (!name.equals("changing")) {
			return () -> name;
		}
		AtomicBoolean asked = new AtomicBoolean();
		return () -> asked.getAndSet(true) ? "another" : name;
	}

	private RawClient connect(String target) {
		WebSocketServer started = this.server;
		if (started == null) {
			throw new IllegalStateException("not started");
		}
		int before = this.handler.opened().size();
		RawClient client = RawClient.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), started.port()))
			.handshake(target);
		this.clients.add(client);
		await().until(() -> this.handler.opened().size() == before + 1);
		return client;
	}

	private static void expectTexts(RawClient client, String... texts) {
		for (String text : texts) {
			assertThat(client.readFrame()).isEqualTo(Frame.text(text));
		}
		client.send(Frame.ping("no more"));
		assertThat(client.readFrame()).isEqualTo(Frame.pong("no more"));
	}

	@Test
	void allConnectionsOfAUserGetWhatIsSentToTheUser() {
		RawClient phone = connect("/echo?ann");
		RawClient other = connect("/echo?bob");
		RawClient anonymous = connect("/echo");
		assertThat(this.users.sendText("ann", "1")).isEqualTo(1);
		RawClient desk = connect("/echo?ann");
		assertThat(this.users.sendText("ann", "2")).isEqualTo(2);
		assertThat(this.users.sendText("ann", ByteBuffer.wrap(new byte[] { '3' }), PublishOptions.defaults()))
			.isEqualTo(2);
		assertThat(this.users.sendBinary("ann", ByteBuffer.wrap(new byte[] { 4 }))).isEqualTo(2);
		assertThat(this.users.sendText("nobody", "5")).isZero();
		for (RawClient client : List.of(phone, desk)) {
			if (client == phone) {
				assertThat(client.readFrame()).isEqualTo(Frame.text("1"));
			}
			assertThat(client.readFrame()).isEqualTo(Frame.text("2"));
			assertThat(client.readFrame()).isEqualTo(Frame.text("3"));
			assertThat(client.readFrame()).isEqualTo(Frame.binary(new byte[] { 4 }));
			expectTexts(client);
		}
		expectTexts(other);
		expectTexts(anonymous);
	}

	@Test
	void optionsAreThoseOfTopics() {
		RawClient phone = connect("/echo?ann");
		RawClient desk = connect("/echo?ann");
		WebSocketConnection onPhone = this.handler.opened().get(0);
		assertThat(this.users.sendText("ann", "others", PublishOptions.except(onPhone))).isEqualTo(2);
		this.users.sendText("ann", "phone", PublishOptions.where((connection) -> connection == onPhone));
		this.users.sendText("ann", "all", PublishOptions.latest("key"));
		expectTexts(phone, "phone", "all");
		expectTexts(desk, "others", "all");
		assertThatIllegalArgumentException().isThrownBy(() -> this.users.sendText("ann", "\uD800"));
		assertThatIllegalArgumentException().isThrownBy(() -> this.users.sendText("ann",
				ByteBuffer.wrap(new byte[] { (byte) 0xFF }), PublishOptions.defaults()));
	}

	@Test
	void whatOneThreadSendsArrivesInOrder() {
		RawClient client = connect("/echo?ann");
		this.handler.opened().get(0).subscribe("t");
		for (int i = 0; i < 500; i += 2) {
			this.users.sendText("ann", Integer.toString(i));
			this.engine.topics().publishText("t", Integer.toString(i + 1));
		}
		for (int i = 0; i < 500; i++) {
			assertThat(client.readFrame()).isEqualTo(Frame.text(Integer.toString(i)));
		}
	}

	@Test
	void aConnectionThatEndedIsForgotten() {
		RawClient phone = connect("/echo?ann");
		RawClient desk = connect("/echo?ann");
		RawClient changing = connect("/echo?changing");
		assertThat(this.users.connections("ann"))
			.containsExactlyInAnyOrderElementsOf(this.handler.opened().subList(0, 2));
		assertThat(this.users.sendText("changing", "text")).isEqualTo(1);
		phone.reset();
		await().until(() -> this.users.connections("ann").size() == 1);
		assertThat(this.users.connections("ann")).containsExactly(this.handler.opened().get(1));
		desk.closeGracefully();
		changing.closeGracefully();
		await().until(() -> this.engine.connectionCount() == 0);
		await().untilAsserted(() -> {
			assertThat(this.users).extracting("byName").isEqualTo(Map.of());
			assertThat(this.users).extracting("names").isEqualTo(Map.of());
		});
	}

	/** The race is between looking at all connections, once, and those that end. */
	@Test
	void nothingIsLeftOfConnectionsThatEndWhileTheyAreLookedFor() throws Exception {
		for (int i = 0; i < 50; i++) {
			connect("/echo?user" + i % 7);
		}
		Thread ending = new Thread(() -> this.clients.forEach(RawClient::reset));
		ending.start();
		this.users.sendText("user1", "text");
		ending.join();
		await().until(() -> this.engine.connectionCount() == 0);
		await().untilAsserted(() -> {
			assertThat(this.users).extracting("byName").isEqualTo(Map.of());
			assertThat(this.users).extracting("names").isEqualTo(Map.of());
		});
	}

}
