package dev.duplex.spring.metrics;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

import com.sun.management.ThreadMXBean;
import dev.duplex.engine.CloseReason;
import dev.duplex.engine.CloseReason.Initiator;
import dev.duplex.engine.ConnectFailedException;
import dev.duplex.engine.ConnectFailedException.Reason;
import dev.duplex.engine.ConnectionHandler;
import dev.duplex.engine.DropReason;
import dev.duplex.engine.Endpoint;
import dev.duplex.engine.EngineListener;
import dev.duplex.engine.EngineOptions;
import dev.duplex.engine.WebSocketConnection;
import dev.duplex.engine.protocol.HandshakeRefusal;
import dev.duplex.engine.runtime.WebSocketEngine;
import dev.duplex.spring.endpoint.EndpointRegistry;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.support.StaticListableBeanFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.withSettings;

/**
 * Tests for {@link DuplexMetrics}.
 */
class DuplexMetricsTests {

	private static final String ENDPOINT = "/rooms/{room}";

	private final WebSocketConnection connection = createConnection();

	private final MeterRegistry registry = new SimpleMeterRegistry();

	private final DuplexMetrics metrics = new DuplexMetrics(
			provider(new WebSocketEngine(EngineOptions.defaults(), new EngineListener() {
			}), WebSocketEngine.class), provider(null, EndpointRegistry.class));

	@BeforeEach
	void bind() {
		this.metrics.bindTo(this.registry);
	}

	@Test
	void activeConnectionsGoUpAndDown() {
		this.metrics.onAccepted(connection());
		this.metrics.onAccepted(connection());
		this.metrics.onClosed(connection(), new CloseReason(1000, "", Initiator.REMOTE));
		assertThat(this.registry.get("duplex.connections.active").tag("endpoint", ENDPOINT).gauge().value())
			.isEqualTo(1);
	}

	@Test
	void clientsAreNotCounted() {
		WebSocketConnection client = mock(withSettings().stubOnly());
		given(client.isClient()).willReturn(true);
		given(client.endpoint()).willReturn("prices");
		this.metrics.onConnected(client);
		this.metrics.onConnectFailed("prices", new ConnectFailedException(Reason.TIMEOUT, "", null, null));
		this.metrics.onClosed(client, new CloseReason(1000, "", Initiator.REMOTE));
		this.metrics.handledByClient("prices", "text", 1, null);
		assertThat(this.registry.getMeters()).noneMatch((meter) -> "prices".equals(meter.getId().getTag("endpoint")));
		assertThat(this.registry.find("duplex.closes").counters()).isEmpty();
		assertThat(this.registry.find("duplex.handshakes").counters()).isEmpty();
	}

	@Test
	void handshakesAreCountedByOutcomeAndReason() {
		this.metrics.onAccepted(connection());
		this.metrics.onRefused(ENDPOINT, HandshakeRefusal.of(403, "origin", ""));
		this.metrics.onRefused(null, HandshakeRefusal.of(404, "unknown_path", ""));
		this.metrics.onRefused(null, HandshakeRefusal.of(404, "unknown_path", ""));
		this.metrics.onHandshakeAborted("timeout");
		assertThat(handshakes("accepted", "none")).isEqualTo(1);
		assertThat(handshakes("refused", "origin")).isEqualTo(1);
		assertThat(handshakes("refused", "unknown_path")).isEqualTo(2);
		assertThat(handshakes("aborted", "timeout")).isEqualTo(1);
	}

	private double handshakes(String outcome, String reason) {
		return this.registry.get("duplex.handshakes").tags("outcome", outcome, "reason", reason).counter().count();
	}

	@ParameterizedTest
	@CsvSource({ "1000,1000", "1001,1001", "1006,1006", "1015,1015", "1016,other", "2999,other", "3000,3xxx",
			"3999,3xxx", "4000,4xxx", "4999,4xxx", "5000,other", "0,other", "-1,other", "65535,other" })
	void closesAreCountedByCodeAndInitiator(int code, String tag) {
		this.metrics.onClosed(connection(), new CloseReason(code, "", Initiator.NETWORK));
		assertThat(this.registry.get("duplex.closes")
			.tags("endpoint", ENDPOINT, "code", tag, "initiator", "network")
			.counter()
			.count()).isEqualTo(1);
	}

	@Test
	void handlersAreTimedByTypeAndOutcome() {
		this.metrics.handled(ENDPOINT, "text", 3_000_000, null);
		this.metrics.handled(ENDPOINT, "text", 4_000_000, null);
		this.metrics.handled(ENDPOINT, "binary", 5_000_000, new IllegalStateException());
		assertThat(this.registry.get("duplex.message.handling")
			.tags("endpoint", ENDPOINT, "type", "text", "outcome", "success")
			.timer()
			.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(7);
		assertThat(this.registry.get("duplex.message.handling")
			.tags("endpoint", ENDPOINT, "type", "binary", "outcome", "error")
			.timer()
			.count()).isEqualTo(1);
	}

	@Test
	void trafficOfEndpointsIsReadFromTheEnginesCounters() {
		Endpoint endpoint = Endpoint.builder(ENDPOINT, new ConnectionHandler() {
		}).build();
		EndpointMeters meters = new EndpointMeters("duplex.", ENDPOINT);
		meters.bindTo(this.registry);
		meters.traffic(TrafficSource.of(endpoint.traffic()));
		endpoint.traffic().lane(this).received(true, 5);
		endpoint.traffic().lane(this).sent(false, 7);
		endpoint.traffic().dropped(DropReason.REPLACED);
		assertThat(this.registry.get("duplex.outbound.dropped")
			.tags("endpoint", ENDPOINT, "reason", "replaced")
			.functionCounter()
			.count()).isEqualTo(1);
		assertThat(this.registry.get("duplex.outbound.dropped").tag("reason", "close").functionCounter().count())
			.isZero();
		assertThat(traffic("duplex.messages", "received", "text")).isEqualTo(1);
		assertThat(traffic("duplex.bytes", "received", "text")).isEqualTo(5);
		assertThat(traffic("duplex.messages", "sent", "binary")).isEqualTo(1);
		assertThat(traffic("duplex.bytes", "sent", "binary")).isEqualTo(7);
		assertThat(traffic("duplex.messages", "sent", "text")).isZero();
		assertThat(this.registry.get("duplex.bytes").functionCounters())
			.allMatch((counter) -> "bytes".equals(counter.getId().getBaseUnit()));
	}

	private double traffic(String name, String direction, String type) {
		return this.registry.get(name)
			.tags("endpoint", ENDPOINT, "direction", direction, "type", type)
			.functionCounter()
			.count();
	}

	@Test
	void queuedBytesAreAGauge() {
		assertThat(this.registry.get("duplex.outbound.queued").gauge().value()).isZero();
		assertThat(this.registry.get("duplex.compression.native").gauge().value()).isZero();
	}

	@Test
	void whatPeersSendAddsNoMeter() {
		ThreadLocalRandom random = ThreadLocalRandom.current();
		for (int i = 0; i < 20_000; i++) {
			this.metrics.onAccepted(connection());
			this.metrics.onClosed(connection(), new CloseReason(random.nextInt(-10, 70_000), "reason " + i,
					Initiator.values()[i % Initiator.values().length]));
			this.metrics.onRefused((i % 2 == 0) ? null : ENDPOINT,
					HandshakeRefusal.of(200 + i % 400, "reason " + i, ""));
			this.metrics.onHandshakeAborted("cause " + i);
			this.metrics.handled(ENDPOINT, "type " + i, 1, (i % 2 == 0) ? null : new IllegalStateException());
		}
		assertThat(this.registry.find("duplex.closes").counters()).hasSizeLessThanOrEqualTo(19 * 3);
		assertThat(this.registry.find("duplex.handshakes").counters()).hasSizeLessThanOrEqualTo(36);
		assertThat(this.registry.getMeters()).hasSizeLessThan(110);
	}

	@Test
	void timingAMessageAllocatesNothing() {
		ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
		long thread = Thread.currentThread().getId();
		long least = Long.MAX_VALUE;
		for (int round = 0; round < 20; round++) {
			long before = threads.getThreadAllocatedBytes(thread);
			for (int i = 0; i < 10_000; i++) {
				this.metrics.handled(ENDPOINT, "text", 1_000, null);
			}
			least = Math.min(least, threads.getThreadAllocatedBytes(thread) - before);
		}
		assertThat(least).isLessThan(10_000);
	}

	@Test
	void everyRegistryThatIsBoundHasTheMeters() {
		MeterRegistry other = new SimpleMeterRegistry();
		this.metrics.onAccepted(connection());
		this.metrics.bindTo(other);
		this.metrics.onClosed(connection(), new CloseReason(1000, "", Initiator.LOCAL));
		for (MeterRegistry each : List.of(this.registry, other)) {
			assertThat(each.get("duplex.closes").counter().count()).isEqualTo(1);
			assertThat(each.get("duplex.connections.active").gauge().value()).isZero();
		}
	}

	private WebSocketConnection connection() {
		return this.connection;
	}

	private static WebSocketConnection createConnection() {
		WebSocketConnection connection = mock(withSettings().stubOnly());
		given(connection.endpoint()).willReturn(ENDPOINT);
		return connection;
	}

	private static <T> ObjectProvider<T> provider(@Nullable T bean, Class<T> type) {
		StaticListableBeanFactory beans = new StaticListableBeanFactory();
		if (bean != null) {
			beans.addBean("bean", bean);
		}
		return beans.getBeanProvider(type);
	}

}
