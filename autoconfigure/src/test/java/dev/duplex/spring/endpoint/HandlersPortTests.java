package dev.duplex.spring.endpoint;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;

import dev.duplex.engine.WebSocketConnection;
import dev.duplex.spring.BroadcastTo;
import dev.duplex.spring.Inbound;
import dev.duplex.spring.OnBinary;
import dev.duplex.spring.OnConnect;
import dev.duplex.spring.OnText;
import dev.duplex.spring.WebSocketEndpoint;
import dev.duplex.spring.WebSocketEndpointAdvice;
import dev.duplex.spring.WebSocketExceptionHandler;
import dev.duplex.spring.testing.TestApplication;
import dev.duplex.spring.testing.TestClient;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Positive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.PathVariable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What handlers can say, in an application and over real sockets.
 */
class HandlersPortTests {

	private static ConfigurableApplicationContext application;

	private static int port;

	@BeforeAll
	static void start() {
		application = TestApplication.start(new Class<?>[] { Application.class }, WebApplicationType.NONE,
				TestApplication.NO_SECURITY, "duplex.server.port=0", "duplex.json.type-field=op");
		port = application.getEnvironment().getRequiredProperty("local.duplex.port", Integer.class);
	}

	@AfterAll
	static void stop() {
		application.close();
	}

	@Test
	void messagesFindTheirHandlersByType() throws Exception {
		try (TestClient client = TestClient.connect(port, "/trading")) {
			assertThat(client.send("{\"op\":\"order\",\"item\":\"tea\",\"amount\":1}").text())
				.isEqualTo("{\"op\":\"placed\",\"item\":\"tea\"}");
			assertThat(client.send("{\"op\":\"cancel\"}").text()).isEqualTo("cancelled");
			assertThat(client.send("{\"op\":\"other\"}").closed()).isEqualTo("1003 message type not accepted");
		}
	}

	@Test
	void adviceAnswersForEveryEndpoint() throws Exception {
		try (TestClient client = TestClient.connect(port, "/trading")) {
			assertThat(client.send("{\"op\":\"order\",\"item\":\"gold\",\"amount\":1}").text())
				.isEqualTo("no gold today");
			assertThat(client.send("{\"op\":\"cancel\"}").text()).isEqualTo("cancelled");
		}
	}

	@Test
	void constraintsOfAMessageAreChecked() throws Exception {
		try (TestClient client = TestClient.connect(port, "/trading")) {
			assertThat(client.send("{\"op\":\"order\",\"item\":\"\",\"amount\":0}").closed())
				.isEqualTo("1008 message not valid");
		}
	}

	@Test
	void oneEndpointHasSeveralPaths() throws Exception {
		try (TestClient lobby = TestClient.connect(port, "/cursors");
				TestClient room = TestClient.connect(port, "/cursors/tea")) {
			assertThat(lobby.send("where").text()).isEqualTo("lobby");
			assertThat(room.send("where").text()).isEqualTo("tea");
		}
	}

	@Test
	void senderMayBeExcluded() throws Exception {
		try (TestClient one = TestClient.connect(port, "/cursors");
				TestClient two = TestClient.connect(port, "/cursors")) {
			assertThat(one.send("where").text()).isEqualTo("lobby");
			assertThat(two.send("where").text()).isEqualTo("lobby");
			one.send(ByteBuffer.wrap(new byte[] { 1 }));
			assertThat(two.binary()).isEqualTo(ByteBuffer.wrap(new byte[] { 1 }));
			two.send(ByteBuffer.wrap(new byte[] { 2 }));
			assertThat(one.binary()).isEqualTo(ByteBuffer.wrap(new byte[] { 2 }));
		}
	}

	@Test
	void messagesOfOneConnectionMeet() throws Exception {
		try (TestClient client = TestClient.connect(port, "/meeting")) {
			client.send("a").send("b");
			assertThat(List.of(client.text(), client.text())).containsExactlyInAnyOrder("met a", "met b");
		}
	}

	@WebSocketEndpoint(path = "/meeting", inbound = Inbound.CONCURRENT)
	static class Meeting {

		private final CyclicBarrier barrier = new CyclicBarrier(2);

		@OnText
		String take(String text) throws Exception {
			this.barrier.await(10, TimeUnit.SECONDS);
			return "met " + text;
		}

	}

	@WebSocketEndpoint({ "/cursors", "/cursors/{room}" })
	static class Cursors {

		@OnConnect
		void open(WebSocketConnection connection) {
			connection.subscribe("cursors");
		}

		@OnText
		String where(@PathVariable(required = false) String room) {
			return (room != null) ? room : "lobby";
		}

		@OnBinary
		@BroadcastTo(value = "cursors", key = "{connection.id}", excludeSender = true)
		byte[] move(byte[] position) {
			return position;
		}

	}

	record Order(@NotBlank String item, @Positive int amount) {
	}

	record Placed(String op, String item) {
	}

	@WebSocketEndpoint("/trading")
	static class Trading {

		@OnText(type = "order")
		Placed order(@Valid Order order) {
			if (order.item().equals("gold")) {
				throw new IllegalStateException(new UnsupportedOperationException(order.item()));
			}
			return new Placed("placed", order.item());
		}

		@OnText(type = "cancel")
		String cancel() {
			return "cancelled";
		}

	}

	@WebSocketEndpointAdvice
	static class Problems {

		@WebSocketExceptionHandler
		String unsupported(UnsupportedOperationException ex) {
			return "no " + ex.getMessage() + " today";
		}

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import({ Trading.class, Cursors.class, Meeting.class, Problems.class })
	static class Application {

	}

}
