package dev.duplex.conformance.proxy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import dev.duplex.conformance.target.WebServerFilter;
import dev.duplex.engine.CloseReason;
import dev.duplex.engine.WebSocketConnection;
import dev.duplex.engine.protocol.HandshakeRequest;
import dev.duplex.engine.tck.TestCertificate;
import dev.duplex.spring.OnDisconnect;
import dev.duplex.spring.OnText;
import dev.duplex.spring.WebSocketEndpoint;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;

/**
 * An application behind a proxy at 127.0.0.1, started when it is first asked for and
 * stopped with the process. It pings each second.
 */
final class Application {

	private static final List<String> COMMON = List.of("spring.main.banner-mode=off", "logging.level.root=error",
			"duplex.heartbeat.interval=1s");

	private static final List<String> OWN_PORT = List.of("duplex.server.port=0", "duplex.server.address=127.0.0.1",
			"duplex.server.trusted-proxies=127.0.0.1");

	private static final List<String> WEB_SERVER = List.of("server.port=0", "server.address=127.0.0.1",
			"server.forward-headers-strategy=native");

	private static final Map<Port, Application> RUNNING = new HashMap<>();

	private final ConfigurableApplicationContext context;

	private final int port;

	private Application(Port port) {
		SpringApplication application = new SpringApplication(Configuration.class);
		application.setWebApplicationType(port.type);
		this.context = application.run(Stream.of(COMMON, port.properties)
			.flatMap(List::stream)
			.map((property) -> "--" + property)
			.toArray(String[]::new));
		this.port = this.context.getEnvironment()
			.getRequiredProperty((port.type == WebApplicationType.NONE) ? "local.duplex.port" : "local.server.port",
					Integer.class);
	}

	/**
	 * Where the endpoint is.
	 */
	enum Port {

		/** Our own listener, which believes forwarded headers. */
		OWN(WebApplicationType.NONE, OWN_PORT),

		/** Tomcat's port, with Tomcat's own support of forwarded headers. */
		TOMCAT(WebApplicationType.SERVLET,
				with(WEB_SERVER, List.of("server.tomcat.remoteip.internal-proxies=127\\.0\\.0\\.1"))),

		/** Jetty's port, with Jetty's own support of forwarded headers. */
		JETTY(WebApplicationType.SERVLET, with(WEB_SERVER, List.of(WebServerFilter.PROPERTY + "=jetty"))),

		/** Reactor Netty's port, with its own support of forwarded headers. */
		NETTY(WebApplicationType.REACTIVE, with(WEB_SERVER, List.of(WebServerFilter.PROPERTY + "=netty"))),

		/** Our own listener with TLS. */
		OWN_TLS(WebApplicationType.NONE, with(OWN_PORT, tls())),

		/** Our own listener with the PROXY protocol. */
		OWN_PROXY_PROTOCOL(WebApplicationType.NONE, with(OWN_PORT, List.of("duplex.server.proxy-protocol=required"))),

		/** The same, and TLS behind its header. */
		OWN_PROXY_PROTOCOL_TLS(WebApplicationType.NONE,
				with(OWN_PORT, List.of("duplex.server.proxy-protocol=required"), tls()));

		private final WebApplicationType type;

		private final List<String> properties;

		Port(WebApplicationType type, List<String> properties) {
			this.type = type;
			this.properties = properties;
		}

		@SafeVarargs
		private static List<String> with(List<String>... properties) {
			return Stream.of(properties).flatMap(List::stream).toList();
		}

		private static List<String> tls() {
			String keyStore = "spring.ssl.bundle.jks.server.keystore.";
			return List.of("duplex.server.ssl.bundle=server",
					keyStore + "location=" + Certificate.KEY_STORE.file().toUri(),
					keyStore + "password=" + TestCertificate.PASSWORD, keyStore + "type=PKCS12");
		}

	}

	static synchronized Application on(Port port) {
		return RUNNING.computeIfAbsent(port, Application::new);
	}

	/**
	 * Host and port for a proxy.
	 */
	String address() {
		return "127.0.0.1:" + this.port;
	}

	int port() {
		return this.port;
	}

	/**
	 * How a connection has ended.
	 * @param id the connection's id
	 * @return the reason, for each time that the endpoint was told
	 */
	List<CloseReason> closings(String id) {
		return this.context.getBean(Who.class).closings.getOrDefault(id, List.of());
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(Who.class)
	static class Configuration {

	}

	/**
	 * Tells a client what is known of it, and sends back all else.
	 */
	@WebSocketEndpoint("/who")
	static class Who {

		private final Map<String, List<CloseReason>> closings = new ConcurrentHashMap<>();

		@OnText
		String text(WebSocketConnection connection, String text) {
			return switch (text) {
				case "id?" -> connection.id();
				case "who?" -> describe(connection);
				default -> text;
			};
		}

		private static String describe(WebSocketConnection connection) {
			HandshakeRequest handshake = connection.handshake();
			return "%s %s %s:%d".formatted(connection.remoteAddress().getAddress().getHostAddress(),
					handshake.isSecure() ? "secure" : "plain", handshake.serverName(), handshake.serverPort());
		}

		@OnDisconnect
		void closed(WebSocketConnection connection, CloseReason reason) {
			this.closings.computeIfAbsent(connection.id(), (key) -> new CopyOnWriteArrayList<>()).add(reason);
		}

	}

}
