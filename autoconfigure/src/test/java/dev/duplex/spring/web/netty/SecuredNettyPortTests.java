package dev.duplex.spring.web.netty;

import dev.duplex.spring.testing.RawHttp;
import dev.duplex.spring.testing.TestApplication;
import dev.duplex.spring.testing.TestClient;
import dev.duplex.spring.testing.WebServerFilter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Endpoints behind Spring Security on the port of Reactor Netty, and below a base path.
 */
class SecuredNettyPortTests {

	private static ConfigurableApplicationContext context;

	private static int port;

	@BeforeAll
	static void start() {
		context = TestApplication.start(WebApplicationType.REACTIVE, "server.port=0", "spring.webflux.base-path=/shop",
				"spring.security.user.name=ada", "spring.security.user.password=lovelace",
				WebServerFilter.PROPERTY + "=" + WebServerFilter.REACTOR_NETTY);
		port = context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
	}

	@AfterAll
	static void stop() {
		context.close();
	}

	@Test
	void theUserOfTheHandshakeIsThePrincipal() throws Exception {
		try (TestClient client = TestClient.connect(port, "/shop/echo", "Authorization",
				TestClient.basic("ada", "lovelace"))) {
			assertThat(client.text()).isEqualTo("hello ada");
			assertThat(client.send("hi").text()).isEqualTo("hi");
		}
	}

	@Test
	void nobodyConnectsWithoutCredentials() {
		assertThat(TestClient.refusal(port, "/shop/echo")).isEqualTo(401);
		assertThat(TestClient.refusal(port, "/shop/echo", "Authorization", TestClient.basic("ada", "wrong")))
			.isEqualTo(401);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/shop/%65cho", "/shop/ech%6F", "/shop//echo", "/shop/./echo", "/shop/a/../echo",
			"/shop/echo;a=b", "/%73hop/echo" })
	void noSpellingOfThePathGoesAroundTheFilters(String path) throws Exception {
		String answer = RawHttp.exchange(port, RawHttp.handshake("GET " + path + " HTTP/1.1", "Connection: close"));
		assertThat(answer).matches("(?s)HTTP/1.1 40[0134] .*");
	}

	@Test
	void aForeignOriginIsRefusedToUsersToo() {
		assertThat(TestClient.refusal(port, "/shop/echo", "Origin", "https://evil.example", "Authorization",
				TestClient.basic("ada", "lovelace")))
			.isEqualTo(403);
	}

	@Test
	void pathsAreThoseWithinTheApplication() {
		assertThat(TestClient.refusal(port, "/echo")).isEqualTo(404);
	}

}
