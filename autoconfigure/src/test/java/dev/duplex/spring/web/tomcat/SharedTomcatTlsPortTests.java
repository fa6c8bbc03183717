package dev.duplex.spring.web.tomcat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;

import javax.net.ssl.SSLContext;

import dev.duplex.engine.tck.Frame;
import dev.duplex.engine.tck.RawClient;
import dev.duplex.engine.tck.RawRequest;
import dev.duplex.engine.tck.TestCertificate;
import dev.duplex.spring.testing.TestApplication;
import dev.duplex.spring.testing.TestBundles;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundleRegistry;
import org.springframework.boot.ssl.SslStoreBundle;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.web.SecurityFilterChain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.springframework.security.config.Customizer.withDefaults;

/**
 * Endpoints on the port of Tomcat where {@code server.ssl} is on.
 */
class SharedTomcatTlsPortTests {

	private static final TestCertificate FIRST = TestCertificate.of("localhost");

	private static final TestCertificate SECOND = TestCertificate.of("second.example");

	private static final TestCertificate CLIENT = TestCertificate.of("client");

	private @Nullable ConfigurableApplicationContext context;

	@AfterEach
	void stop() {
		if (this.context != null) {
			this.context.close();
		}
	}

	private InetSocketAddress start(String... properties) {
		return start(new Class<?>[] { TestApplication.class, TestApplication.Http.class },
				with(properties, TestApplication.NO_SECURITY));
	}

	private InetSocketAddress start(Class<?>[] sources, String... properties) {
		List<String> all = new ArrayList<>(List.of("server.port=0", "server.ssl.bundle=first"));
		all.addAll(TestBundles.properties("first", FIRST, CLIENT));
		all.addAll(TestBundles.properties("second", SECOND, CLIENT));
		all.addAll(List.of(properties));
		this.context = TestApplication.start(sources, WebApplicationType.SERVLET, all.toArray(String[]::new));
		return new InetSocketAddress(InetAddress.getLoopbackAddress(),
				this.context.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
	}

	private static String[] with(String[] properties, String another) {
		List<String> all = new ArrayList<>(List.of(properties));
		all.add(another);
		return all.toArray(String[]::new);
	}

	private static SSLContext client(@Nullable TestCertificate own) {
		return TestCertificate.context(own, FIRST, SECOND);
	}

	private static void expectEcho(RawClient client) {
		client.send(Frame.text("hi"));
		assertThat(client.readFrame()).isEqualTo(Frame.text("hi"));
	}

	@ParameterizedTest
	@CsvSource({ "TLSv1.2, false", "TLSv1.3, false", "TLSv1.2, true", "TLSv1.3, true" })
	void endpointsAndPagesShareThePortWithAndWithoutHttp2(String protocol, boolean http2) throws Exception {
		InetSocketAddress address = start("server.http2.enabled=" + http2);
		try (RawClient client = RawClient.connectTls(address, 0, client(null), protocol).handshake("/echo")) {
			expectEcho(client);
			HttpResponse<String> page = HttpClient.newBuilder()
				.sslContext(client(null))
				.build()
				.send(HttpRequest.newBuilder(URI.create("https://localhost:" + address.getPort() + "/hello")).build(),
						BodyHandlers.ofString());
			assertThat(page.version()).isEqualTo(http2 ? Version.HTTP_2 : Version.HTTP_1_1);
			assertThat(page.body()).isEqualTo("hello");
			expectEcho(client);
			assertThat(client.closeGracefully().closeCode()).isEqualTo(1000);
		}
	}

	@Test
	void theServerNameChoosesTheBundle() throws Exception {
		InetSocketAddress address = start("server.ssl.server-name-bundles[0].server-name=second.example",
				"server.ssl.server-name-bundles[0].bundle=second");
		assertThat(TestBundles.shownTo(address, client(null), "second.example")).isEqualTo("CN=second.example");
		assertThat(TestBundles.shownTo(address, client(null), null)).isEqualTo("CN=localhost");
		try (RawClient client = RawClient.connectTls(address, 0, client(null)).handshake("/echo")) {
			expectEcho(client);
		}
	}

	@Test
	void anUpdatedBundleIsForNewConnectionsAndOpenOnesGoOn() throws Exception {
		InetSocketAddress address = start();
		try (RawClient open = RawClient.connectTls(address, 0, client(null)).handshake("/echo")) {
			expectEcho(open);
			SslStoreBundle stores = SslStoreBundle.of(SECOND.load(), TestCertificate.PASSWORD, null);
			started().getBean(SslBundleRegistry.class).updateBundle("first", SslBundle.of(stores));
			assertThat(TestBundles.shownTo(address, client(null), null)).isEqualTo("CN=second.example");
			expectEcho(open);
			assertThat(open.closeGracefully().closeCode()).isEqualTo(1000);
		}
	}

	@Test
	void whoShowsNoCertificateIsRefusedWhereOneIsNeeded() {
		InetSocketAddress address = start("server.ssl.client-auth=need");
		try (RawClient client = RawClient.connectTls(address, 0, client(CLIENT)).handshake("/echo")) {
			expectEcho(client);
		}
		assertThatException().isThrownBy(() -> RawClient.connectTls(address, 0, client(null)).handshake("/echo"));
		assertThatException().isThrownBy(() -> RawClient.connectTls(address, 0, client(SECOND)).handshake("/echo"));
	}

	@Test
	void theUserThatSpringSecurityFindsInACertificateIsThePrincipal() {
		InetSocketAddress address = start(new Class<?>[] { TestApplication.class, ByCertificate.class },
				"server.ssl.client-auth=want");
		try (RawClient client = RawClient.connectTls(address, 0, client(CLIENT)).handshake("/echo")) {
			assertThat(client.readFrame()).isEqualTo(Frame.text("hello client"));
			expectEcho(client);
		}
		try (RawClient nobody = RawClient.connectTls(address, 0, client(null))) {
			nobody.send(RawRequest.handshake("/echo").bytes());
			assertThat(nobody.readResponse().status()).isEqualTo(403);
		}
	}

	private ConfigurableApplicationContext started() {
		ConfigurableApplicationContext started = this.context;
		if (started == null) {
			throw new IllegalStateException("not started");
		}
		return started;
	}

	@Configuration(proxyBeanMethods = false)
	static class ByCertificate {

		@Bean
		SecurityFilterChain byCertificate(HttpSecurity http) throws Exception {
			return http.x509(withDefaults())
				.authorizeHttpRequests((requests) -> requests.anyRequest().authenticated())
				.build();
		}

		@Bean
		UserDetailsService users() {
			return (name) -> User.withUsername(name).password("").build();
		}

	}

}
