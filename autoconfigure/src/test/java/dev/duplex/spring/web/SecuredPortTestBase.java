package dev.duplex.spring.web;

import java.util.ArrayList;
import java.util.List;

import dev.duplex.spring.testing.RawHttp;
import dev.duplex.spring.testing.TestApplication;
import dev.duplex.spring.testing.TestClient;
import dev.duplex.spring.testing.WebServerFilter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Endpoints on a web server's port behind Spring Security, and below a path.
 */
@TestInstance(Lifecycle.PER_CLASS)
public abstract class SecuredPortTestBase {

	private final ConfigurableApplicationContext context;

	private final int port;

	/**
	 * Starts the application.
	 * @param type its kind
	 * @param webServer its web server, as {@link WebServerFilter} names it
	 * @param paths properties by which it is below {@code /shop}
	 */
	protected SecuredPortTestBase(WebApplicationType type, String webServer, String... paths) {
		List<String> all = new ArrayList<>(List.of(paths));
		all.addAll(List.of(WebServerFilter.PROPERTY + "=" + webServer, "server.port=0", "spring.security.user.name=ada",
				"spring.security.user.password=lovelace"));
		this.context = TestApplication.start(type, all.toArray(String[]::new));
		this.port = this.context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
	}

	@AfterAll
	void stop() {
		this.context.close();
	}

	@Test
	void theUserOfTheHandshakeIsThePrincipal() throws Exception {
		try (TestClient client = TestClient.connect(this.port, "/shop/echo", "Authorization",
				TestClient.basic("ada", "lovelace"))) {
			assertThat(client.text()).isEqualTo("hello ada");
			assertThat(client.send("hi").text()).isEqualTo("hi");
		}
	}

	@Test
	void nobodyConnectsWithoutCredentials() {
		assertThat(TestClient.refusal(this.port, "/shop/echo")).isEqualTo(401);
		assertThat(TestClient.refusal(this.port, "/shop/echo", "Authorization", TestClient.basic("ada", "wrong")))
			.isEqualTo(401);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/shop/%65cho", "/shop/ech%6F", "/shop//echo", "/shop/./echo", "/shop/a/../echo",
			"/shop/echo;a=b", "/%73hop/echo" })
	void noSpellingOfThePathGoesAroundTheFilters(String path) throws Exception {
		String answer = RawHttp.exchange(this.port,
				RawHttp.handshake("GET " + path + " HTTP/1.1", "Connection: close"));
		assertThat(answer).matches("(?s)HTTP/1.1 40[0134] .*");
	}

	@Test
	void aForeignOriginIsRefusedToUsersToo() {
		assertThat(TestClient.refusal(this.port, "/shop/echo", "Origin", "https://evil.example", "Authorization",
				TestClient.basic("ada", "lovelace")))
			.isEqualTo(403);
	}

	@Test
	void pathsAreThoseWithinTheApplication() {
		assertThat(TestClient.refusal(this.port, "/echo")).isEqualTo(404);
	}

}
