package dev.duplex.conformance.interop;

import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import dev.duplex.engine.CloseReason;
import dev.duplex.engine.WebSocketConnection;
import dev.duplex.engine.runtime.WebSocketEngine;
import dev.duplex.engine.tck.TestCertificate;
import dev.duplex.spring.OnBinary;
import dev.duplex.spring.OnConnect;
import dev.duplex.spring.OnDisconnect;
import dev.duplex.spring.OnPong;
import dev.duplex.spring.OnText;
import dev.duplex.spring.WebSocketEndpoint;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.PathVariable;

/**
 * An application that serves one endpoint by Duplex, started when it is first asked for
 * and stopped with the process.
 */
final class OurServer {

	/** Room for 1 MiB in a frame, and for bursts of messages both ways. */
	private static final List<String> LIMITS = List.of("spring.main.banner-mode=off", "logging.level.root=error",
			"duplex.limits.max-message-size=2MB", "duplex.limits.max-frame-size=-1",
			"duplex.outbound.max-queue-messages=-1", "duplex.outbound.max-queue-size=-1");

	private static final Map<Port, Map<Compression, OurServer>> RUNNING = new EnumMap<>(Port.class);

	private final Port port;

	private final ConfigurableApplicationContext context;

	private OurServer(Port port, Compression compression) {
		this.port = port;
		SpringApplication application = new SpringApplication(Application.class);
		application.setWebApplicationType(port.type);
		this.context = application.run(Stream.of(List.of(compression.properties()), port.properties(), LIMITS)
			.flatMap(List::stream)
			.map((property) -> "--" + property)
			.toArray(String[]::new));
	}

	/**
	 * How a client reaches our endpoints.
	 */
	enum Port {

		/** Our own listener. */
		OWN(WebApplicationType.NONE),

		/** Our own listener with TLS. */
		OWN_TLS(WebApplicationType.NONE),

		/** The port of Tomcat. */
		SHARED(WebApplicationType.SERVLET);

		private final WebApplicationType type;

		Port(WebApplicationType type) {
			this.type = type;
		}

		private List<String> properties() {
			List<String> properties = new ArrayList<>();
			if (this == SHARED) {
				properties.addAll(List.of("server.address=127.0.0.1", "server.port=0"));
			}
			else {
				properties.addAll(List.of("duplex.server.address=127.0.0.1", "duplex.server.port=0"));
			}
			if (this == OWN_TLS) {
				String keystore = "spring.ssl.bundle.jks.interop.keystore.";
				properties.addAll(List.of("duplex.server.ssl.bundle=interop",
						keystore + "location=" + Tls.CERTIFICATE.file().toUri(),
						keystore + "password=" + TestCertificate.PASSWORD, keystore + "type=PKCS12"));
			}
			return properties;
		}

		private String key() {
			return (this == SHARED) ? "local.server.port" : "local.duplex.port";
		}

		@Override
		public String toString() {
			return switch (this) {
				case OWN -> "own port";
				case OWN_TLS -> "own port with TLS";
				case SHARED -> "Tomcat's port";
			};
		}

	}

	static synchronized OurServer running(Port port, Compression compression) {
		return RUNNING.computeIfAbsent(port, (key) -> new EnumMap<>(Compression.class))
			.computeIfAbsent(compression, (key) -> new OurServer(port, key));
	}

	/**
	 * Where a client connects.
	 * @param path the path
	 */
	URI uri(String path) {
		int number = this.context.getEnvironment().getRequiredProperty(this.port.key(), Integer.class);
		return URI.create(((this.port == Port.OWN_TLS) ? "wss" : "ws") + "://localhost:" + number + path);
	}

	/**
	 * Our end of the connection that came, or will come, to a path below {@code /links/}.
	 * @param name the rest of the path
	 */
	OurEnd end(String name) {
		return this.context.getBean(Links.class).end(name);
	}

	WebSocketEngine engine() {
		return this.context.getBean(WebSocketEngine.class);
	}

	/**
	 * The application.
	 */
	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(Links.class)
	static class Application {

	}

	/**
	 * Each connection is asked for by a path of its own.
	 */
	@WebSocketEndpoint(path = "/links/{link}", subprotocols = { "v1.interop", "v2.interop" })
	static class Links {

		private final Map<String, OurEnd> ends = new ConcurrentHashMap<>();

		OurEnd end(String name) {
			return this.ends.computeIfAbsent(name, (key) -> new OurEnd());
		}

		@OnConnect
		void open(WebSocketConnection connection, @PathVariable String link) {
			end(link).onOpen(connection);
		}

		@OnText
		void text(WebSocketConnection connection, String text, @PathVariable String link) {
			end(link).onText(connection, text);
		}

		@OnBinary
		void binary(WebSocketConnection connection, ByteBuffer data, @PathVariable String link) {
			end(link).onBinary(connection, data);
		}

		@OnPong
		void pong(WebSocketConnection connection, ByteBuffer payload, @PathVariable String link) {
			end(link).onPong(connection, payload);
		}

		@OnDisconnect
		void close(WebSocketConnection connection, CloseReason reason, @PathVariable String link) {
			this.ends.remove(link).onClose(connection, reason);
		}

	}

}
