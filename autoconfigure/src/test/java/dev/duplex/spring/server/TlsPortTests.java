package dev.duplex.spring.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

import javax.net.ssl.SSLContext;

import dev.duplex.engine.tck.Frame;
import dev.duplex.engine.tck.RawClient;
import dev.duplex.engine.tck.TestCertificate;
import dev.duplex.spring.testing.TestApplication;
import dev.duplex.spring.testing.TestBundles;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundleRegistry;
import org.springframework.boot.ssl.SslStoreBundle;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * TLS on the own port, from SSL bundles.
 */
@ExtendWith(OutputCaptureExtension.class)
class TlsPortTests {

	private static final String ALLOWED = "duplex.server.allow-unauthenticated=true";

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
		List<String> all = new ArrayList<>(List.of("duplex.server.port=0"));
		all.addAll(TestBundles.properties("first", FIRST, CLIENT));
		all.addAll(TestBundles.properties("second", SECOND, CLIENT));
		all.addAll(List.of(properties));
		ConfigurableApplicationContext started = TestApplication.start(WebApplicationType.NONE,
				all.toArray(String[]::new));
		this.context = started;
		return new InetSocketAddress(InetAddress.getLoopbackAddress(),
				started.getEnvironment().getRequiredProperty("local.duplex.port", Integer.class));
	}

	private static SSLContext client(@Nullable TestCertificate own) {
		return TestCertificate.context(own, FIRST, SECOND);
	}

	private static String shownTo(InetSocketAddress address, @Nullable String serverName) throws IOException {
		return TestBundles.shownTo(address, client(null), serverName);
	}

	private static void expectEcho(RawClient client) {
		client.send(Frame.text("hi"));
		assertThat(client.readFrame()).isEqualTo(Frame.text("hi"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "TLSv1.2", "TLSv1.3" })
	void endpointsAreServedOverTls(String protocol, CapturedOutput output) {
		InetSocketAddress address = start(ALLOWED, "duplex.server.ssl.bundle=first");
		assertThat(output).contains("WebSocket endpoints on port " + address.getPort() + " (TLS): ");
		try (RawClient client = RawClient.connectTls(address, 0, client(null), protocol).handshake("/echo")) {
			expectEcho(client);
			assertThat(client.closeGracefully().closeCode()).isEqualTo(1000);
		}
	}

	@Test
	void theBundlesProtocolsAreTheOnlyOnes() {
		InetSocketAddress address = start(ALLOWED, "duplex.server.ssl.bundle=first",
				"spring.ssl.bundle.jks.first.options.enabled-protocols=TLSv1.3");
		assertThatException().isThrownBy(() -> RawClient.connectTls(address, 0, client(null), "TLSv1.2"));
		RawClient.connectTls(address, 0, client(null), "TLSv1.3").handshake("/echo").close();
	}

	@Test
	void theServerNameChoosesTheBundle() throws Exception {
		InetSocketAddress address = start(ALLOWED, "duplex.server.ssl.bundle=first",
				"duplex.server.ssl.server-name-bundles[0].server-name=Second.Example",
				"duplex.server.ssl.server-name-bundles[0].bundle=second");
		assertThat(shownTo(address, "second.example")).isEqualTo("CN=second.example");
		assertThat(shownTo(address, "other.example")).isEqualTo("CN=localhost");
		assertThat(shownTo(address, null)).isEqualTo("CN=localhost");
	}

	@Test
	void aNeededClientCertificateIsThePrincipalAndAuthenticationEnough() {
		InetSocketAddress address = start("duplex.server.ssl.bundle=first", "duplex.server.ssl.client-auth=need");
		try (RawClient client = RawClient.connectTls(address, 0, client(CLIENT)).handshake("/echo")) {
			assertThat(client.readFrame()).isEqualTo(Frame.text("hello CN=client"));
			expectEcho(client);
		}
		assertThatException().isThrownBy(() -> RawClient.connectTls(address, 0, client(null)).handshake("/echo"));
		assertThatException().isThrownBy(() -> RawClient.connectTls(address, 0, client(SECOND)).handshake("/echo"));
	}

	@Test
	void aNeededClientCertificateIsNoAuthenticationWithoutTls() {
		assertThatException().isThrownBy(() -> start("duplex.server.ssl.client-auth=need"))
			.havingRootCause()
			.withMessageContaining("Spring Security");
	}

	@Test
	void aWantedClientCertificateIsNotEnough() {
		assertThatException()
			.isThrownBy(() -> start("duplex.server.ssl.bundle=first", "duplex.server.ssl.client-auth=want"))
			.havingRootCause()
			.withMessageContaining("Spring Security");
	}

	@Test
	void anUpdatedBundleIsForNewConnectionsAndOpenOnesGoOn() throws Exception {
		InetSocketAddress address = start(ALLOWED, "duplex.server.ssl.bundle=first");
		try (RawClient open = RawClient.connectTls(address, 0, client(null)).handshake("/echo")) {
			expectEcho(open);
			assertThat(shownTo(address, null)).isEqualTo("CN=localhost");
			SslStoreBundle stores = SslStoreBundle.of(SECOND.load(), TestCertificate.PASSWORD, null);
			started().getBean(SslBundleRegistry.class).updateBundle("first", SslBundle.of(stores));
			assertThat(shownTo(address, null)).isEqualTo("CN=second.example");
			expectEcho(open);
			assertThat(open.closeGracefully().closeCode()).isEqualTo(1000);
		}
	}

	private ConfigurableApplicationContext started() {
		ConfigurableApplicationContext started = this.context;
		if (started == null) {
			throw new IllegalStateException("not started");
		}
		return started;
	}

	@Test
	void anUnknownBundleIsExplained(CapturedOutput output) {
		assertThatException().isThrownBy(() -> start(ALLOWED, "duplex.server.ssl.bundle=nope"));
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("duplex.server.ssl.bundle")
			.contains("nope")
			.contains("There is no SSL bundle of this name");
	}

	@Test
	void aMissingBundleIsExplained(CapturedOutput output) {
		assertThatException().isThrownBy(() -> start(ALLOWED, "duplex.server.ssl.enabled=true"));
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("duplex.server.ssl.bundle")
			.contains("It must name an SSL bundle");
	}

	@Test
	void disabledThereIsNoTls() {
		InetSocketAddress address = start(ALLOWED, "duplex.server.ssl.bundle=first", "duplex.server.ssl.enabled=false");
		try (RawClient client = RawClient.open(address, "/echo")) {
			expectEcho(client);
		}
	}

}
