package dev.duplex.spring.security;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

import dev.duplex.engine.tck.Frame;
import dev.duplex.engine.tck.RawClient;
import dev.duplex.engine.tck.RawRequest;
import dev.duplex.engine.tck.TestCertificate;
import dev.duplex.spring.HandshakeDetails;
import dev.duplex.spring.testing.RawHttp;
import dev.duplex.spring.testing.TestApplication;
import dev.duplex.spring.testing.TestBundles;
import dev.duplex.spring.testing.TestClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Who may connect to a port of its own, by what the application authenticates users with.
 */
@ExtendWith(OutputCaptureExtension.class)
class HandshakeAuthenticationTests {

	private static final String ANN = TestClient.basic("ann", "a:b");

	private final List<ConfigurableApplicationContext> contexts = new ArrayList<>();

	@AfterEach
	void stop() {
		this.contexts.forEach(ConfigurableApplicationContext::close);
	}

	@Test
	void usersConnectWithTheirPasswords() throws Exception {
		int port = start(Users.class);
		try (TestClient client = TestClient.connect(port, "/echo", "Authorization", ANN)) {
			assertThat(client.text()).isEqualTo("hello ann");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "Basic", "Basic !!!", "Basic YW5u", "Basic YW5uOmI=", "Bearer YW5u", "Digest x" })
	void nobodyElseDoes(String credentials) throws Exception {
		int port = start(Users.class);
		String[] headers = credentials.isEmpty() ? new String[0] : new String[] { "Authorization: " + credentials };
		assertThat(RawHttp.exchange(port, RawHttp.handshake("GET /echo HTTP/1.1", headers))).startsWith("HTTP/1.1 401 ")
			.contains("\r\nWWW-Authenticate: Basic realm=\"WebSocket\", charset=\"UTF-8\"\r\n")
			.doesNotContain("Bearer");
	}

	@ParameterizedTest
	@EnumSource(value = WebApplicationType.class, names = { "SERVLET", "REACTIVE" })
	void theUserOfTheConfigurationIsOne(WebApplicationType type) throws Exception {
		int port = start(type, TestApplication.class, "server.port=0", "spring.security.user.name=ann",
				"spring.security.user.password=a:b");
		assertThat(TestClient.refusal(port, "/echo")).isEqualTo(401);
		assertThat(TestClient.refusal(port, "/echo", "Authorization", TestClient.basic("ann", "x"))).isEqualTo(401);
		try (TestClient client = TestClient.connect(port, "/echo", "Authorization", ANN)) {
			assertThat(client.text()).isEqualTo("hello ann");
		}
	}

	@Test
	void everyoneConnectsIfThatIsSaid() throws Exception {
		int port = start(Users.class, "duplex.server.allow-unauthenticated=true");
		try (TestClient client = TestClient.connect(port, "/echo")) {
			assertThat(client.send("hi").text()).isEqualTo("hi");
		}
	}

	@Test
	void whoIsKnownMayStillBeKeptOut() {
		int port = start(OnlyBob.class);
		assertThat(TestClient.refusal(port, "/echo", "Authorization", ANN)).isEqualTo(403);
		TestClient.connect(port, "/echo", "Authorization", TestClient.basic("bob", "b")).close();
	}

	@Test
	void aFailureOfTheAuthenticatorIsNoRefusal(CapturedOutput output) {
		int port = start(Broken.class);
		assertThat(TestClient.refusal(port, "/echo", "Authorization", ANN)).isEqualTo(500);
		assertThat(output).contains("the directory is down");
	}

	@Test
	void tokensComeInAHeader() throws Exception {
		int port = start(Tokens.class);
		try (TestClient client = TestClient.connect(port, "/echo", "Authorization", "bearer " + Tokens.of("ann", 60))) {
			assertThat(client.text()).isEqualTo("hello ann");
		}
		assertThat(RawHttp.exchange(port, RawHttp.handshake("GET /echo HTTP/1.1", "Authorization: Bearer wrong")))
			.startsWith("HTTP/1.1 401 ")
			.contains("\r\nWWW-Authenticate: Bearer\r\n")
			.doesNotContain("Basic");
	}

	@Test
	void browsersCarryATokenAsASubprotocolWhichIsNeverEchoedNorLogged(CapturedOutput output) throws Exception {
		int port = start(Tokens.class, "logging.level.dev.duplex=debug");
		String token = Tokens.of("ann", 60);
		try (Socket socket = new Socket("localhost", port)) {
			RawHttp.send(socket,
					RawHttp.handshake("GET /echo HTTP/1.1", "Sec-WebSocket-Protocol: bearer." + token + ", v1.echo"));
			assertThat(RawHttp.readUntil(socket, "\r\n\r\n")).startsWith("HTTP/1.1 101 ")
				.contains("\r\nSec-WebSocket-Protocol: v1.echo\r\n")
				.doesNotContain(token);
		}
		assertThat(RawHttp.exchange(port,
				RawHttp.handshake("GET /echo HTTP/1.1", "Sec-WebSocket-Protocol: bearer.wrong, v1.echo")))
			.startsWith("HTTP/1.1 401 ")
			.doesNotContain("wrong");
		assertThat(output).doesNotContain(token).doesNotContain("bearer.");
	}

	@Test
	void anExpiredTokenClosesWhateverTheConnectionDoes() throws Exception {
		int port = start(Tokens.class);
		long begin = System.nanoTime();
		try (TestClient client = TestClient.connect(port, "/echo", "Authorization", "Bearer " + Tokens.of("ann", 2))) {
			assertThat(client.send("hi").text()).isEqualTo("hello ann");
			assertThat(client.closed()).isEqualTo("1008 credentials expired");
			assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(900));
		}
	}

	@Test
	void certificatesAreUsersOnRequest() {
		TestCertificate server = TestCertificate.of("localhost");
		TestCertificate ann = TestCertificate.of("ann");
		List<String> properties = new ArrayList<>(TestBundles.properties("own", server, ann));
		properties.add("duplex.server.ssl.bundle=own");
		properties.add("duplex.server.ssl.client-auth=want");
		int port = start(CertifiedUsers.class, properties.toArray(String[]::new));
		InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
		try (RawClient client = RawClient.connectTls(address, 0, TestCertificate.context(ann, server))
			.handshake("/echo")) {
			assertThat(client.readFrame()).isEqualTo(Frame.text("hello ann"));
		}
		RawRequest handshake = RawRequest.handshake("/echo");
		try (RawClient client = RawClient.connectTls(address, 0, TestCertificate.context(null, server))) {
			assertThatThrownBy(() -> client.handshake(handshake)).hasMessageContaining("status=401");
		}
	}

	private int start(Class<?> users, String... properties) {
		return start(WebApplicationType.NONE, users, properties);
	}

	private int start(WebApplicationType type, Class<?> users, String... properties) {
		List<String> all = new ArrayList<>(List.of(properties));
		all.add("duplex.server.port=0");
		ConfigurableApplicationContext context = TestApplication.start(new Class<?>[] { TestApplication.class, users },
				type, all.toArray(String[]::new));
		this.contexts.add(context);
		return context.getEnvironment().getRequiredProperty("local.duplex.port", Integer.class);
	}

	@Configuration(proxyBeanMethods = false)
	static class Users {

		@Bean
		UserDetailsService users() {
			return new InMemoryUserDetailsManager(User.withUsername("ann").password("{noop}a:b").roles("USER").build(),
					User.withUsername("bob").password("{noop}b").roles("USER").build());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OnlyBob extends Users {

		@Bean
		AuthorizationManager<HandshakeDetails> onlyBob() {
			return (user, handshake) -> new AuthorizationDecision(
					handshake.endpoint().equals("/echo") && user.get().getName().equals("bob"));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Broken {

		@Bean
		UserDetailsService users() {
			return (name) -> {
				throw new AuthenticationServiceException("the directory is down");
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class CertifiedUsers extends Users {

		@Bean
		CertificateHandshakeAuthenticationConverter certificates() {
			return new CertificateHandshakeAuthenticationConverter();
		}

	}

	/** Tokens that are not signed. */
	@Configuration(proxyBeanMethods = false)
	static class Tokens {

		static String of(String name, int seconds) {
			String text = name + " " + Instant.now().plusSeconds(seconds).getEpochSecond();
			return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
		}

		@Bean
		JwtDecoder decoder() {
			return (token) -> {
				if (!token.matches("[\\w-]{10,}")) {
					throw new BadJwtException("not ours");
				}
				String[] parts = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8).split(" ");
				return Jwt.withTokenValue(token)
					.header("alg", "none")
					.subject(parts[0])
					.expiresAt(Instant.ofEpochSecond(Long.parseLong(parts[1])))
					.build();
			};
		}

	}

}
