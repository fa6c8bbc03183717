package dev.duplex.spring.metrics;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.duplex.engine.CloseReason;
import dev.duplex.engine.EngineListener;
import dev.duplex.engine.WebSocketConnection;
import dev.duplex.engine.protocol.HandshakeRefusal;
import dev.duplex.engine.runtime.WebSocketEngine;
import dev.duplex.spring.endpoint.EndpointRegistry;
import dev.duplex.spring.endpoint.HandlerObserver;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextRefreshedEvent;

/**
 * The meters of what is served. Their tags have values of a small fixed set, whatever
 * peers send: path templates, never paths; classes of close codes, never all that are
 * possible.
 * <p>
 * Nothing is looked up by tags or allocated for a message: meters are resolved once, and
 * messages and bytes are read from the engine's own counters when somebody looks.
 */
public final class DuplexMetrics
		implements MeterBinder, EngineListener, HandlerObserver, ApplicationListener<ContextRefreshedEvent> {

	private final ObjectProvider<WebSocketEngine> engine;

	private final ObjectProvider<EndpointRegistry> endpointRegistry;

	private final Map<String, EndpointMeters> endpoints = new ConcurrentHashMap<>();

	private final HandshakeMeters handshakes = new HandshakeMeters();

	private final List<MeterRegistry> meterRegistries = new CopyOnWriteArrayList<>();

	/**
	 * Creates the meters, unbound.
	 * @param engine the engine, asked for when meters are bound
	 * @param endpointRegistry the endpoints, asked for when meters are bound
	 */
	public DuplexMetrics(ObjectProvider<WebSocketEngine> engine, ObjectProvider<EndpointRegistry> endpointRegistry) {
		this.engine = engine;
		this.endpointRegistry = endpointRegistry;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		this.meterRegistries.add(registry);
		this.handshakes.bindTo(registry);
		this.endpoints.values().forEach((meters) -> meters.bindTo(registry));
		this.engine.ifAvailable((engine) -> bindEngine(engine, registry));
		bindEndpoints();
	}

	private static void bindEngine(WebSocketEngine engine, MeterRegistry registry) {
		Gauge.builder("duplex.outbound.queued", engine, WebSocketEngine::queuedBytes)
			.description("Bytes that wait to be sent, over all connections that were accepted")
			.baseUnit("bytes")
			.register(registry);
		Gauge.builder("duplex.compression.native", engine, WebSocketEngine::compressorBytes)
			.description("Native memory that compression holds, estimated from the number of compressors")
			.baseUnit("bytes")
			.register(registry);
	}

	/**
	 * Binds the endpoints, if they were not known yet when the meter registry was.
	 */
	@Override
	public void onApplicationEvent(ContextRefreshedEvent event) {
		bindEndpoints();
	}

	private void bindEndpoints() {
		this.endpointRegistry.ifAvailable((registry) -> registry.endpoints()
			.forEach((endpoint) -> meters(endpoint.name()).traffic(TrafficSource.of(endpoint.traffic()))));
	}

	private EndpointMeters meters(String endpoint) {
		EndpointMeters meters = this.endpoints.get(endpoint);
		return (meters != null) ? meters : this.endpoints.computeIfAbsent(endpoint, this::createMeters);
	}

	private EndpointMeters createMeters(String endpoint) {
		EndpointMeters meters = new EndpointMeters("duplex.", endpoint);
		this.meterRegistries.forEach(meters::bindTo);
		return meters;
	}

	@Override
	public void onAccepted(WebSocketConnection connection) {
		this.handshakes.accepted();
		meters(connection.endpoint()).opened();
	}

	@Override
	public void onRefused(@Nullable String endpoint, HandshakeRefusal refusal) {
		this.handshakes.refused(refusal.reason());
	}

	@Override
	public void onHandshakeAborted(String cause) {
		this.handshakes.aborted(cause);
	}

	@Override
	public void onClosed(WebSocketConnection connection, CloseReason reason) {
		if (!connection.isClient()) {
			meters(connection.endpoint()).closed(reason);
		}
	}

	@Override
	public void handled(String endpoint, String type, long nanos, @Nullable Throwable failure) {
		meters(endpoint).handled(type, nanos, failure);
	}

}
