package dev.duplex.engine;

import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

import dev.duplex.engine.protocol.ForwardedHeaders;
import dev.duplex.engine.protocol.TrustedProxies;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * {@link ConnectionOptions} and {@link EngineOptions}: the defaults, and what they
 * refuse.
 */
class OptionsTests {

	private static final ProxyOptions PROXIES = new ProxyOptions(TrustedProxies.of(List.of("10.0.0.0/8")),
			ForwardedHeaders.FORWARDED, true);

	private static void refuses(String option, List<UnaryOperator<ConnectionOptions.Builder>> changes) {
		changes.forEach((change) -> assertThatIllegalArgumentException()
			.isThrownBy(() -> change.apply(ConnectionOptions.defaults().toBuilder()).build())
			.withMessageContaining(option));
	}

	private static void engineRefuses(String option, List<UnaryOperator<EngineOptions.Builder>> changes) {
		changes.forEach((change) -> assertThatIllegalArgumentException()
			.isThrownBy(() -> change.apply(EngineOptions.defaults().toBuilder()).build())
			.withMessageContaining(option));
	}

	@Test
	void areSafeBoundedAndOnByDefault() {
		ConnectionOptions connection = ConnectionOptions.defaults();
		assertThat(connection.maxMessageSize()).isEqualTo(65_536);
		assertThat(connection.maxFrameSize()).isEqualTo(65_536);
		assertThat(connection.maxFragments()).isEqualTo(1_024);
		assertThat(connection.sendQueueBytes()).isEqualTo(512 * 1024);
		assertThat(connection.sendQueueMessages()).isEqualTo(1_024);
		assertThat(connection.sendTimeout()).isEqualTo(Duration.ofSeconds(10));
		assertThat(connection.pingInterval()).isEqualTo(Duration.ofSeconds(20));
		assertThat(connection.pongTimeout()).isEqualTo(Duration.ofSeconds(20));
		assertThat(connection.idleTimeout()).isEqualTo(Duration.ofSeconds(60));
		assertThat(connection.closeTimeout()).isEqualTo(Duration.ofSeconds(5));
		assertThat(connection.compression()).isNull();
		assertThat(connection.overflow()).isEqualTo(OverflowPolicy.CLOSE);
		EngineOptions engine = EngineOptions.defaults();
		assertThat(engine.maxConnections()).isEqualTo(10_000);
		assertThat(engine.maxUnfinishedHandshakes()).isEqualTo(1_024);
		assertThat(engine.maxUnfinishedHandshakesPerAddress()).isEqualTo(64);
		assertThat(engine.handshakeTimeout()).isEqualTo(Duration.ofSeconds(10));
		assertThat(engine.maxRequestLine()).isEqualTo(4_096);
		assertThat(engine.maxHeaderBytes()).isEqualTo(8_192);
		assertThat(engine.maxHeaders()).isEqualTo(100);
		assertThat(engine.maxSubscriptionsPerConnection()).isEqualTo(256);
		assertThat(engine.maxTopics()).isEqualTo(100_000);
		assertThat(engine.proxies()).isEqualTo(ProxyOptions.none());
		assertThat(ProxyOptions.none().trusted().isEmpty()).isTrue();
	}

	@Test
	void keepEveryValueThroughABuilder() {
		ConnectionOptions connection = ConnectionOptions.defaults()
			.toBuilder()
			.maxFrameSize(1)
			.maxMessageSize(2)
			.maxFragments(3)
			.maxControlFrames(4)
			.maxPendingMessages(5)
			.sendQueueBytes(6)
			.sendQueueMessages(7)
			.sendTimeout(Duration.ofSeconds(8))
			.pingInterval(Duration.ofSeconds(9))
			.pongTimeout(Duration.ofSeconds(10))
			.idleTimeout(Duration.ofSeconds(20))
			.closeTimeout(Duration.ofSeconds(12))
			.compression(new CompressionOptions(1, 2, true))
			.overflow(OverflowPolicy.REJECT)
			.build();
		assertThat(connection.toBuilder().build()).isEqualTo(connection)
			.isEqualTo(new ConnectionOptions(1, 2, 3, 4, 5, 6, 7, Duration.ofSeconds(8), Duration.ofSeconds(9),
					Duration.ofSeconds(10), Duration.ofSeconds(20), Duration.ofSeconds(12),
					new CompressionOptions(1, 2, true), OverflowPolicy.REJECT));
		EngineOptions engine = EngineOptions.defaults()
			.toBuilder()
			.eventLoops(1)
			.maxConnections(2)
			.maxUnfinishedHandshakes(3)
			.maxUnfinishedHandshakesPerAddress(4)
			.handshakeTimeout(Duration.ofSeconds(5))
			.maxRequestLine(6)
			.maxHeaderBytes(7)
			.maxHeaders(8)
			.maxSubscriptionsPerConnection(9)
			.maxTopics(10)
			.proxies(PROXIES)
			.build();
		assertThat(engine.toBuilder().build()).isEqualTo(engine)
			.isEqualTo(new EngineOptions(1, 2, 3, 4, Duration.ofSeconds(5), 6, 7, 8, 9, 10, PROXIES));
	}

	@Test
	void takeMinusOneForNoLimitAndZeroForNothing() {
		assertThatCode(() -> ConnectionOptions.defaults()
			.toBuilder()
			.maxFrameSize(-1)
			.maxMessageSize(-1)
			.maxFragments(-1)
			.maxControlFrames(-1)
			.sendQueueBytes(-1)
			.sendQueueMessages(-1)
			.sendTimeout(Duration.ofSeconds(-1))
			.pingInterval(Duration.ofSeconds(-1))
			.pongTimeout(Duration.ofSeconds(-1))
			.idleTimeout(Duration.ofSeconds(-1))
			.build()).doesNotThrowAnyException();
		refuses("maxFrameSize", List.of((builder) -> builder.maxFrameSize(0), (builder) -> builder.maxFrameSize(-2)));
		refuses("maxMessageSize", List.of((builder) -> builder.maxMessageSize(0),
				(builder) -> builder.maxMessageSize(-2), (builder) -> builder.maxMessageSize((1 << 30) + 1)));
		refuses("maxFragments", List.of((builder) -> builder.maxFragments(0)));
		refuses("maxControlFrames", List.of((builder) -> builder.maxControlFrames(0)));
		refuses("maxPendingMessages",
				List.of((builder) -> builder.maxPendingMessages(0), (builder) -> builder.maxPendingMessages(-1)));
		refuses("sendQueueBytes", List.of((builder) -> builder.sendQueueBytes(0)));
		refuses("sendQueueMessages", List.of((builder) -> builder.sendQueueMessages(0)));
		refuses("sendTimeout", List.of((builder) -> builder.sendTimeout(Duration.ZERO),
				(builder) -> builder.sendTimeout(Duration.ofDays(366))));
		refuses("pingInterval", List.of((builder) -> builder.pingInterval(Duration.ZERO)));
		refuses("pongTimeout", List.of((builder) -> builder.pongTimeout(Duration.ZERO)));
		refuses("idleTimeout", List.of((builder) -> builder.idleTimeout(Duration.ZERO)));
		refuses("closeTimeout", List.of((builder) -> builder.closeTimeout(Duration.ZERO),
				(builder) -> builder.closeTimeout(Duration.ofSeconds(-1))));
	}

	@Test
	void refuseAnIdleTimeoutThatWouldEndLiveConnections() {
		refuses("idleTimeout", List.of((builder) -> builder.idleTimeout(Duration.ofSeconds(40)),
				(builder) -> builder.pingInterval(Duration.ofSeconds(50))));
	}

	@Test
	void refuseCompressionThatThereIsNot() {
		assertThat(CompressionOptions.defaults()).isEqualTo(new CompressionOptions(1, 1_024, false));
		assertThatCode(() -> new CompressionOptions(-1, 0, true)).doesNotThrowAnyException();
		assertThatCode(() -> new CompressionOptions(9, Integer.MAX_VALUE, true)).doesNotThrowAnyException();
		assertThatIllegalArgumentException().isThrownBy(() -> new CompressionOptions(-2, 0, true))
			.withMessageContaining("level");
		assertThatIllegalArgumentException().isThrownBy(() -> new CompressionOptions(10, 0, true))
			.withMessageContaining("level");
		assertThatIllegalArgumentException().isThrownBy(() -> new CompressionOptions(1, -1, true))
			.withMessageContaining("minSize");
	}

	@Test
	void refuseKeysThatAreTooLongAndTimesThatAreNone() {
		assertThatCode(() -> SendOptions.latest("k".repeat(256)).withTimeToLive(Duration.ofDays(365)))
			.doesNotThrowAnyException();
		assertThatIllegalArgumentException().isThrownBy(() -> SendOptions.latest("k".repeat(257)))
			.withMessageContaining("key");
		for (Duration time : List.of(Duration.ZERO, Duration.ofSeconds(-1), Duration.ofDays(366))) {
			assertThatIllegalArgumentException().isThrownBy(() -> SendOptions.defaults().withTimeToLive(time))
				.withMessageContaining("timeToLive");
		}
	}

	@Test
	void refuseToRequireTheProxyProtocolOfNobody() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new ProxyOptions(TrustedProxies.none(), ForwardedHeaders.NONE, true))
			.withMessageContaining("proxyProtocol");
	}

	@Test
	void refuseEnginesWithoutLimitsThatMakeSense() {
		engineRefuses("eventLoops", List.of((builder) -> builder.eventLoops(0), (builder) -> builder.eventLoops(-1)));
		engineRefuses("maxConnections", List.of((builder) -> builder.maxConnections(0)));
		engineRefuses("maxUnfinishedHandshakes", List.of((builder) -> builder.maxUnfinishedHandshakes(0),
				(builder) -> builder.maxUnfinishedHandshakes(-1)));
		engineRefuses("maxUnfinishedHandshakesPerAddress",
				List.of((builder) -> builder.maxUnfinishedHandshakesPerAddress(0)));
		engineRefuses("handshakeTimeout",
				List.of((builder) -> builder.handshakeTimeout(Duration.ZERO),
						(builder) -> builder.handshakeTimeout(Duration.ofSeconds(-1)),
						(builder) -> builder.handshakeTimeout(Duration.ofDays(200_000))));
		engineRefuses("maxRequestLine", List.of((builder) -> builder.maxRequestLine(0)));
		engineRefuses("maxHeaderBytes", List.of((builder) -> builder.maxHeaderBytes(0)));
		engineRefuses("maxHeaders", List.of((builder) -> builder.maxHeaders(0)));
		engineRefuses("maxSubscriptionsPerConnection", List.of((builder) -> builder.maxSubscriptionsPerConnection(0)));
		engineRefuses("maxTopics", List.of((builder) -> builder.maxTopics(0)));
	}

}
