package dev.duplex.spring.web.tomcat;

import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

import dev.duplex.engine.runtime.WebSocketEngine;
import dev.duplex.engine.tck.TestCertificate;
import dev.duplex.spring.autoconfigure.DuplexProperties;
import dev.duplex.spring.testing.TestApplication;
import dev.duplex.spring.testing.TestBundles;
import dev.duplex.spring.testing.TestClient;
import dev.duplex.spring.web.tomcat.TomcatMembers.Member;
import org.apache.catalina.connector.Connector;
import org.apache.coyote.ajp.AjpNioProtocol;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.openssl.OpenSSLImplementation;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.ApplicationContext;
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
	void aConnectorThatIsNotOfHttpIsRefused(CapturedOutput output) {
		assertThatException().isThrownBy(() -> start(Ajp.class, "server.port=0", TestApplication.NO_SECURITY));
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("can't share port 0 of Tomcat")
			.contains("its protocol is org.apache.coyote.ajp.AjpNioProtocol")
			.contains("set duplex.server.port");
	}

	@Test
	void anAdditionalConnectorIsCheckedToo(CapturedOutput output) {
		assertThatException()
			.isThrownBy(() -> start(AdditionalAjp.class, "server.port=0", TestApplication.NO_SECURITY));
		assertThat(output).contains("its protocol is org.apache.coyote.ajp.AjpNioProtocol");
	}

	@Test
	void aConnectorWithoutAsynchronousOperationsIsRefusedWhereTheyAreNeeded(CapturedOutput output) {
		assertThatException().isThrownBy(() -> start(NoAsyncIo.class, "server.port=0",
				"duplex.server.tomcat.io=container", TestApplication.NO_SECURITY));
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("its property useAsyncIO is false")
			.contains("Leave useAsyncIO at true");
	}

	@Test
	void aConnectorThatLendsItsChannelsNeedsNoAsynchronousOperations(CapturedOutput output) throws Exception {
		try (ConfigurableApplicationContext context = start(NoAsyncIo.class, "server.port=0",
				TestApplication.NO_SECURITY)) {
			expectEcho(context);
			assertThat(output).doesNotContain("WARN");
		}
	}

	@Test
	void aConnectorThatCannotLendItsChannelsServesByItsOwnThreads(CapturedOutput output) throws Exception {
		try (ConfigurableApplicationContext context = start(Nio2.class, "server.port=0", TestApplication.NO_SECURITY)) {
			expectEcho(context);
			assertThat(output).containsOnlyOnce("WARN")
				.contains("are served by Tomcat's threads (duplex.server.tomcat.io=container)")
				.contains("the connector's protocol is org.apache.coyote.http11.Http11Nio2Protocol");
		}
	}

	/** It has no library here to start with, so it is asked before it does. */
	@Test
	void tlsOfOpenSslServesByTomcatsThreads(CapturedOutput output) {
		assertThatException().isThrownBy(() -> start(OpenSsl.class, "server.port=0", TestApplication.NO_SECURITY));
		assertThat(output).contains("are served by Tomcat's threads (duplex.server.tomcat.io=container)")
			.contains("the connector's TLS is org.apache.tomcat.util.net.openssl.OpenSSLImplementation");
	}

	@ParameterizedTest
	@ValueSource(strings = { "adopted", "container" })
	void whoseThreadsServeCanBeSaid(String io, CapturedOutput output) {
		try (ConfigurableApplicationContext context = start(Plain.class, "server.port=0",
				"duplex.server.tomcat.io=" + io, TestApplication.NO_SECURITY)) {
			WebSocketEngine engine = context.getBean(WebSocketEngine.class);
			try (TestClient client = TestClient.connect(port(context), "/echo")) {
				assertThat(client).isNotNull();
				Awaitility.await().until(() -> engine.connectionCount() == 1);
				assertThat(output).doesNotContain("WARN");
			}
		}
	}

	@ParameterizedTest
	@CsvSource({ "Nio2, the connector's protocol is org.apache.coyote.http11.Http11Nio2Protocol",
			"OpenSsl, the connector's TLS is org.apache.tomcat.util.net.openssl.OpenSSLImplementation",
			"Older, this version of Tomcat has no NioChannel.lend()SocketChannel" })
	void lendingThatWasAskedForAndIsNotPossibleIsRefused(String connector, String why, CapturedOutput output)
			throws Exception {
		Class<?> configuration = Class.forName(UnsuitableConnectorTests.class.getName() + "$" + connector);
		assertThatException().isThrownBy(() -> start(configuration, "server.port=0", "duplex.server.tomcat.io=adopted",
				TestApplication.NO_SECURITY));
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("duplex.server.tomcat.io=adopted is not possible on port 0: " + why)
			.contains("Remove the property or set it to container");
	}

	@Test
	void aVersionOfTomcatThatCannotLendServesByItsOwnThreads(CapturedOutput output) throws Exception {
		try (ConfigurableApplicationContext context = start(Older.class, "server.port=0",
				TestApplication.NO_SECURITY)) {
			expectEcho(context);
			assertThat(output).containsOnlyOnce("WARN")
				.contains("are served by Tomcat's threads (duplex.server.tomcat.io=container)")
				.contains("this version of Tomcat has no NioChannel.lend()SocketChannel");
		}
	}

	@ParameterizedTest
	@CsvSource({ "Plain, duplex.server.tomcat.io=container, duplex.server.tomcat.io=container keeps them in use",
			"Nio2, server.shutdown=immediate, the connector's protocol is org.apache.coyote.http11.Http11Nio2Protocol",
			"OwnNio, server.shutdown=immediate, the application sets the connector's protocol to "
					+ "dev.duplex.spring.web.tomcat.UnsuitableConnectorTests$OwnProtocol" })
	void buffersThatCannotBeReleasedAreRefused(String connector, String property, String why, CapturedOutput output)
			throws Exception {
		Class<?> configuration = Class.forName(UnsuitableConnectorTests.class.getName() + "$" + connector);
		assertThatException().isThrownBy(() -> start(configuration, "server.port=0", property,
				"duplex.server.tomcat.release-buffers=true", TestApplication.NO_SECURITY));
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("duplex.server.tomcat.release-buffers=true is not possible on port 0: " + why)
			.contains("Remove the property");
	}

	@Test
	void whatAVersionOfTomcatLacksIsNamed() {
		Member there = Member.of(NioChannel.class, SocketChannel.class, "getIOChannel");
		Member gone = Member.of(NioChannel.class, SocketChannel.class, "lend");
		Member changed = Member.of(NioChannel.class, AsynchronousSocketChannel.class, "getIOChannel");
		assertThat(TomcatMembers.missing(List.of(there, gone))).isEqualTo("NioChannel.lend()SocketChannel");
		assertThat(TomcatMembers.missing(List.of(changed)))
			.isEqualTo("NioChannel.getIOChannel()AsynchronousSocketChannel");
		assertThat(TomcatMembers.missing(TomcatMembers.FOR_LENDING)).isNull();
		assertThat(TomcatMembers.missing(TomcatMembers.FOR_ITS_THREADS)).isNull();
	}

	private static int port(ConfigurableApplicationContext context) {
		return context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
	}

	private static void expectEcho(ConfigurableApplicationContext context) throws InterruptedException {
		try (TestClient client = TestClient.connect(port(context), "/echo")) {
			assertThat(client.send("hi").text()).isEqualTo("hi");
		}
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

	/** Of Tomcat, which lacks something. */
	@Configuration(proxyBeanMethods = false)
	static class Older {

		@Bean
		TomcatConnectors connectors(WebSocketEngine engine, DuplexProperties properties, ApplicationContext context) {
			Member gone = Member.of(NioChannel.class, SocketChannel.class, "lend");
			return new TomcatConnectors(engine, properties.getServer().getTomcat().getIo(), false, context,
					TomcatMembers.missing(List.of(gone)));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnNio {

		@Bean
		WebServerFactoryCustomizer<TomcatServletWebServerFactory> nio() {
			return (factory) -> factory.setProtocol(OwnProtocol.class.getName());
		}

	}

	/** Made by Tomcat. */
	public static class OwnProtocol extends Http11NioProtocol {

	}

	@Configuration(proxyBeanMethods = false)
	static class Ajp {

		@Bean
		WebServerFactoryCustomizer<TomcatServletWebServerFactory> ajp() {
			return (factory) -> factory.setProtocol(AjpNioProtocol.class.getName());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class AdditionalAjp {

		@Bean
		WebServerFactoryCustomizer<TomcatServletWebServerFactory> additional() {
			return (factory) -> {
				Connector connector = new Connector(AjpNioProtocol.class.getName());
				connector.setPort(0);
				factory.addAdditionalConnectors(connector);
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NoAsyncIo {

		@Bean
		WebServerFactoryCustomizer<TomcatServletWebServerFactory> noAsyncIo() {
			return (factory) -> factory
				.addConnectorCustomizers((connector) -> connector.setProperty("useAsyncIO", "false"));
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
