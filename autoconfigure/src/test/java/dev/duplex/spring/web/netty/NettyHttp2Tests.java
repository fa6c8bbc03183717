package dev.duplex.spring.web.netty;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;

import dev.duplex.engine.CloseReason;
import dev.duplex.engine.WebSocketConnection;
import dev.duplex.engine.runtime.WebSocketEngine;
import dev.duplex.engine.tck.Frame;
import dev.duplex.engine.tck.RawClient;
import dev.duplex.engine.tck.RawRequest;
import dev.duplex.engine.tck.TestCertificate;
import dev.duplex.spring.OnDisconnect;
import dev.duplex.spring.OnText;
import dev.duplex.spring.WebSocketEndpoint;
import dev.duplex.spring.testing.TestApplication;
import dev.duplex.spring.testing.TestBundles;
import dev.duplex.spring.testing.TestClient;
import dev.duplex.spring.testing.WebServerFilter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * WebSockets over HTTP/2 (RFC 8441) on the port of Reactor Netty, behind Spring Security.
 */
class NettyHttp2Tests {

	private static final String AUTHORIZATION = "authorization";

	private static final String ADA = TestClient.basic("ada", "lovelace");

	private static final TestCertificate CERTIFICATE = TestCertificate.of("localhost");

	private static ConfigurableApplicationContext context;

	private static InetSocketAddress address;

	private ExtendedConnectClient client;

	@BeforeAll
	static void start() {
		context = TestApplication.start(new Class<?>[] { TestApplication.class, Ending.class },
				WebApplicationType.REACTIVE,
				TestBundles.keystore("server", CERTIFICATE, "server.port=0", "server.http2.enabled=true",
						"server.ssl.bundle=server", "spring.security.user.name=ada",
						"spring.security.user.password=lovelace",
						WebServerFilter.PROPERTY + "=" + WebServerFilter.REACTOR_NETTY));
		address = new InetSocketAddress(InetAddress.getLoopbackAddress(),
				context.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
	}

	@AfterAll
	static void stop() {
		context.close();
	}

	@BeforeEach
	void connect() throws Exception {
		context.getBean(Ending.class).reason = null;
		this.client = new ExtendedConnectClient(address, CERTIFICATE);
	}

	@AfterEach
	void disconnect() {
		this.client.close();
		await().until(() -> context.getBean(WebSocketEngine.class).connectionCount() == 0);
	}

	private ExtendedConnectClient.Stream open(String path) throws Exception {
		ExtendedConnectClient.Stream stream = this.client.open(path, AUTHORIZATION, ADA);
		assertThat(stream.status()).isEqualTo(200);
		return stream;
	}

	private static CloseReason reason() {
		Ending ending = context.getBean(Ending.class);
		await().until(() -> ending.reason != null);
		return ending.reason;
	}

	@Test
	void theServerSaysThatItTakesThem() throws Exception {
		assertThat(this.client.settings().connectProtocolEnabled()).isTrue();
	}

	@Test
	void messagesAreEchoedAndTheUserIsThePrincipal() throws Exception {
		ExtendedConnectClient.Stream stream = open("/echo");
		assertThat(stream.response().contains("sec-websocket-accept")).isFalse();
		assertThat(stream.response().contains("upgrade")).isFalse();
		assertThat(stream.readFrame()).isEqualTo(Frame.text("hello ada"));
		assertThat(stream.send(Frame.text("hi")).readFrame()).isEqualTo(Frame.text("hi"));
		WebSocketConnection connection = context.getBean(WebSocketEngine.class).connections().iterator().next();
		assertThat(connection.handshake().isSecure()).isTrue();
		assertThat(connection.remoteAddress().getAddress().isLoopbackAddress()).isTrue();
	}

	@Test
	void manyStreamsOfOneConnectionAreServedAtOnce() throws Exception {
		ExtendedConnectClient.Stream[] streams = new ExtendedConnectClient.Stream[20];
		for (int i = 0; i < streams.length; i++) {
			streams[i] = open("/echo");
			streams[i].readFrame();
		}
		for (int round = 0; round < 50; round++) {
			for (int i = 0; i < streams.length; i++) {
				streams[i].send(Frame.text(i + "." + round)).send(Frame.ping("p" + i));
			}
		}
		for (int i = 0; i < streams.length; i++) {
			int texts = 0;
			while (texts < 50) {
				Frame frame = streams[i].readFrame();
				if (frame.opcode() == 1) {
					assertThat(frame).isEqualTo(Frame.text(i + "." + texts++));
				}
				else {
					assertThat(frame).isEqualTo(Frame.pong("p" + i));
				}
			}
		}
	}

	@Test
	void largeMessagesGoThroughTheFlowControlOfBothSides() throws Exception {
		ExtendedConnectClient.Stream stream = open("/echo");
		stream.readFrame();
		byte[] payload = new byte[60_000];
		Arrays.fill(payload, (byte) 'x');
		for (int i = 0; i < 30; i++) {
			stream.send(Frame.binary(payload));
		}
		for (int i = 0; i < 30; i++) {
			assertThat(stream.readFrame()).isEqualTo(Frame.binary(payload));
		}
	}

	@Test
	void theClosingHandshakeEndsTheStreamInOrder() throws Exception {
		ExtendedConnectClient.Stream stream = open("/ending");
		stream.send(Frame.close(4000, "done"));
		assertThat(stream.readFrame().closeCode()).isIn(4000, 1000);
		assertThat(stream.end()).isEqualTo("END_STREAM");
		stream.endStream();
		assertThat(reason().code()).isEqualTo(4000);
	}

	@Test
	void aCloseOfOursEndsTheStreamInOrder() throws Exception {
		ExtendedConnectClient.Stream stream = open("/ending");
		stream.send(Frame.text("close"));
		assertThat(stream.readFrame()).isEqualTo(Frame.close(4001, "enough"));
		stream.send(Frame.close(4001));
		assertThat(stream.end()).isEqualTo("END_STREAM");
		stream.endStream();
		assertThat(reason().code()).isEqualTo(4001);
	}

	@Test
	void anEndWithoutACloseFrameIsAbnormal() throws Exception {
		ExtendedConnectClient.Stream stream = open("/ending");
		stream.endStream();
		assertThat(stream.end()).isEqualTo("END_STREAM");
		assertThat(reason().code()).isEqualTo(1006);
	}

	@Test
	void aResetIsAbnormal() throws Exception {
		open("/ending").reset();
		assertThat(reason().code()).isEqualTo(1006);
	}

	@Test
	void aConnectionThatBreaksIsAbnormal() throws Exception {
		open("/ending");
		this.client.close();
		assertThat(reason().code()).isEqualTo(1006);
	}

	@ParameterizedTest
	@CsvSource({ "sec-websocket-version, 8, 400", "sec-websocket-version, '', 400", "origin, https://evil.example, 403",
			"authorization, '', 401", "sec-websocket-protocol, 'a b', 400", ":protocol, connect-udp, 400" })
	void whatIsRefusedOverHttp1IsRefusedHereToo(String header, String value, int status) throws Exception {
		ExtendedConnectClient.Stream stream = this.client.open("/echo", AUTHORIZATION, ADA, header, value);
		assertThat(stream.status()).isEqualTo(status);
		assertThat(stream.response().contains("connection")).isFalse();
		// The connection is there for other streams.
		open("/echo");
	}

	@Test
	void anotherVersionIsToldTheOneSpokenHere() throws Exception {
		ExtendedConnectClient.Stream stream = this.client.open("/echo", AUTHORIZATION, ADA, "sec-websocket-version",
				"8");
		assertThat(stream.response().get("sec-websocket-version")).hasToString("13");
	}

	@Test
	void theFirewallStopsOtherConnects() throws Exception {
		assertThat(this.client.open("/nowhere", AUTHORIZATION, ADA).status()).isIn(400, 404);
	}

	@Test
	void aSubprotocolIsAgreedOn() throws Exception {
		ExtendedConnectClient.Stream stream = this.client.open("/echo", AUTHORIZATION, ADA, "sec-websocket-protocol",
				"v2.echo, v1.echo");
		assertThat(stream.response().get("sec-websocket-protocol")).hasToString("v1.echo");
	}

	@Test
	void clientsOfHttp1AreServedOnTheSamePort() {
		try (RawClient other = RawClient.connectTls(address, 0, TestCertificate.context(null, CERTIFICATE))) {
			other.handshake(RawRequest.handshake("/echo").with("Authorization: " + ADA));
			assertThat(other.readFrame()).isEqualTo(Frame.text("hello ada"));
		}
	}

	@WebSocketEndpoint("/ending")
	static class Ending {

		private volatile CloseReason reason;

		@OnText
		void text(WebSocketConnection connection, String text) {
			connection.close(4001, "enough");
		}

		@OnDisconnect
		void end(CloseReason reason) {
			this.reason = reason;
		}

	}

}
