package dev.duplex.spring.autoconfigure;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.duplex.engine.CompressionOptions;
import dev.duplex.engine.ConnectionOptions;
import dev.duplex.engine.EngineOptions;
import dev.duplex.engine.ProxyOptions;
import dev.duplex.engine.protocol.ForwardedHeaders;
import dev.duplex.engine.protocol.HandshakeRequest;
import dev.duplex.engine.protocol.Header;
import dev.duplex.engine.protocol.OriginPolicy;
import dev.duplex.engine.protocol.TrustedProxies;
import dev.duplex.spring.autoconfigure.DuplexProperties.Server.ProxyProtocol;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.core.io.ByteArrayResource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link DuplexProperties} and {@link DuplexOptions}.
 */
class DuplexPropertiesTests {

	@Test
	void defaultsAreTheEnginesDefaults() {
		DuplexOptions options = options();
		assertThat(options.engine()).isEqualTo(EngineOptions.defaults());
		assertThat(options.connection()).isEqualTo(ConnectionOptions.defaults());
	}

	@Test
	void everyOptionOfTheEngineIsReachable() throws Exception {
		DuplexOptions options = options("duplex.threads.event-loops=97", "duplex.limits.max-connections=7",
				"duplex.limits.max-unfinished-handshakes=7", "duplex.limits.max-unfinished-handshakes-per-address=7",
				"duplex.limits.handshake-timeout=7s", "duplex.limits.max-request-line=7KB",
				"duplex.limits.max-header-size=7KB", "duplex.limits.max-headers=7", "duplex.limits.max-frame-size=7KB",
				"duplex.limits.max-message-size=7KB", "duplex.limits.max-fragments=7",
				"duplex.limits.max-control-frames=7", "duplex.limits.max-pending-messages=7",
				"duplex.outbound.max-queue-size=7KB", "duplex.outbound.max-queue-messages=7",
				"duplex.outbound.send-timeout=7s", "duplex.outbound.overflow=reject", "duplex.heartbeat.interval=7s",
				"duplex.heartbeat.timeout=7s", "duplex.idle-timeout=17s", "duplex.close-timeout=7s",
				"duplex.compression.enabled=true", "duplex.topics.max-subscriptions-per-connection=7",
				"duplex.topics.max-topics=7", "duplex.server.trusted-proxies=10.0.0.0/8");
		assertEveryComponentDiffers(options.engine(), EngineOptions.defaults());
		assertEveryComponentDiffers(options.connection(), ConnectionOptions.defaults());
	}

	private static void assertEveryComponentDiffers(Record actual, Record defaults) throws Exception {
		for (RecordComponent component : actual.getClass().getRecordComponents()) {
			assertThat(component.getAccessor().invoke(actual)).as(component.getName())
				.isNotEqualTo(component.getAccessor().invoke(defaults));
		}
	}

	@Test
	void compressionIsOffUntilEnabled() {
		assertThat(options("duplex.compression.level=9", "duplex.compression.context-takeover=true").connection()
			.compression()).isNull();
		assertThat(options("duplex.compression.enabled=true").connection().compression())
			.isEqualTo(CompressionOptions.defaults());
		assertThat(options("duplex.compression.enabled=true", "duplex.compression.level=9",
				"duplex.compression.min-size=0", "duplex.compression.context-takeover=true")
			.connection()
			.compression()).isEqualTo(new CompressionOptions(9, 0, true));
	}

	@ParameterizedTest
	@ValueSource(strings = { "-1", "-1B" })
	void minusOneLiftsALimitOfSize(String value) {
		ConnectionOptions options = options("duplex.limits.max-frame-size=" + value,
				"duplex.outbound.max-queue-size=" + value)
			.connection();
		assertThat(options.maxFrameSize()).isEqualTo(-1);
		assertThat(options.sendQueueBytes()).isEqualTo(-1);
	}

	@Test
	void minusOneLiftsALimitOfNumber() {
		DuplexOptions options = options("duplex.limits.max-connections=-1", "duplex.limits.max-fragments=-1",
				"duplex.limits.max-control-frames=-1", "duplex.limits.max-unfinished-handshakes-per-address=-1",
				"duplex.outbound.max-queue-messages=-1", "duplex.topics.max-topics=-1",
				"duplex.topics.max-subscriptions-per-connection=-1");
		assertThat(options.engine().maxConnections()).isEqualTo(-1);
		assertThat(options.engine().maxUnfinishedHandshakesPerAddress()).isEqualTo(-1);
		assertThat(options.engine().maxTopics()).isEqualTo(-1);
		assertThat(options.engine().maxSubscriptionsPerConnection()).isEqualTo(-1);
		assertThat(options.connection().maxFragments()).isEqualTo(-1);
		assertThat(options.connection().maxControlFrames()).isEqualTo(-1);
		assertThat(options.connection().sendQueueMessages()).isEqualTo(-1);
	}

	@Test
	void minusOneSwitchesATimeOff() {
		DuplexOptions options = options("duplex.outbound.send-timeout=-1", "duplex.heartbeat.interval=-1",
				"duplex.heartbeat.timeout=-1", "duplex.idle-timeout=-1", "duplex.shutdown.timeout=-1");
		ConnectionOptions connection = options.connection();
		assertThat(List.of(connection.sendTimeout(), connection.pingInterval(), connection.pongTimeout(),
				connection.idleTimeout(), options.shutdownTimeout()))
			.allMatch(Duration::isNegative);
	}

	@Test
	void numbersWithoutUnitAreSecondsAndBytes() {
		DuplexOptions options = options("duplex.close-timeout=7", "duplex.limits.max-message-size=700");
		assertThat(options.connection().closeTimeout()).isEqualTo(Duration.ofSeconds(7));
		assertThat(options.connection().maxMessageSize()).isEqualTo(700);
	}

	@ParameterizedTest
	@CsvSource({ "duplex.threads.event-loops,0", "duplex.threads.workers,0", "duplex.threads.worker-keep-alive,0",
			"duplex.limits.max-connections,0", "duplex.limits.max-connections,-2",
			"duplex.limits.max-unfinished-handshakes,0", "duplex.limits.max-unfinished-handshakes,-1",
			"duplex.limits.max-unfinished-handshakes-per-address,0", "duplex.limits.handshake-timeout,0",
			"duplex.limits.handshake-timeout,-1", "duplex.limits.max-request-line,0",
			"duplex.limits.max-request-line,-1", "duplex.limits.max-header-size,0", "duplex.limits.max-header-size,3GB",
			"duplex.limits.max-headers,0", "duplex.limits.max-frame-size,0", "duplex.limits.max-frame-size,-1KB",
			"duplex.limits.max-frame-size,3GB", "duplex.limits.max-message-size,0", "duplex.limits.max-message-size,-1",
			"duplex.limits.max-message-size,1025MB", "duplex.limits.max-fragments,0",
			"duplex.limits.max-control-frames,0", "duplex.limits.max-pending-messages,0",
			"duplex.limits.max-pending-messages,-1", "duplex.outbound.max-queue-size,0",
			"duplex.outbound.max-queue-messages,0", "duplex.outbound.send-timeout,0", "duplex.heartbeat.interval,0",
			"duplex.heartbeat.timeout,0", "duplex.idle-timeout,0", "duplex.close-timeout,0", "duplex.close-timeout,-1",
			"duplex.close-timeout,366d", "duplex.outbound.send-timeout,366d", "duplex.compression.level,-2",
			"duplex.compression.level,10", "duplex.compression.min-size,-1",
			"duplex.topics.max-subscriptions-per-connection,0", "duplex.topics.max-topics,0",
			"duplex.shutdown.timeout,0", "duplex.shutdown.spread,-1s", "duplex.shutdown.spread,20s",
			"duplex.shutdown.spread,30s", "duplex.shutdown.close-code,1005", "duplex.shutdown.close-code,5000",
			"duplex.server.port,-1", "duplex.server.port,65536", "duplex.server.backlog,0",
			"duplex.server.proxy-protocol,required", "duplex.server.forwarded-headers,forwarded" })
	void aBadValueNamesItsKey(String key, String value) {
		DuplexOptions options = options(key + "=" + value);
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class).isThrownBy(() -> mapAll(options))
			.satisfies((ex) -> {
				assertThat(ex.getName()).isEqualTo(key);
				assertThat(ex.getReason()).startsWith("It must be");
			});
	}

	@Test
	void filtersOfHandshakesMustLeaveTimeForTheAnswer() {
		DuplexOptions options = options("duplex.limits.handshake-timeout=5s");
		assertThat(options.handshakeFilterTimeout(false)).isEqualTo(Duration.ofSeconds(5));
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(() -> options.handshakeFilterTimeout(true))
			.satisfies((ex) -> {
				assertThat(ex.getName()).isEqualTo("duplex.limits.handshake-filter-timeout");
				assertThat(ex.getReason()).contains("duplex.limits.handshake-timeout");
			});
	}

	@ParameterizedTest
	@CsvSource({ "duplex.limits.handshake-filter-timeout,0", "duplex.threads.handshake-workers,0" })
	void badValuesForFiltersOfHandshakesNameTheirKeys(String key, String value) {
		DuplexOptions options = options(key + "=" + value);
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class).isThrownBy(() -> {
			options.handshakeWorkers();
			options.handshakeFilterTimeout(false);
		}).satisfies((ex) -> assertThat(ex.getName()).isEqualTo(key));
	}

	@ParameterizedTest
	@CsvSource({ "duplex.idle-timeout,40s", "duplex.heartbeat.interval,40s", "duplex.heartbeat.timeout,55s" })
	void anIdleTimeoutThatEndsLiveConnectionsNamesTheKeyThatWasSet(String key, String value) {
		DuplexOptions options = options(key + "=" + value);
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class).isThrownBy(options::connection)
			.satisfies((ex) -> {
				assertThat(ex.getName()).isEqualTo(key);
				assertThat(ex.getReason()).contains("duplex.idle-timeout (", "duplex.heartbeat.interval (",
						"duplex.heartbeat.timeout (");
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "duplex.heartbeat.interval", "duplex.heartbeat.timeout", "duplex.idle-timeout" })
	void withoutAHeartbeatOrAnIdleTimeoutTheyCannotContradict(String off) {
		assertThat(options("duplex.heartbeat.interval=70s", off + "=-1").connection()).isNotNull();
	}

	@Test
	void aMalformedOriginNamesItsKey() {
		DuplexOptions options = options("duplex.security.allowed-origins=https://example.com,example.com");
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class).isThrownBy(options::originPolicy)
			.satisfies((ex) -> {
				assertThat(ex.getName()).isEqualTo("duplex.security.allowed-origins");
				assertThat(ex.getReason()).startsWith("'example.com' is not an origin");
			});
	}

	@ParameterizedTest
	@CsvSource({ "proxy.local,is neither an address such as 10.0.0.5 nor a range",
			"10.0.0.0/33,must have a prefix from 0 to 32.",
			"10.1.2.3/8,has bits set behind its prefix; 10.0.0.0/8 is the range." })
	void aMalformedProxyNamesItsKey(String value, String reason) {
		DuplexOptions options = options("duplex.server.trusted-proxies=::1," + value);
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class).isThrownBy(options::engine)
			.satisfies((ex) -> {
				assertThat(ex.getName()).isEqualTo("duplex.server.trusted-proxies");
				assertThat(ex.getReason()).startsWith("'" + value + "' " + reason);
			});
	}

	@Test
	void trustedProxiesAreBelievedAsConfigured() {
		assertThat(options().engine().proxies()).isEqualTo(ProxyOptions.none());
		assertThat(options("duplex.server.trusted-proxies=10.0.0.0/8, ::1").engine().proxies())
			.isEqualTo(proxies(ForwardedHeaders.X_FORWARDED, false));
		assertThat(options("duplex.server.trusted-proxies=10.0.0.0/8, ::1", "duplex.server.forwarded-headers=forwarded")
			.engine()
			.proxies()).isEqualTo(proxies(ForwardedHeaders.FORWARDED, false));
		assertThat(options("duplex.server.trusted-proxies=10.0.0.0/8, ::1", "duplex.server.forwarded-headers=none")
			.engine()
			.proxies()).isEqualTo(proxies(ForwardedHeaders.NONE, false));
	}

	@Test
	void withTheProxyProtocolForwardedHeadersMustBeAskedFor() {
		assertThat(options("duplex.server.trusted-proxies=10.0.0.0/8, ::1", "duplex.server.proxy-protocol=required")
			.engine()
			.proxies()).isEqualTo(proxies(ForwardedHeaders.NONE, true));
		assertThat(options("duplex.server.trusted-proxies=10.0.0.0/8, ::1", "duplex.server.proxy-protocol=required",
				"duplex.server.forwarded-headers=x-forwarded")
			.engine()
			.proxies()).isEqualTo(proxies(ForwardedHeaders.X_FORWARDED, true));
	}

	private static ProxyOptions proxies(ForwardedHeaders headers, boolean proxyProtocol) {
		return new ProxyOptions(TrustedProxies.of(List.of("10.0.0.0/8", "::1")), headers, proxyProtocol);
	}

	/**
	 * YAML takes {@code off} for {@code false}.
	 */
	@Test
	void theProxyProtocolIsOffInYamlToo() {
		MapConfigurationPropertySource source = new MapConfigurationPropertySource(
				Map.of("duplex.server.proxy-protocol", false));
		DuplexProperties properties = new Binder(source).bindOrCreate("duplex", Bindable.of(DuplexProperties.class));
		assertThat(properties.getServer().getProxyProtocol()).isEqualTo(ProxyProtocol.OFF);
	}

	@Test
	void originsAreAllowedAndRequiredAsConfigured() {
		OriginPolicy defaults = options().originPolicy();
		OriginPolicy policy = options("duplex.security.allowed-origins=https://*.example.com",
				"duplex.security.require-origin=true")
			.originPolicy();
		assertThat(defaults.allows(request("http://localhost:8080"))).isTrue();
		assertThat(defaults.allows(request("https://a.example.com"))).isFalse();
		assertThat(defaults.allows(request(null))).isTrue();
		assertThat(policy.allows(request("http://localhost:8080"))).isTrue();
		assertThat(policy.allows(request("https://a.example.com"))).isTrue();
		assertThat(policy.allows(request("https://example.org"))).isFalse();
		assertThat(policy.allows(request(null))).isFalse();
	}

	@Test
	void workersAreAtLeastSixteen() {
		assertThat(options().workers()).isGreaterThanOrEqualTo(16);
		assertThat(options("duplex.threads.workers=3").workers()).isEqualTo(3);
	}

	@Test
	void withoutAPortItIs9090() {
		assertThat(options().port()).isEqualTo(9090);
		assertThat(options("duplex.server.port=0").port()).isZero();
	}

	private static HandshakeRequest request(@Nullable String origin) {
		List<Header> headers = new ArrayList<>();
		if (origin != null) {
			headers.add(new Header("Origin", origin));
		}
		return new HandshakeRequest("GET", "/", null, headers, false, "localhost", 8080,
				InetSocketAddress.createUnresolved("client", 1));
	}

	private static void mapAll(DuplexOptions options) {
		options.engine();
		options.connection();
		options.originPolicy();
		options.port();
		options.backlog();
		options.workers();
		options.workerKeepAlive();
		options.shutdownTimeout();
		options.shutdownSpread(Duration.ofSeconds(30));
		options.shutdownCloseCode();
		options.shutdownCloseReason();
	}

	@Test
	void theShutdownThatTheManualShowsIsValid() throws IOException {
		Matcher yaml = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL)
			.matcher(Files.readString(Path.of("..", "docs", "operations.md")));
		assertThat(yaml.find()).isTrue();
		YamlPropertiesFactoryBean factory = new YamlPropertiesFactoryBean();
		factory.setResources(new ByteArrayResource(yaml.group(1).getBytes(StandardCharsets.UTF_8)));
		Properties properties = Objects.requireNonNull(factory.getObject());
		DuplexOptions options = options(properties.entrySet()
			.stream()
			.map((entry) -> entry.getKey() + "=" + entry.getValue())
			.toArray(String[]::new));
		assertThat(options.shutdownSpread(Duration.ofSeconds(30))).hasSeconds(10);
		assertThat(options.shutdownCloseCode()).isEqualTo(1012);
		assertThat(options.shutdownCloseReason()).isEqualTo("Back soon");
	}

	@Test
	void aSpreadThatOutlastsThePhaseOfTheShutdownNamesItsKey() {
		DuplexOptions options = options("duplex.shutdown.spread=30s", "duplex.shutdown.timeout=-1");
		assertThat(options.shutdownSpread(Duration.ofSeconds(31))).hasSeconds(30);
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(() -> options.shutdownSpread(Duration.ofSeconds(30)))
			.satisfies((ex) -> {
				assertThat(ex.getName()).isEqualTo("duplex.shutdown.spread");
				assertThat(ex.getReason()).contains("spring.lifecycle.timeout-per-shutdown-phase");
			});
	}

	@Test
	void aCloseReasonThatIsTooLongNamesItsKey() {
		DuplexOptions options = options("duplex.shutdown.close-reason=" + "r".repeat(124));
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(options::shutdownCloseReason)
			.satisfies((ex) -> assertThat(ex.getName()).isEqualTo("duplex.shutdown.close-reason"));
	}

	private static DuplexOptions options(String... pairs) {
		MapConfigurationPropertySource source = new MapConfigurationPropertySource();
		Stream.of(pairs)
			.map((pair) -> pair.split("=", 2))
			.map((pair) -> Map.entry(pair[0], pair[1]))
			.forEach((pair) -> source.put(pair.getKey(), pair.getValue()));
		return new DuplexOptions(new Binder(source).bindOrCreate("duplex", Bindable.of(DuplexProperties.class)));
	}

}
