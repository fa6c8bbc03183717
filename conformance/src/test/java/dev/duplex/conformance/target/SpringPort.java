package dev.duplex.conformance.target;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

import javax.net.ssl.SSLContext;

import dev.duplex.conformance.Echo;
import dev.duplex.conformance.EchoServer;
import dev.duplex.conformance.suite.Conversation;
import dev.duplex.conformance.suite.Peer;
import dev.duplex.conformance.suite.ProbeLog;
import dev.duplex.conformance.suite.Role;
import dev.duplex.conformance.suite.ServerTarget;
import dev.duplex.conformance.suite.Service;
import dev.duplex.engine.CloseReason;
import dev.duplex.engine.WebSocketConnection;
import dev.duplex.engine.tck.TestCertificate;
import dev.duplex.spring.Execution;
import dev.duplex.spring.OnBinary;
import dev.duplex.spring.OnConnect;
import dev.duplex.spring.OnDisconnect;
import dev.duplex.spring.OnPong;
import dev.duplex.spring.OnText;
import dev.duplex.spring.WebSocketEndpoint;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.WebFilter;

/**
 * The port of a Spring application's web server, by the starter and annotated endpoints.
 */
public final class SpringPort implements ServerTarget {

	private final WebServer server;

	private final @Nullable SSLContext tls;

	private final boolean virtualThreads;

	private final ProbeLog log = new ProbeLog();

	private final Map<Service, ConfigurableApplicationContext> applications = new EnumMap<>(Service.class);

	/**
	 * The web servers.
	 */
	public enum WebServer {

		/** Apache Tomcat. */
		TOMCAT("Tomcat", "tomcat", WebApplicationType.SERVLET, ServletApplication.class),

		/** Eclipse Jetty. */
		JETTY("Jetty", "jetty", WebApplicationType.SERVLET, ServletApplication.class),

		/** Reactor Netty. */
		NETTY("Reactor Netty", "reactor.netty", WebApplicationType.REACTIVE, ReactiveApplication.class);

		private final String title;

		private final String module;

		private final WebApplicationType type;

		private final Class<?> application;

		WebServer(String title, String module, WebApplicationType type, Class<?> application) {
			this.title = title;
			this.module = module;
			this.type = type;
			this.application = application;
		}

		/**
		 * The package below which Spring Boot has its auto-configurations.
		 */
		String autoConfigurations() {
			return "org.springframework.boot." + this.module + ".";
		}

		/**
		 * A name where there is little room.
		 * @return one word
		 */
		public String shortName() {
			return (this == NETTY) ? "Netty" : this.title;
		}

		@Override
		public String toString() {
			return this.title;
		}

	}

	private SpringPort(WebServer server, boolean tls, boolean virtualThreads) {
		this.server = server;
		this.virtualThreads = virtualThreads;
		TestCertificate certificate = tls ? TestCertificate.of("localhost") : null;
		this.tls = (certificate != null) ? TestCertificate.context(null, certificate) : null;
		for (Service service : Service.values()) {
			this.applications.put(service, start(service, certificate));
		}
	}

	/**
	 * Starts an application for each service.
	 * @param server the web server
	 * @param tls whether it is reached by TLS
	 * @return the target
	 */
	public static SpringPort of(WebServer server, boolean tls) {
		return new SpringPort(server, tls, false);
	}

	/**
	 * Starts an application for each service, with requests and handlers on virtual
	 * threads.
	 * @param server the web server
	 * @param tls whether it is reached by TLS
	 * @return the target
	 */
	public static SpringPort onVirtualThreads(WebServer server, boolean tls) {
		return new SpringPort(server, tls, true);
	}

	private ConfigurableApplicationContext start(Service service, @Nullable TestCertificate certificate) {
		SpringApplication application = new SpringApplication(this.server.application,
				this.virtualThreads ? HandlersOnWorkers.class : HandlersOnLoops.class);
		application.setWebApplicationType(this.server.type);
		application.setRegisterShutdownHook(false);
		application
			.addInitializers((context) -> context.getBeanFactory().registerSingleton("probe", new Probe(this.log)));
		Map<String, Object> properties = new HashMap<>(properties(service));
		properties.put("server.port", 0);
		properties.put("server.address", "127.0.0.1");
		properties.put("spring.main.banner-mode", "off");
		properties.put("spring.threads.virtual.enabled", this.virtualThreads);
		properties.put(WebServerFilter.PROPERTY, this.server);
		properties.put("logging.level.root", "error");
		if (certificate != null) {
			properties.put("server.ssl.bundle", "web");
			properties.put("spring.ssl.bundle.jks.web.keystore.location", certificate.file().toUri().toString());
			properties.put("spring.ssl.bundle.jks.web.keystore.password", TestCertificate.PASSWORD);
			properties.put("spring.ssl.bundle.jks.web.keystore.type", "PKCS12");
		}
		application.setDefaultProperties(properties);
		return application.run();
	}

	private static Map<String, Object> properties(Service service) {
		return switch (service) {
			case DEFAULTS -> Map.of();
			case DEFLATE -> Map.of("duplex.compression.enabled", true, "duplex.compression.context-takeover", true,
					"duplex.compression.min-size", "1GB");
			case LARGE -> EchoServer.PROPERTIES;
			case GUARDED ->
				Map.of("duplex.limits.max-connections", Services.MOST_CONNECTIONS, "duplex.security.allowed-origins",
						String.join(",", Services.ORIGINS), "duplex.security.require-origin", true);
		};
	}

	@Override
	public String name() {
		return this.server + "'s port" + (isTls() ? ", TLS" : "");
	}

	@Override
	public boolean answersInOrder() {
		return !this.virtualThreads;
	}

	@Override
	public boolean isContainer() {
		return true;
	}

	@Override
	public boolean isTls() {
		return this.tls != null;
	}

	@Override
	public ProbeLog probes() {
		return this.log;
	}

	@Override
	public Peer connect(Service service, Conversation conversation) throws IOException {
		int port = this.applications.get(service)
			.getEnvironment()
			.getRequiredProperty("local.server.port", Integer.class);
		Socket tcp = new Socket(InetAddress.getLoopbackAddress(), port);
		tcp.setTcpNoDelay(true);
		SSLContext context = this.tls;
		Socket socket = (context != null)
				? context.getSocketFactory().createSocket(tcp, "localhost", tcp.getPort(), true) : tcp;
		return new Peer(Role.SERVER, socket, tcp, conversation);
	}

	@Override
	public void close() {
		this.applications.values().forEach(ConfigurableApplicationContext::close);
	}

	/**
	 * With a filter that refuses a path, as Spring Security may.
	 */
	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class ServletApplication {

		@Bean
		Filter secret() {
			return (request, response, chain) -> {
				if (((HttpServletRequest) request).getRequestURI().equals("/secret")) {
					((HttpServletResponse) response).setHeader("WWW-Authenticate", "Basic realm=\"secret\"");
					((HttpServletResponse) response).sendError(401);
					return;
				}
				chain.doFilter(request, response);
			};
		}

	}

	/**
	 * The same with Spring WebFlux.
	 */
	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class ReactiveApplication {

		@Bean
		WebFilter secret() {
			return (exchange, chain) -> {
				if (exchange.getRequest().getPath().value().equals("/secret")) {
					exchange.getResponse().getHeaders().set("WWW-Authenticate", "Basic realm=\"secret\"");
					exchange.getResponse().setStatusCode(HttpStatus.UNAUTHORIZED);
					return exchange.getResponse().setComplete();
				}
				return chain.filter(exchange);
			};
		}

	}

	/**
	 * The endpoints, on the event loop.
	 */
	@Configuration(proxyBeanMethods = false)
	@Import({ Echo.class, ProbeEndpoint.class, ChatEndpoint.class })
	static class HandlersOnLoops {

	}

	/**
	 * The endpoints as they are unless they say where they run.
	 */
	@Configuration(proxyBeanMethods = false)
	@Import({ WorkersEcho.class, WorkersProbeEndpoint.class, WorkersChatEndpoint.class })
	static class HandlersOnWorkers {

	}

	@WebSocketEndpoint("/echo")
	static class WorkersEcho extends Echo {

	}

	@WebSocketEndpoint("/probe")
	static class WorkersProbeEndpoint extends ProbeEndpoint {

		WorkersProbeEndpoint(Probe probe) {
			super(probe);
		}

	}

	@WebSocketEndpoint(path = "/chat", subprotocols = { "v1.chat", "v2.chat" })
	static class WorkersChatEndpoint extends ChatEndpoint {

	}

	@WebSocketEndpoint(path = "/probe", execution = Execution.EVENT_LOOP)
	static class ProbeEndpoint {

		private final Probe probe;

		ProbeEndpoint(Probe probe) {
			this.probe = probe;
		}

		@OnConnect
		void open(WebSocketConnection connection) {
			this.probe.onOpen(connection);
		}

		@OnText
		void text(WebSocketConnection connection, String text) throws Exception {
			this.probe.onText(connection, text);
		}

		@OnBinary
		void binary(WebSocketConnection connection, ByteBuffer data) {
			this.probe.onBinary(connection, data);
		}

		@OnPong
		void pong(WebSocketConnection connection, ByteBuffer payload) {
			this.probe.onPong(connection, payload);
		}

		@OnDisconnect
		void close(WebSocketConnection connection, CloseReason reason) {
			this.probe.onClose(connection, reason);
		}

	}

	@WebSocketEndpoint(path = "/chat", subprotocols = { "v1.chat", "v2.chat" }, execution = Execution.EVENT_LOOP)
	static class ChatEndpoint {

		@OnConnect
		String open() {
			return "welcome";
		}

		@OnText
		String text(String text) {
			return text;
		}

	}

}
