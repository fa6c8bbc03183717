package dev.duplex.spring.metrics;

import java.util.List;

import dev.duplex.engine.CloseReason;
import dev.duplex.engine.CloseReason.Initiator;
import dev.duplex.engine.ConnectFailedException;
import dev.duplex.engine.ConnectFailedException.Reason;
import dev.duplex.engine.EngineListener;
import dev.duplex.engine.EngineOptions;
import dev.duplex.engine.WebSocketConnection;
import dev.duplex.engine.runtime.WebSocketEngine;
import dev.duplex.spring.client.ConfiguredClients;
import dev.duplex.spring.endpoint.ClientEndpointRegistry;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.support.StaticListableBeanFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.withSettings;

/**
 * Tests for {@link DuplexClientMetrics}.
 */
class DuplexClientMetricsTests {

	private static final String CLIENT = "prices";

	private final MeterRegistry registry = new SimpleMeterRegistry();

	private final DuplexClientMetrics metrics = create();

	private final WebSocketConnection connection = connection(true);

	private static DuplexClientMetrics create() {
		StaticListableBeanFactory beans = new StaticListableBeanFactory();
		beans.addBean("engine", new WebSocketEngine(EngineOptions.defaults(), new EngineListener() {
		}));
		return new DuplexClientMetrics(beans.getBeanProvider(WebSocketEngine.class),
				beans.getBeanProvider(ConfiguredClients.class), beans.getBeanProvider(ClientEndpointRegistry.class));
	}

	private static WebSocketConnection connection(boolean client) {
		WebSocketConnection connection = mock(withSettings().stubOnly());
		given(connection.endpoint()).willReturn(CLIENT);
		given(connection.isClient()).willReturn(client);
		return connection;
	}

	@BeforeEach
	void bind() {
		this.metrics.bindTo(this.registry);
	}

	@Test
	void activeConnectionsGoUpAndDown() {
		this.metrics.onConnected(this.connection);
		this.metrics.onConnected(this.connection);
		this.metrics.onClosed(this.connection, new CloseReason(1000, "", Initiator.REMOTE));
		assertThat(this.registry.get("duplex.client.connections.active").tag("endpoint", CLIENT).gauge().value())
			.isEqualTo(1);
		assertThat(this.registry.get("duplex.client.closes")
			.tags("endpoint", CLIENT, "code", "1000", "initiator", "remote")
			.counter()
			.count()).isEqualTo(1);
	}

	@Test
	void attemptsAreCountedByOutcomeAndReason() {
		this.metrics.onConnected(this.connection);
		for (Reason reason : Reason.values()) {
			this.metrics.onConnectFailed(CLIENT, new ConnectFailedException(reason, "", null, null));
		}
		this.metrics.onConnectFailed(CLIENT, new ConnectFailedException(Reason.REFUSED, "", null, null));
		assertThat(handshakes("accepted", "none")).isEqualTo(1);
		assertThat(handshakes("failed", "refused")).isEqualTo(2);
		assertThat(handshakes("failed", "timeout")).isEqualTo(1);
		assertThat(this.registry.get("duplex.client.handshakes").counters()).hasSize(Reason.values().length + 1);
	}

	private double handshakes(String outcome, String reason) {
		return this.registry.get("duplex.client.handshakes")
			.tags("endpoint", CLIENT, "outcome", outcome, "reason", reason)
			.counter()
			.count();
	}

	@Test
	void attemptsToConnectAgainAreCounted() {
		this.metrics.reconnecting(CLIENT);
		this.metrics.reconnecting(CLIENT);
		assertThat(this.registry.get("duplex.client.reconnects").tag("endpoint", CLIENT).counter().count())
			.isEqualTo(2);
	}

	@Test
	void handlersAreTimed() {
		this.metrics.handledByClient(CLIENT, "text", 5, null);
		this.metrics.handledByClient(CLIENT, "text", 5, new IllegalStateException());
		assertThat(this.registry.get("duplex.client.message.handling")
			.tags("endpoint", CLIENT, "type", "text", "outcome", "error")
			.timer()
			.count()).isEqualTo(1);
		assertThat(this.registry.get("duplex.client.message.handling").timers()).hasSize(2);
	}

	@Test
	void serversAreNotCounted() {
		WebSocketConnection accepted = connection(false);
		this.metrics.onAccepted(accepted);
		this.metrics.onClosed(accepted, new CloseReason(1000, "", Initiator.REMOTE));
		this.metrics.handled("/rooms", "text", 5, null);
		assertThat(this.registry.getMeters()).extracting((meter) -> meter.getId().getName())
			.containsExactly("duplex.client.outbound.queued");
	}

	@Test
	void queuedBytesAreAGauge() {
		assertThat(this.registry.get("duplex.client.outbound.queued").gauge().value()).isZero();
	}

	@Test
	void everyRegistryThatIsBoundHasTheMeters() {
		MeterRegistry other = new SimpleMeterRegistry();
		this.metrics.onConnected(this.connection);
		this.metrics.bindTo(other);
		this.metrics.reconnecting(CLIENT);
		for (MeterRegistry each : List.of(this.registry, other)) {
			assertThat(each.get("duplex.client.reconnects").counter().count()).isEqualTo(1);
			assertThat(each.get("duplex.client.connections.active").gauge().value()).isEqualTo(1);
		}
	}

}
