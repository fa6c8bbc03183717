package dev.duplex.spring.server;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import dev.duplex.spring.testing.TestApplication;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.websocket.ClientEndpointConfig;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Extension;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.Session;
import jakarta.websocket.WebSocketContainer;
import org.apache.tomcat.websocket.WsWebSocketContainer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@code duplex.compression.*} as a client of another maker sees it, Tomcat's, on both
 * kinds of port.
 */
class CompressionTests {

	private static final String JSON = "{\"symbol\":\"DPLX\",\"price\":7692}".repeat(100);

	@ParameterizedTest
	@CsvSource({ "NONE, false", "NONE, true", "SERVLET, false", "SERVLET, true" })
	void messagesAreCompressedForAClientThatOffersIt(WebApplicationType type, boolean takeover) throws Exception {
		try (ConfigurableApplicationContext context = start(type, "duplex.compression.enabled=true",
				"duplex.compression.context-takeover=" + takeover)) {
			Client client = new Client();
			try (Session session = client.connect(port(context), true)) {
				assertThat(session.getNegotiatedExtensions()).extracting(Extension::getName)
					.containsExactly("permessage-deflate");
				assertThat(session.getNegotiatedExtensions().get(0).getParameters())
					.extracting(Extension.Parameter::getName)
					.containsExactlyElementsOf(
							takeover ? List.of() : List.of("server_no_context_takeover", "client_no_context_takeover"));
				assertThat(nativeBytes(context)).isZero();
				for (String message : List.of(JSON, "small", JSON + JSON, "", JSON)) {
					session.getBasicRemote().sendText(message);
					assertThat(client.texts.poll(10, TimeUnit.SECONDS)).isEqualTo(message);
				}
				assertThat(nativeBytes(context)).isGreaterThan(300_000);
			}
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "NONE", "SERVLET" })
	void messagesArePlainUnlessSwitchedOn(WebApplicationType type) throws Exception {
		try (ConfigurableApplicationContext context = start(type)) {
			Client client = new Client();
			try (Session session = client.connect(port(context), true)) {
				assertThat(session.getNegotiatedExtensions()).isEmpty();
				session.getBasicRemote().sendText(JSON);
				assertThat(client.texts.poll(10, TimeUnit.SECONDS)).isEqualTo(JSON);
			}
			assertThat(nativeBytes(context)).isZero();
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "NONE", "SERVLET" })
	void messagesArePlainForAClientThatDoesNotOfferIt(WebApplicationType type) throws Exception {
		try (ConfigurableApplicationContext context = start(type, "duplex.compression.enabled=true")) {
			Client client = new Client();
			try (Session session = client.connect(port(context), false)) {
				assertThat(session.getNegotiatedExtensions()).isEmpty();
				session.getBasicRemote().sendText(JSON);
				assertThat(client.texts.poll(10, TimeUnit.SECONDS)).isEqualTo(JSON);
			}
			assertThat(nativeBytes(context)).isZero();
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "NONE", "SERVLET" })
	void oneEndpointMayCompressAlone(WebApplicationType type) throws Exception {
		try (ConfigurableApplicationContext context = start(type, "duplex.endpoints.echo.compression.enabled=true")) {
			Client client = new Client();
			try (Session session = client.connect(port(context), true)) {
				assertThat(session.getNegotiatedExtensions()).extracting(Extension::getName)
					.containsExactly("permessage-deflate");
				session.getBasicRemote().sendText(JSON);
				assertThat(client.texts.poll(10, TimeUnit.SECONDS)).isEqualTo(JSON);
			}
			try (Session session = client.connect(port(context), "/rooms/lobby", true)) {
				assertThat(session.getNegotiatedExtensions()).isEmpty();
			}
		}
	}

	private static ConfigurableApplicationContext start(WebApplicationType type, String... properties) {
		List<String> all = new ArrayList<>(List.of(properties));
		all.add(TestApplication.NO_SECURITY);
		all.add((type == WebApplicationType.NONE) ? "duplex.server.port=0" : "server.port=0");
		all.add("duplex.server.allow-unauthenticated=true");
		return TestApplication.start(type, all.toArray(String[]::new));
	}

	private static int port(ConfigurableApplicationContext context) {
		String key = context.getEnvironment().containsProperty("local.duplex.port") ? "local.duplex.port"
				: "local.server.port";
		return context.getEnvironment().getRequiredProperty(key, Integer.class);
	}

	private static double nativeBytes(ConfigurableApplicationContext context) {
		return context.getBean(MeterRegistry.class).get("duplex.compression.native").gauge().value();
	}

	/**
	 * Takes text messages.
	 */
	private static final class Client extends Endpoint {

		private final BlockingQueue<String> texts = new LinkedBlockingQueue<>();

		Session connect(int port, boolean offersDeflate) throws Exception {
			return connect(port, "/echo", offersDeflate);
		}

		Session connect(int port, String path, boolean offersDeflate) throws Exception {
			WebSocketContainer container = new WsWebSocketContainer();
			container.setDefaultMaxTextMessageBufferSize(64 * 1024);
			ClientEndpointConfig config = ClientEndpointConfig.Builder.create()
				.extensions(offersDeflate ? List.of(new Deflate()) : List.of())
				.build();
			return container.connectToServer(this, config, URI.create("ws://localhost:" + port + path));
		}

		@Override
		public void onOpen(Session session, EndpointConfig config) {
			session.addMessageHandler(String.class, (MessageHandler.Whole<String>) this.texts::add);
		}

	}

	/**
	 * An offer without parameters.
	 */
	private static final class Deflate implements Extension {

		@Override
		public String getName() {
			return "permessage-deflate";
		}

		@Override
		public List<Parameter> getParameters() {
			return List.of();
		}

	}

}
