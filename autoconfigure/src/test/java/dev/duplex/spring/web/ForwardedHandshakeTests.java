package dev.duplex.spring.web;

import java.util.Arrays;

import dev.duplex.engine.WebSocketConnection;
import dev.duplex.engine.runtime.WebSocketEngine;
import dev.duplex.spring.testing.TestApplication;
import dev.duplex.spring.testing.TestClient;
import dev.duplex.spring.testing.WebServerFilter;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Handshakes that come through a proxy, and ones that pretend to.
 */
class ForwardedHandshakeTests {

	private static final String[] HEADERS = { "Origin", "https://www.example.com", "X-Forwarded-Proto", "https",
			"X-Forwarded-Host", "www.example.com", "X-Forwarded-Port", "443", "X-Forwarded-For", "192.0.2.1" };

	@ParameterizedTest
	@CsvSource({ "SERVLET, framework", "SERVLET, native", "REACTIVE, framework", "REACTIVE, native" })
	void theOriginIsThatOfTheProxyWhenItIsTrusted(WebApplicationType type, String strategy) throws Exception {
		try (ConfigurableApplicationContext context = start(type, "server.forward-headers-strategy=" + strategy,
				"server.tomcat.remoteip.host-header=X-Forwarded-Host");
				TestClient client = TestClient.connect(port(context), "/echo", HEADERS)) {
			assertThat(client.send("hi").text()).isEqualTo("hi");
			WebSocketEngine engine = context.getBean(WebSocketEngine.class);
			Awaitility.await().until(() -> engine.connectionCount() == 1);
			WebSocketConnection connection = engine.connections().iterator().next();
			assertThat(connection.handshake().isSecure()).isTrue();
			assertThat(connection.handshake().serverName()).isEqualTo("www.example.com");
			assertThat(connection.remoteAddress().getHostString()).isEqualTo("192.0.2.1");
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "SERVLET", "REACTIVE" })
	void whatAPeerForwardsByItselfCountsForNothing(WebApplicationType type) {
		try (ConfigurableApplicationContext context = start(type, "server.forward-headers-strategy=none")) {
			assertThat(TestClient.refusal(port(context), "/echo", HEADERS)).isEqualTo(403);
		}
	}

	private static ConfigurableApplicationContext start(WebApplicationType type, String... properties) {
		String[] all = Arrays.copyOf(properties, properties.length + 3);
		all[properties.length] = "server.port=0";
		all[properties.length + 1] = TestApplication.NO_SECURITY;
		all[properties.length + 2] = WebServerFilter.PROPERTY + "="
				+ ((type == WebApplicationType.REACTIVE) ? WebServerFilter.REACTOR_NETTY : "tomcat");
		return TestApplication.start(type, all);
	}

	private static int port(ConfigurableApplicationContext context) {
		return context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
	}

}
