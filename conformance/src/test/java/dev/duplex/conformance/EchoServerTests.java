package dev.duplex.conformance;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.stream.Stream;

import dev.duplex.conformance.suite.Connections;
import dev.duplex.conformance.suite.Conversation;
import dev.duplex.conformance.suite.Event;
import dev.duplex.conformance.suite.Peer;
import dev.duplex.conformance.suite.Role;
import dev.duplex.conformance.suite.ServerTarget;
import dev.duplex.conformance.suite.Verdict;
import dev.duplex.engine.protocol.Opcode;
import dev.duplex.engine.tck.Frame;
import dev.duplex.engine.tck.RawClient.Response;
import dev.duplex.engine.tck.RawRequest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link EchoServer} on both of its ports.
 */
class EchoServerTests {

	private static ConfigurableApplicationContext application;

	@BeforeAll
	static void start() {
		application = EchoServer.start("--server.port=0", "--" + EchoServer.OWN_PORT + "=0",
				"--logging.level.root=error");
	}

	@AfterAll
	static void stop() {
		application.close();
	}

	static Stream<Integer> ports() {
		return Stream.of(application.getBean(EchoServer.OwnPort.class).port(),
				application.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
	}

	private static Peer open(int port, String extension) throws IOException {
		Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
		Peer peer = new Peer(Role.SERVER, socket, socket, new Conversation());
		peer.write(RawRequest.handshake("/echo").with("Sec-WebSocket-Extensions: " + extension).bytes());
		Response response = ServerTarget.response(peer);
		assertThat(response.status()).isEqualTo(101);
		assertThat(response.header("Sec-WebSocket-Extensions")).containsExactly(extension);
		peer.agree(extension);
		return peer;
	}

	@ParameterizedTest
	@MethodSource("ports")
	void echoesTheLargestMessageOfTheSuite(int port) throws IOException {
		try (Peer peer = open(port, "permessage-deflate")) {
			Frame message = Frame.binary(new byte[16 << 20]);
			peer.send(message);
			assertThat(peer.next()).isEqualTo(new Event.Received(message));
			assertThat(Connections.staysOpen(peer)).isEqualTo(Verdict.OK);
		}
	}

	@ParameterizedTest
	@MethodSource("ports")
	void compressesAsTheClientWants(int port) throws IOException {
		for (String parameters : new String[] { "; server_no_context_takeover", "; server_max_window_bits=8",
				"; server_no_context_takeover; client_no_context_takeover; server_max_window_bits=9" }) {
			try (Peer peer = open(port, "permessage-deflate" + parameters)) {
				Frame message = Frame.text("again and again ".repeat(100));
				for (int i = 0; i < 3; i++) {
					peer.send(peer.compress(Opcode.TEXT, message.payload()));
					assertThat(peer.next()).isEqualTo(new Event.Received(message));
					assertThat(peer.lastWasCompressed()).isTrue();
				}
				assertThat(Connections.staysOpen(peer)).isEqualTo(Verdict.OK);
			}
		}
	}

	@ParameterizedTest
	@MethodSource("ports")
	void knowsNoOtherPath(int port) throws IOException {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
				Peer peer = new Peer(Role.SERVER, socket, socket, new Conversation())) {
			peer.write(RawRequest.handshake("/other").bytes());
			assertThat(peer.readHead().get(0)).startsWith("HTTP/1.1 404");
		}
	}

}
