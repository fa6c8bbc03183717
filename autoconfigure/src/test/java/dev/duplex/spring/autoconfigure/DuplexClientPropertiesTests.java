package dev.duplex.spring.autoconfigure;

import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;

import dev.duplex.engine.CompressionOptions;
import dev.duplex.engine.ConnectionOptions;
import dev.duplex.engine.HttpProxy;
import dev.duplex.engine.ReconnectPolicy;
import dev.duplex.spring.Execution;
import dev.duplex.spring.client.ClientSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link DuplexClientProperties} and {@link DuplexClientOptions}.
 */
class DuplexClientPropertiesTests {

	private static final String PREFIX = "duplex.client.prices.";

	private static final String URL = "url=wss://prices.example/stream";

	@Test
	void defaultsAreTheEnginesDefaults() {
		ClientSettings settings = settings(URL);
		assertThat(settings.key()).isEqualTo("duplex.client.prices");
		assertThat(settings.url()).isEqualTo("wss://prices.example/stream");
		assertThat(settings.headers()).isEmpty();
		assertThat(settings.subprotocols()).isEmpty();
		assertThat(settings.connectTimeout()).isEqualTo(Duration.ofSeconds(10));
		assertThat(settings.maxRedirects()).isZero();
		assertThat(settings.proxy()).isNull();
		assertThat(settings.tls()).isNull();
		assertThat(settings.connection()).isEqualTo(ConnectionOptions.defaults());
		assertThat(settings.execution()).isNull();
		assertThat(settings.reconnect()).isTrue();
		assertThat(settings.policy()).isEqualTo(ReconnectPolicy.defaults());
		assertThat(settings.autoStartup()).isTrue();
	}

	@Test
	void everyOptionIsReachable() throws Exception {
		ClientSettings settings = settings(URL, "headers.Authorization=Bearer abc", "headers.X-Feed=1",
				"subprotocols=v2.prices,v1.prices", "connect-timeout=7s", "max-redirects=7", "proxy.host=proxy.local",
				"proxy.port=3128", "proxy.user=u", "proxy.password=p", "execution=event-loop",
				"reconnect.enabled=false", "reconnect.first-delay=7s", "reconnect.initial-delay=7s",
				"reconnect.multiplier=7", "reconnect.max-delay=77s", "reconnect.jitter=0.7", "reconnect.max-attempts=7",
				"auto-startup=false", "limits.max-frame-size=7KB", "limits.max-message-size=7KB",
				"limits.max-fragments=7", "limits.max-control-frames=7", "limits.max-pending-messages=7",
				"outbound.max-queue-size=7KB", "outbound.max-queue-messages=7", "outbound.send-timeout=7s",
				"outbound.overflow=reject", "heartbeat.interval=7s", "heartbeat.timeout=7s", "idle-timeout=17s",
				"close-timeout=7s", "compression.enabled=true", "compression.level=7", "compression.min-size=7B",
				"compression.context-takeover=true");
		assertThat(settings.headers()).isEqualTo(Map.of("Authorization", "Bearer abc", "X-Feed", "1"));
		assertThat(settings.subprotocols()).containsExactly("v2.prices", "v1.prices");
		assertThat(settings.connectTimeout()).isEqualTo(Duration.ofSeconds(7));
		assertThat(settings.maxRedirects()).isEqualTo(7);
		assertThat(settings.proxy()).isEqualTo(new HttpProxy("proxy.local", 3128, "u", "p"));
		assertThat(settings.execution()).isEqualTo(Execution.EVENT_LOOP);
		assertThat(settings.reconnect()).isFalse();
		assertThat(settings.autoStartup()).isFalse();
		assertEveryComponentDiffers(settings.policy(), ReconnectPolicy.defaults());
		assertEveryComponentDiffers(settings.connection(), ConnectionOptions.defaults());
		assertThat(settings.connection().compression()).isEqualTo(new CompressionOptions(7, 7, true));
	}

	private static void assertEveryComponentDiffers(Record actual, Record defaults) throws Exception {
		for (RecordComponent component : actual.getClass().getRecordComponents()) {
			assertThat(component.getAccessor().invoke(actual)).as(component.getName())
				.isNotEqualTo(component.getAccessor().invoke(defaults));
		}
	}

	@Test
	void whatIsNotSetIsAsForServers() throws Exception {
		MapConfigurationPropertySource source = source(URL);
		for (String pair : new String[] { "limits.max-frame-size=7KB", "limits.max-message-size=7KB",
				"limits.max-fragments=7", "limits.max-control-frames=7", "limits.max-pending-messages=7",
				"outbound.max-queue-size=7KB", "outbound.max-queue-messages=7", "outbound.send-timeout=7s",
				"outbound.overflow=reject", "heartbeat.interval=7s", "heartbeat.timeout=7s", "idle-timeout=17s",
				"close-timeout=7s", "compression.enabled=true", "compression.level=7", "compression.min-size=7B",
				"compression.context-takeover=true" }) {
			source.put("duplex." + pair.split("=")[0], pair.split("=")[1]);
		}
		DuplexProperties properties = bind(source);
		assertThat(settings(properties).connection()).isEqualTo(new DuplexOptions(properties).connection());
		source.put(PREFIX + "compression.enabled", "false");
		source.put(PREFIX + "limits.max-fragments", "8");
		ConnectionOptions own = settings(bind(source)).connection();
		assertThat(own.compression()).isNull();
		assertThat(own.maxFragments()).isEqualTo(8);
		assertThat(own.maxControlFrames()).isEqualTo(7);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			url                          | https://prices.example
			url                          | wss://prices.example/#fragment
			url                          | wss://user@prices.example
			url                          | wss:///stream
			connect-timeout              | 0
			connect-timeout              | 366d
			max-redirects                | -1
			reconnect.first-delay        | -1
			reconnect.first-delay        | 366d
			reconnect.initial-delay      | 0
			reconnect.multiplier         | 0.5
			reconnect.multiplier         | NaN
			reconnect.multiplier         | 101
			reconnect.max-delay          | 500ms
			reconnect.max-delay          | 366d
			reconnect.jitter             | 1.1
			reconnect.jitter             | -0.1
			reconnect.max-attempts       | 0
			reconnect.max-attempts       | -2
			limits.max-frame-size        | 0
			limits.max-message-size      | 0
			limits.max-message-size      | 1025MB
			limits.max-fragments         | 0
			limits.max-control-frames    | 0
			limits.max-pending-messages  | 0
			outbound.max-queue-size      | 0
			outbound.max-queue-messages  | 0
			outbound.send-timeout        | 0
			heartbeat.interval           | 0
			heartbeat.timeout            | 366d
			idle-timeout                 | 0
			idle-timeout                 | 40s
			heartbeat.interval           | 40s
			heartbeat.timeout            | 55s
			close-timeout                | -1
			compression.level            | 10
			compression.min-size         | -1
			subprotocols                 | a b
			subprotocols                 | a,a
			proxy.port                   | 3128
			""")
	void aBadValueNamesItsKey(String key, String value) {
		String blamed = key.equals("proxy.port") ? "proxy.host" : key;
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(() -> settings(URL, key + "=" + value))
			.satisfies((ex) -> {
				assertThat(ex.getName()).isEqualTo(PREFIX + blamed);
				assertThat(ex.getReason()).endsWith(".");
			});
	}

	@ParameterizedTest
	@CsvSource({ "proxy.port,", "proxy.port,0", "proxy.port,65536", "proxy.user,a:b" })
	void aBadProxyNamesItsKey(String key, String value) {
		String proxyPort = key.equals("proxy.port") ? ((value != null) ? "proxy.port=" + value : "max-redirects=0")
				: "proxy.port=3128";
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(() -> settings(URL, "proxy.host=proxy.local", proxyPort,
					key.equals("proxy.user") ? "proxy.user=" + value : "max-redirects=0"))
			.satisfies((ex) -> assertThat(ex.getName()).isEqualTo(PREFIX + key));
	}

	@Test
	void aPasswordWithoutAUserIsNotShown() {
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(() -> settings(URL, "proxy.host=proxy.local", "proxy.port=3128", "proxy.password=letmein"))
			.satisfies((ex) -> assertThat(ex.getName()).isEqualTo(PREFIX + "proxy.user"))
			.withMessageNotContaining("letmein");
	}

	@ParameterizedTest
	@ValueSource(strings = { "headers.Authorization=secret\u0007", "headers.Host=secret",
			"headers.Sec-WebSocket-Protocol=secret", "headers.[a b]=secret" })
	void aBadHeaderIsNamedWithoutItsValue(String pair) {
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(() -> settings(URL, pair))
			.satisfies((ex) -> assertThat(ex.getName()).isEqualTo(PREFIX + "headers"))
			.withMessageNotContaining("secret");
	}

	@ParameterizedTest
	@ValueSource(strings = { "wss://user:secret@prices.example/", "https://prices.example/?token=secret" })
	void aBadUrlIsShownWithoutItsSecrets(String url) {
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(() -> settings("url=" + url))
			.satisfies((ex) -> assertThat(ex.getName()).isEqualTo(PREFIX + "url"))
			.withMessageNotContaining("secret");
	}

	@Test
	void aUrlWithPlaceholdersWaitsForThem() {
		assertThat(settings("url=ws://localhost:${local.server.port}/echo").url())
			.isEqualTo("ws://localhost:${local.server.port}/echo");
	}

	@Test
	void withoutAUrlTheRestIsChecked() {
		assertThat(settings("max-redirects=1").url()).isNull();
		assertThat(settings("url=").url()).isNull();
	}

	@Test
	void messagesOfAnySizeMayBeTakenInParts() {
		assertThat(settings(URL, "limits.max-message-size=-1").connection().maxMessageSize()).isEqualTo(-1);
	}

	@Test
	void anUnknownBundleNamesItsKey() {
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(() -> settings(URL, "ssl.bundle=nope"))
			.satisfies((ex) -> {
				assertThat(ex.getName()).isEqualTo(PREFIX + "ssl.bundle");
				assertThat(ex.getReason()).startsWith("There is no SSL bundle of this name.");
			});
	}

	private static ClientSettings settings(String... pairs) {
		return settings(bind(source(pairs)));
	}

	private static ClientSettings settings(DuplexProperties properties) {
		return new DuplexClientOptions("prices", properties.getClient().get("prices"), properties).settings(null);
	}

	private static DuplexProperties bind(MapConfigurationPropertySource source) {
		return new Binder(source).bind("duplex", Bindable.of(DuplexProperties.class)).get();
	}

	private static MapConfigurationPropertySource source(String... pairs) {
		MapConfigurationPropertySource source = new MapConfigurationPropertySource();
		Stream.of(pairs).map((pair) -> pair.split("=", 2)).forEach((pair) -> source.put(PREFIX + pair[0], pair[1]));
		return source;
	}

}
