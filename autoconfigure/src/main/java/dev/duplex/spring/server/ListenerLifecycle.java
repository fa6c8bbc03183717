package dev.duplex.spring.server;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.stream.Collectors;

import dev.duplex.engine.Endpoint;
import dev.duplex.engine.HandshakeHandler;
import dev.duplex.engine.nio.TlsEngineFactory;
import dev.duplex.engine.runtime.WebSocketEngine;
import dev.duplex.engine.runtime.WebSocketServer;
import dev.duplex.spring.endpoint.EndpointRegistry;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationContext;
import org.springframework.context.SmartLifecycle;

/**
 * Opens the own listener when the application starts, and closes it after the connections
 * have been drained.
 */
public final class ListenerLifecycle implements SmartLifecycle {

	/**
	 * {@link SmartLifecycle#getPhase() SmartLifecycle phase} in which the listener starts
	 * and stops. That of Spring Boot's web servers.
	 */
	public static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 2048;

	private static final Log logger = LogFactory.getLog(ListenerLifecycle.class);

	private final WebSocketEngine engine;

	private final InetSocketAddress address;

	private final int backlog;

	private final @Nullable TlsEngineFactory tls;

	private final HandshakeHandler handshakeHandler;

	private final EndpointRegistry registry;

	private final StartupCheck check;

	private final ApplicationContext applicationContext;

	private volatile boolean running;

	private @Nullable WebSocketServer server;

	private @Nullable KeepAlive keepAlive;

	/**
	 * Creates the lifecycle.
	 * @param engine takes the connections
	 * @param address where to listen; port 0 for any free one
	 * @param backlog how many connections the operating system may hold
	 * @param tls makes the TLS engine of each connection, or {@code null} for plain TCP
	 * @param handshakeHandler decides over the handshakes
	 * @param registry what is served
	 * @param check asked before the listener opens, if there is something to serve
	 * @param applicationContext is told when the listener is open
	 */
	public ListenerLifecycle(WebSocketEngine engine, InetSocketAddress address, int backlog,
			@Nullable TlsEngineFactory tls, HandshakeHandler handshakeHandler, EndpointRegistry registry,
			StartupCheck check, ApplicationContext applicationContext) {
		this.engine = engine;
		this.address = address;
		this.backlog = backlog;
		this.tls = tls;
		this.handshakeHandler = handshakeHandler;
		this.registry = registry;
		this.check = check;
		this.applicationContext = applicationContext;
	}

	@Override
	public void start() {
		if (this.registry.endpoints().isEmpty()) {
			logger.info("No WebSocket endpoint to serve, so nothing listens");
			this.running = true;
			return;
		}
		this.check.check();
		WebSocketServer server = listen();
		this.server = server;
		this.keepAlive = new KeepAlive("duplex-keep-alive");
		this.running = true;
		logger.info("WebSocket endpoints on port " + server.port() + ((this.tls != null) ? " (TLS): " : ": ")
				+ this.registry.endpoints().stream().map(Endpoint::name).collect(Collectors.joining(", ")));
		this.applicationContext.publishEvent(new DuplexServerInitializedEvent(this.applicationContext, server.port()));
	}

	private WebSocketServer listen() {
		try {
			return (this.tls != null)
					? WebSocketServer.start(this.engine, this.address, this.backlog, this.handshakeHandler, this.tls)
					: WebSocketServer.start(this.engine, this.address, this.backlog, this.handshakeHandler);
		}
		catch (BindException ex) {
			throw new StartupException(
					"WebSocket endpoints could not listen on port %d: %s".formatted(this.address.getPort(),
							ex.getMessage()),
					"Stop what listens there, set duplex.server.port to another port or to 0 for any free one, "
							+ "and see that duplex.server.address, if set, belongs to this machine.",
					ex);
		}
		catch (IOException ex) {
			throw new StartupException(
					"WebSocket endpoints could not listen on port %d: %s".formatted(this.address.getPort(), ex),
					"Set duplex.server.port and duplex.server.address to where this process may listen.", ex);
		}
	}

	@Override
	public void stop() {
		this.running = false;
		if (this.server != null) {
			this.server.close();
			this.server = null;
		}
		if (this.keepAlive != null) {
			this.keepAlive.close();
			this.keepAlive = null;
		}
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	/**
	 * A pause, as of a test's cached context, leaves the port open, as that of a web
	 * server.
	 */
	@Override
	public boolean isPauseable() {
		return false;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

}
