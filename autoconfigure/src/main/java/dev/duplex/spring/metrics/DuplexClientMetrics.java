package dev.duplex.spring.metrics;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import dev.duplex.engine.CloseReason;
import dev.duplex.engine.ConnectFailedException;
import dev.duplex.engine.EngineListener;
import dev.duplex.engine.WebSocketConnection;
import dev.duplex.engine.runtime.WebSocketEngine;
import dev.duplex.spring.client.ClientObserver;
import dev.duplex.spring.client.ClientTraffic;
import dev.duplex.spring.client.ConfiguredClients;
import dev.duplex.spring.endpoint.ClientEndpointRegistry;
import dev.duplex.spring.endpoint.HandlerObserver;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextRefreshedEvent;

/**
 * The meters of clients: those of what is served, below {@code duplex.client}, and with
 * the client's id for the endpoint.
 */
public final class DuplexClientMetrics implements MeterBinder, EngineListener, HandlerObserver, ClientObserver,
		ApplicationListener<ContextRefreshedEvent> {

	private static final String PREFIX = "duplex.client.";

	private final ObjectProvider<WebSocketEngine> engine;

	private final ObjectProvider<ConfiguredClients> clients;

	private final ObjectProvider<ClientEndpointRegistry> endpointRegistry;

	private final Map<String, Meters> byId = new ConcurrentHashMap<>();

	private final List<MeterRegistry> meterRegistries = new CopyOnWriteArrayList<>();

	/**
	 * Creates the meters, unbound.
	 * @param engine the engine, asked for when meters are bound
	 * @param clients the clients, asked for their traffic
	 * @param endpointRegistry the endpoint beans, asked for when meters are bound
	 */
	public DuplexClientMetrics(ObjectProvider<WebSocketEngine> engine, ObjectProvider<ConfiguredClients> clients,
			ObjectProvider<ClientEndpointRegistry> endpointRegistry) {
		this.engine = engine;
		this.clients = clients;
		this.endpointRegistry = endpointRegistry;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		this.meterRegistries.add(registry);
		this.byId.values().forEach((meters) -> meters.bindTo(registry));
		this.engine.ifAvailable(
				(engine) -> Gauge.builder(PREFIX + "outbound.queued", engine, WebSocketEngine::clientQueuedBytes)
					.description("Bytes that wait to be sent, over all connections of clients")
					.baseUnit("bytes")
					.register(registry));
		bindEndpoints();
	}

	/**
	 * Binds the endpoint beans, if they were not known yet when the meter registry was.
	 */
	@Override
	public void onApplicationEvent(ContextRefreshedEvent event) {
		bindEndpoints();
	}

	private void bindEndpoints() {
		this.endpointRegistry.ifAvailable((registry) -> registry.endpoints().keySet().forEach(this::meters));
	}

	private Meters meters(String id) {
		Meters meters = this.byId.get(id);
		return (meters != null) ? meters : this.byId.computeIfAbsent(id, this::createMeters);
	}

	private Meters createMeters(String id) {
		ConfiguredClients configured = this.clients.getIfAvailable();
		Meters meters = new Meters(id, (configured != null) ? configured.traffic(id) : null);
		this.meterRegistries.forEach(meters::bindTo);
		return meters;
	}

	@Override
	public void onConnected(WebSocketConnection connection) {
		Meters meters = meters(connection.endpoint());
		meters.shared.opened();
		meters.each(ClientMeters::accepted);
	}

	@Override
	public void onConnectFailed(String endpoint, ConnectFailedException failure) {
		meters(endpoint).each((meters) -> meters.failed(failure.reason()));
	}

	@Override
	public void reconnecting(String id) {
		meters(id).each(ClientMeters::reconnecting);
	}

	@Override
	public void onClosed(WebSocketConnection connection, CloseReason reason) {
		if (connection.isClient()) {
			meters(connection.endpoint()).shared.closed(reason);
		}
	}

	@Override
	public void handled(String endpoint, String type, long nanos, @Nullable Throwable failure) {
		// A server's.
	}

	@Override
	public void handledByClient(String id, String type, long nanos, @Nullable Throwable failure) {
		meters(id).shared.handled(type, nanos, failure);
	}

	/**
	 * The meters of one client.
	 */
	private static final class Meters {

		private final String id;

		private final EndpointMeters shared;

		private final List<ClientMeters> own = new CopyOnWriteArrayList<>();

		Meters(String id, @Nullable ClientTraffic traffic) {
			this.id = id;
			this.shared = new EndpointMeters(PREFIX, id);
			if (traffic != null) {
				this.shared.traffic(TrafficSource.of(traffic));
			}
		}

		synchronized void bindTo(MeterRegistry registry) {
			this.shared.bindTo(registry);
			if (this.own.stream().noneMatch((meters) -> meters.registry() == registry)) {
				this.own.add(new ClientMeters(registry, this.id));
			}
		}

		void each(Consumer<ClientMeters> event) {
			this.own.forEach(event);
		}

	}

}
