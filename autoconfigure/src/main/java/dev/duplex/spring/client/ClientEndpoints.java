package dev.duplex.spring.client;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

import dev.duplex.engine.Endpoint;
import dev.duplex.engine.protocol.CloseCode;
import dev.duplex.spring.endpoint.ClientEndpointRegistry;
import dev.duplex.spring.server.DrainLifecycle;
import dev.duplex.spring.server.KeepAlive;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;

/**
 * Connects the endpoint beans when the application has started, and closes them before
 * everything else of ours stops. As a lifecycle, not an event of the application that is
 * ready, so that it is stopped and started with the rest, and paused with a test's
 * context: what a client hears would be handled by an application that is not in use.
 */
public final class ClientEndpoints implements SmartLifecycle {

	/**
	 * {@link SmartLifecycle#getPhase() SmartLifecycle phase} in which clients connect.
	 * After our own ports and those of the web server are open, as an application may
	 * connect to itself; stopped before a drain begins, which waits for the connections.
	 */
	public static final int PHASE = DrainLifecycle.PHASE + 512;

	private static final Log logger = LogFactory.getLog(ClientEndpoints.class);

	private final ConfiguredClients clients;

	private final ClientEndpointRegistry registry;

	private final Map<String, ClientEndpoint> endpoints = new ConcurrentHashMap<>();

	private volatile boolean running;

	private @Nullable KeepAlive keepAlive;

	/**
	 * Creates the lifecycle.
	 * @param clients how to connect
	 * @param registry the endpoint beans
	 */
	public ClientEndpoints(ConfiguredClients clients, ClientEndpointRegistry registry) {
		this.clients = clients;
		this.registry = registry;
	}

	@Override
	public void start() {
		Map<String, ClientEndpoint> starting = new TreeMap<>();
		for (String id : this.registry.endpoints().keySet()) {
			ClientEndpoint endpoint = require(id);
			if (endpoint.isAutoStartup()) {
				endpoint.requireUrl();
				starting.put(id, endpoint);
			}
		}
		if (!starting.isEmpty()) {
			this.keepAlive = new KeepAlive("duplex-client-keep-alive");
			logger.info("WebSocket clients connecting: " + String.join(", ", starting.keySet()));
			starting.values().forEach(ClientEndpoint::start);
		}
		this.running = true;
	}

	@Override
	public void stop() {
		this.running = false;
		this.endpoints.values().forEach((endpoint) -> endpoint.stop(CloseCode.GOING_AWAY, "Application stopping"));
		if (this.keepAlive != null) {
			this.keepAlive.close();
			this.keepAlive = null;
		}
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

	/**
	 * Finds an endpoint bean's connection.
	 * @throws IllegalArgumentException if there is no such bean
	 */
	ClientEndpoint require(String id) {
		Endpoint endpoint = this.registry.endpoints().get(id);
		if (endpoint == null) {
			throw new IllegalArgumentException("There is no @WebSocketClientEndpoint with the id '" + id + "'");
		}
		return this.endpoints.computeIfAbsent(id, (key) -> new ClientEndpoint(this.clients.require(id), endpoint));
	}

}
