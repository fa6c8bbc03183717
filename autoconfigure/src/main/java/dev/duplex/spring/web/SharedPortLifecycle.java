package dev.duplex.spring.web;

import java.util.stream.Collectors;

import dev.duplex.engine.Endpoint;
import dev.duplex.spring.endpoint.EndpointRegistry;
import dev.duplex.spring.server.ListenerLifecycle;
import dev.duplex.spring.server.StartupCheck;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.context.SmartLifecycle;

/**
 * Checks, just before the web server opens its port, that the endpoints can share it.
 */
public final class SharedPortLifecycle implements SmartLifecycle {

	private static final Log logger = LogFactory.getLog(SharedPortLifecycle.class);

	private final EndpointRegistry registry;

	private final StartupCheck check;

	private volatile boolean running;

	/**
	 * Creates the lifecycle.
	 * @param registry what is served
	 * @param check whether the web server lends its connections
	 */
	public SharedPortLifecycle(EndpointRegistry registry, StartupCheck check) {
		this.registry = registry;
		this.check = check;
	}

	@Override
	public void start() {
		if (!this.registry.endpoints().isEmpty()) {
			this.check.check();
			logger.info("WebSocket endpoints on the web server's port: "
					+ this.registry.endpoints().stream().map(Endpoint::name).collect(Collectors.joining(", ")));
		}
		this.running = true;
	}

	@Override
	public void stop() {
		this.running = false;
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public boolean isPauseable() {
		return false;
	}

	@Override
	public int getPhase() {
		return ListenerLifecycle.PHASE - 1;
	}

}
