package dev.duplex.spring.web;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

import javax.net.ssl.SSLContext;

import dev.duplex.engine.tck.Frame;
import dev.duplex.engine.tck.RawClient;
import dev.duplex.engine.tck.RawRequest;
import dev.duplex.engine.tck.TestCertificate;
import dev.duplex.spring.testing.TestApplication;
import dev.duplex.spring.testing.TestBundles;
import dev.duplex.spring.testing.WebServerFilter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundleRegistry;
import org.springframework.boot.ssl.SslStoreBundle;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.core.userdetails.ReactiveUserDetailsService;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.server.SecurityWebFilterChain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.config.Customizer.withDefaults;

/**
 * What {@code server.ssl} can do is for endpoints on the web server's port too. More of
 * Tomcat is in a class of its own.
 */
class SharedTlsPortTests {

	private static final TestCertificate FIRST = TestCertificate.of("localhost");

	private static final TestCertificate SECOND = TestCertificate.of("second.example");

	private static final TestCertificate CLIENT = TestCertificate.of("client");

	private static ConfigurableApplicationContext start(String webServer, @Nullable Class<?> security,
			String... properties) {
		List<String> all = new ArrayList<>(
				List.of("server.port=0", "server.ssl.bundle=first", WebServerFilter.PROPERTY + "=" + webServer));
		all.addAll(TestBundles.properties("first", FIRST, CLIENT));
		all.addAll(TestBundles.properties("second", SECOND, CLIENT));
		all.addAll(List.of(properties));
		if (security == null) {
			all.add(TestApplication.NO_SECURITY);
		}
		Class<?>[] sources = (security != null) ? new Class<?>[] { TestApplication.class, security }
				: new Class<?>[] { TestApplication.class };
		return TestApplication.start(sources, webServer.equals(WebServerFilter.REACTOR_NETTY)
				? WebApplicationType.REACTIVE : WebApplicationType.SERVLET, all.toArray(String[]::new));
	}

	private static InetSocketAddress address(ConfigurableApplicationContext context) {
		return new InetSocketAddress(InetAddress.getLoopbackAddress(),
				context.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
	}

	private static SSLContext client(@Nullable TestCertificate own) {
		return TestCertificate.context(own, FIRST, SECOND);
	}

	private static void expectEcho(RawClient client) {
		client.send(Frame.text("hi"));
		assertThat(client.readFrame()).isEqualTo(Frame.text("hi"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "tomcat", "jetty", WebServerFilter.REACTOR_NETTY })
	void theUserOfAClientsCertificateIsThePrincipal(String webServer) {
		Class<?> security = webServer.equals(WebServerFilter.REACTOR_NETTY) ? ReactiveSecurity.class
				: ServletSecurity.class;
		try (ConfigurableApplicationContext context = start(webServer, security, "server.ssl.client-auth=want")) {
			try (RawClient known = RawClient.connectTls(address(context), 0, client(CLIENT)).handshake("/echo")) {
				assertThat(known.readFrame()).isEqualTo(Frame.text("hello client"));
				expectEcho(known);
			}
			try (RawClient nobody = RawClient.connectTls(address(context), 0, client(null))) {
				nobody.send(RawRequest.handshake("/echo").bytes());
				assertThat(nobody.readResponse().status()).isIn(401, 403);
			}
		}
	}

	/** Jetty has neither this nor the next, whatever is served. */
	@Test
	void anUpdatedBundleIsForNewConnectionsOfReactorNettyAndOpenOnesGoOn() throws Exception {
		try (ConfigurableApplicationContext context = start(WebServerFilter.REACTOR_NETTY, null);
				RawClient open = RawClient.connectTls(address(context), 0, client(null)).handshake("/echo")) {
			expectEcho(open);
			SslStoreBundle stores = SslStoreBundle.of(SECOND.load(), TestCertificate.PASSWORD, null);
			context.getBean(SslBundleRegistry.class).updateBundle("first", SslBundle.of(stores));
			assertThat(TestBundles.shownTo(address(context), client(null), null)).isEqualTo("CN=second.example");
			expectEcho(open);
			assertThat(open.closeGracefully().closeCode()).isEqualTo(1000);
		}
	}

	@Test
	void theServerNameChoosesTheBundleOfReactorNetty() throws Exception {
		try (ConfigurableApplicationContext context = start(WebServerFilter.REACTOR_NETTY, null,
				"server.ssl.server-name-bundles[0].server-name=second.example",
				"server.ssl.server-name-bundles[0].bundle=second")) {
			assertThat(TestBundles.shownTo(address(context), client(null), "second.example"))
				.isEqualTo("CN=second.example");
			assertThat(TestBundles.shownTo(address(context), client(null), null)).isEqualTo("CN=localhost");
			try (RawClient client = RawClient.connectTls(address(context), 0, client(null)).handshake("/echo")) {
				expectEcho(client);
			}
		}
	}

	private static UserDetails user(String name) {
		return User.withUsername(name).password("").build();
	}

	@Configuration(proxyBeanMethods = false)
	static class ServletSecurity {

		@Bean
		SecurityFilterChain byCertificate(HttpSecurity http) throws Exception {
			return http.x509(withDefaults())
				.authorizeHttpRequests((requests) -> requests.anyRequest().authenticated())
				.build();
		}

		@Bean
		UserDetailsService users() {
			return SharedTlsPortTests::user;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ReactiveSecurity {

		@Bean
		SecurityWebFilterChain byCertificate(ServerHttpSecurity http) {
			return http.x509(withDefaults())
				.authorizeExchange((exchanges) -> exchanges.anyExchange().authenticated())
				.build();
		}

		@Bean
		ReactiveUserDetailsService users() {
			return (name) -> Mono.just(user(name));
		}

	}

}
