package dev.duplex.spring.endpoint;

import dev.duplex.spring.OnText;
import dev.duplex.spring.WebSocketEndpoint;
import dev.duplex.spring.WebSocketEndpointAdvice;
import dev.duplex.spring.WebSocketExceptionHandler;
import dev.duplex.spring.testing.TestApplication;
import dev.duplex.spring.testing.TestClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;

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

	record Order(String item, int amount) {
	}

	record Placed(String op, String item) {
	}

	@WebSocketEndpoint("/trading")
	static class Trading {

		@OnText(type = "order")
		Placed order(Order order) {
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
	@Import({ Trading.class, Problems.class })
	static class Application {

	}

}
