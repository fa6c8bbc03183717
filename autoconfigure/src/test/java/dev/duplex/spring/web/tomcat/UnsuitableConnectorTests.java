package dev.duplex.spring.web.tomcat;

import java.util.ArrayList;
import java.util.List;

import dev.duplex.engine.tck.TestCertificate;
import dev.duplex.spring.testing.TestApplication;
import dev.duplex.spring.testing.TestBundles;
import org.apache.catalina.connector.Connector;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.net.openssl.OpenSSLImplementation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * What is said at start about connectors of Tomcat.
 */
@ExtendWith(OutputCaptureExtension.class)
class UnsuitableConnectorTests {

	@Test
	void anotherKindOfConnectorIsRefused(CapturedOutput output) {
		assertThatException().isThrownBy(() -> start(Nio2.class, "server.port=0", TestApplication.NO_SECURITY));
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("can't share port 0 of Tomcat")
			.contains("its protocol is org.apache.coyote.http11.Http11Nio2Protocol")
			.contains("set duplex.server.port");
	}

	@Test
	void aConnectorWithTlsOfOpenSslIsRefused(CapturedOutput output) {
		assertThatException().isThrownBy(() -> start(OpenSsl.class, "server.port=0", TestApplication.NO_SECURITY));
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("its TLS is org.apache.tomcat.util.net.openssl.OpenSSLImplementation")
			.contains("set duplex.server.port");
	}

	@Test
	void anAdditionalConnectorIsCheckedToo(CapturedOutput output) {
		assertThatException().isThrownBy(() -> start(Additional.class, "server.port=0", TestApplication.NO_SECURITY));
		assertThat(output).contains("its protocol is org.apache.coyote.http11.Http11Nio2Protocol");
	}

	@Test
	void withoutAnEndpointNothingIsAskedOfAConnector() {
		try (ConfigurableApplicationContext context = TestApplication.start(
				new Class<?>[] { NoEndpoint.class, Nio2.class }, WebApplicationType.SERVLET, "server.port=0",
				TestApplication.NO_SECURITY)) {
			assertThat(context.isRunning()).isTrue();
		}
	}

	@Test
	void aLimitOfConnectionsThatStarvesHttpIsWarnedAbout(CapturedOutput output) {
		start(Plain.class, "server.port=0", "server.tomcat.max-connections=100", TestApplication.NO_SECURITY).close();
		assertThat(output).contains("WARN")
			.contains("server.tomcat.max-connections=100")
			.contains("duplex.limits.max-connections, now 10000");
	}

	@Test
	void aLimitOfConnectionsThatLeavesRoomIsNot(CapturedOutput output) {
		start(Plain.class, "server.port=0", "duplex.limits.max-connections=8000", TestApplication.NO_SECURITY).close();
		assertThat(output).doesNotContain("server.tomcat.max-connections");
	}

	@Test
	void theDefaultOfTomcatIsRaisedByAsManyWebSocketsAsThereMayBe(CapturedOutput output) {
		try (ConfigurableApplicationContext context = start(Plain.class, "server.port=0",
				"duplex.limits.max-connections=10000", TestApplication.NO_SECURITY)) {
			TomcatWebServer server = (TomcatWebServer) ((WebServerApplicationContext) context).getWebServer();
			Http11NioProtocol protocol = (Http11NioProtocol) server.getTomcat().getConnector().getProtocolHandler();
			assertThat(protocol.getMaxConnections()).isEqualTo(18192);
			assertThat(output).doesNotContain("server.tomcat.max-connections");
		}
	}

	@Test
	void eachConnectorHasRoom(CapturedOutput output) {
		List<String> properties = new ArrayList<>(
				List.of("server.port=0", "server.ssl.bundle=web", TestApplication.NO_SECURITY));
		TestCertificate certificate = TestCertificate.of("localhost");
		properties.addAll(TestBundles.properties("web", certificate, certificate));
		try (ConfigurableApplicationContext context = start(Several.class, properties.toArray(String[]::new))) {
			TomcatWebServer server = (TomcatWebServer) ((WebServerApplicationContext) context).getWebServer();
			assertThat(server.getTomcat().getService().findConnectors())
				.extracting((connector) -> ((Http11NioProtocol) connector.getProtocolHandler()).getMaxConnections())
				.containsExactlyInAnyOrder(18192, 18192, 50);
			assertThat(output).containsOnlyOnce("WARN")
				.contains("maxConnections of Tomcat's connector on port 0=50 counts WebSocket connections too");
		}
	}

	private static ConfigurableApplicationContext start(Class<?> configuration, String... properties) {
		return TestApplication.start(new Class<?>[] { TestApplication.class, configuration },
				WebApplicationType.SERVLET, properties);
	}

	@Configuration(proxyBeanMethods = false)
	static class Plain {

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class NoEndpoint {

	}

	@Configuration(proxyBeanMethods = false)
	static class Nio2 {

		@Bean
		WebServerFactoryCustomizer<TomcatServletWebServerFactory> nio2() {
			return (factory) -> factory.setProtocol("org.apache.coyote.http11.Http11Nio2Protocol");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Additional {

		@Bean
		WebServerFactoryCustomizer<TomcatServletWebServerFactory> additional() {
			return (factory) -> {
				Connector connector = new Connector("org.apache.coyote.http11.Http11Nio2Protocol");
				connector.setPort(0);
				factory.addAdditionalConnectors(connector);
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OpenSsl {

		@Bean
		WebServerFactoryCustomizer<TomcatServletWebServerFactory> openSsl() {
			return (factory) -> factory.addConnectorCustomizers((connector) -> {
				connector.setProperty("SSLEnabled", "true");
				connector.setProperty("sslImplementationName", OpenSSLImplementation.class.getName());
			});
		}

	}

	/** A plain connector beside one with TLS, and another with a limit of its own. */
	@Configuration(proxyBeanMethods = false)
	static class Several {

		@Bean
		WebServerFactoryCustomizer<TomcatServletWebServerFactory> several() {
			return (factory) -> {
				Connector plain = new Connector();
				plain.setPort(0);
				Connector limited = new Connector();
				limited.setPort(0);
				limited.setProperty("maxConnections", "50");
				factory.addAdditionalConnectors(plain, limited);
			};
		}

	}

}
