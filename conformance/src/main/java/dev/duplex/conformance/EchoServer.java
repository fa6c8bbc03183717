package dev.duplex.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.Map;

import dev.duplex.engine.runtime.WebSocketEngine;
import dev.duplex.engine.runtime.WebSocketServer;
import dev.duplex.spring.endpoint.EndpointRegistry;
import dev.duplex.spring.handshake.HandshakeFilterChain;
import dev.duplex.spring.server.EndpointHandshakeHandler;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Import;

/**
 * A server that echoes at {@code /echo}, for test suites that come as clients: on a
 * listener of its own and on Tomcat's port, by the same engine and the same endpoint.
 * Compression is agreed on with whatever parameters a client offers, and no limit is in
 * the way of a message of 16 MiB in a quarter of a million frames.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({ Echo.class, EchoServer.OwnPort.class })
public class EchoServer {

	/** Where the own listener is, as a property: 9001 unless set. */
	public static final String OWN_PORT = "echo.own-port";

	/**
	 * What differs from a Duplex application's defaults.
	 */
	public static final Map<String, Object> PROPERTIES = Map.ofEntries(Map.entry("server.port", 9002),
			Map.entry("spring.main.banner-mode", "off"), Map.entry("duplex.limits.max-frame-size", "-1"),
			Map.entry("duplex.limits.max-message-size", "32MB"), Map.entry("duplex.limits.max-fragments", -1),
			Map.entry("duplex.limits.max-control-frames", -1), Map.entry("duplex.outbound.max-queue-size", "-1"),
			Map.entry("duplex.outbound.max-queue-messages", -1), Map.entry("duplex.outbound.send-timeout", "60s"),
			Map.entry("duplex.heartbeat.interval", -1), Map.entry("duplex.compression.enabled", true),
			Map.entry("duplex.compression.context-takeover", true), Map.entry("duplex.compression.min-size", "0B"));

	/**
	 * Starts the server.
	 * @param args properties, such as {@code --server.port=9002}
	 */
	public static void main(String[] args) {
		start(args);
	}

	/**
	 * Starts the server.
	 * @param args properties, such as {@code --server.port=9002}
	 * @return the application, which listens on both ports
	 */
	public static ConfigurableApplicationContext start(String... args) {
		SpringApplication application = new SpringApplication(EchoServer.class);
		application.setDefaultProperties(PROPERTIES);
		return application.run(args);
	}

	/**
	 * The endpoints of the application on a listener of their own, beside the web
	 * server's port.
	 */
	static final class OwnPort implements SmartLifecycle {

		private final WebSocketEngine engine;

		private final EndpointRegistry registry;

		private final int port;

		private @Nullable WebSocketServer server;

		OwnPort(WebSocketEngine engine, EndpointRegistry registry, @Value("${" + OWN_PORT + ":9001}") int port) {
			this.engine = engine;
			this.registry = registry;
			this.port = port;
		}

		int port() {
			WebSocketServer started = this.server;
			return (started != null) ? started.port() : -1;
		}

		@Override
		public void start() {
			try {
				this.server = WebSocketServer.start(this.engine, new InetSocketAddress(this.port), 1024,
						new EndpointHandshakeHandler(HandshakeFilterChain.none(this.engine), this.registry));
			}
			catch (IOException ex) {
				throw new UncheckedIOException("port " + this.port + " cannot be bound", ex);
			}
		}

		@Override
		public void stop() {
			WebSocketServer started = this.server;
			if (started != null) {
				started.close();
				this.server = null;
			}
		}

		@Override
		public boolean isRunning() {
			return this.server != null;
		}

	}

}
