package dev.duplex.conformance.target;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

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

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/**
 * The port of a Spring application's Tomcat, by the starter and annotated endpoints.
 */
public final class TomcatPort implements ServerTarget {

	private final ProbeLog log = new ProbeLog();

	private final Map<Service, ConfigurableApplicationContext> applications = new EnumMap<>(Service.class);

	private TomcatPort() {
		for (Service service : Service.values()) {
			this.applications.put(service, start(service));
		}
	}

	/**
	 * Starts an application for each service.
	 * @return the target
	 */
	public static TomcatPort start() {
		return new TomcatPort();
	}

	private ConfigurableApplicationContext start(Service service) {
		SpringApplication application = new SpringApplication(Application.class);
		application.setRegisterShutdownHook(false);
		application
			.addInitializers((context) -> context.getBeanFactory().registerSingleton("probe", new Probe(this.log)));
		Map<String, Object> properties = new HashMap<>(properties(service));
		properties.put("server.port", 0);
		properties.put("server.address", "127.0.0.1");
		properties.put("spring.main.banner-mode", "off");
		properties.put("logging.level.root", "error");
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
		return "Tomcat's port";
	}

	@Override
	public boolean isContainer() {
		return true;
	}

	@Override
	public boolean isTls() {
		return false;
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
		Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
		return new Peer(Role.SERVER, socket, socket, conversation);
	}

	@Override
	public void close() {
		this.applications.values().forEach(ConfigurableApplicationContext::close);
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import({ Echo.class, ProbeEndpoint.class, ChatEndpoint.class })
	static class Application {

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
