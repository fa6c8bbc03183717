package dev.duplex.spring.autoconfigure;

import java.lang.reflect.RecordComponent;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.stream.Stream;

import dev.duplex.engine.CompressionOptions;
import dev.duplex.engine.ConnectionOptions;
import dev.duplex.engine.protocol.HandshakeRequest;
import dev.duplex.engine.protocol.Header;
import dev.duplex.spring.Execution;
import dev.duplex.spring.endpoint.EndpointSettings;
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
 * Tests for {@link DuplexEndpointProperties} and {@link DuplexEndpointOptions}.
 */
class DuplexEndpointPropertiesTests {

	private static final String PREFIX = "duplex.endpoints.chat.";

	/** Every key that all endpoints have, too, with a value that is not its default. */
	private static final List<String> ALL = List.of("limits.max-frame-size=7KB", "limits.max-message-size=7KB",
			"limits.max-fragments=7", "limits.max-control-frames=7", "limits.max-pending-messages=7",
			"outbound.max-queue-size=7KB", "outbound.max-queue-messages=7", "outbound.send-timeout=7s",
			"outbound.overflow=reject", "heartbeat.interval=7s", "heartbeat.timeout=7s", "idle-timeout=17s",
			"close-timeout=7s", "compression.enabled=true", "compression.level=7", "compression.min-size=7B",
			"compression.context-takeover=true", "security.allowed-origins=https://a.example",
			"security.require-origin=true");

	@Test
	void nothingSetIsAsForAll() {
		EndpointSettings settings = settings("execution=auto");
		assertThat(settings.key()).isEqualTo("duplex.endpoints.chat");
		assertThat(settings.ownKeys()).isEmpty();
		assertThat(settings.options()).isEqualTo(ConnectionOptions.defaults());
		assertThat(allowed(settings)).containsExactly("none", "same");
	}

	@Test
	void everyOptionIsReachable() throws Exception {
		EndpointSettings settings = settings(
				Stream.concat(ALL.stream(), Stream.of("execution=event-loop")).toArray(String[]::new));
		assertThat(settings.execution()).isEqualTo(Execution.EVENT_LOOP);
		for (RecordComponent component : ConnectionOptions.class.getRecordComponents()) {
			assertThat(component.getAccessor().invoke(settings.options())).as(component.getName())
				.isNotEqualTo(component.getAccessor().invoke(ConnectionOptions.defaults()));
		}
		assertThat(settings.options().compression()).isEqualTo(new CompressionOptions(7, 7, true));
		assertThat(allowed(settings)).containsExactly("same", "https://a.example");
		assertThat(settings.ownKeys())
			.containsExactlyInAnyOrderElementsOf(ALL.stream().map((pair) -> pair.split("=")[0]).toList());
	}

	@Test
	void whatIsNotSetIsAsForAll() {
		MapConfigurationPropertySource source = source("execution=auto");
		ALL.forEach((pair) -> source.put("duplex." + pair.split("=")[0], pair.split("=")[1]));
		DuplexProperties properties = bind(source);
		assertThat(settings(properties).options()).isEqualTo(new DuplexOptions(properties).connection());
		assertThat(allowed(settings(properties))).containsExactly("same", "https://a.example");
		source.put(PREFIX + "compression.enabled", "false");
		source.put(PREFIX + "limits.max-fragments", "8");
		source.put(PREFIX + "security.require-origin", "false");
		EndpointSettings own = settings(bind(source));
		assertThat(own.options().compression()).isNull();
		assertThat(own.options().maxFragments()).isEqualTo(8);
		assertThat(own.options().maxControlFrames()).isEqualTo(7);
		assertThat(allowed(own)).containsExactly("none", "same", "https://a.example");
		assertThat(own.ownKeys()).containsExactlyInAnyOrder("compression.enabled", "limits.max-fragments",
				"security.require-origin");
	}

	@Test
	void originsTakeThePlaceOfThoseOfAll() {
		MapConfigurationPropertySource source = source("security.allowed-origins=https://b.example");
		source.put("duplex.security.allowed-origins", "https://a.example");
		assertThat(allowed(settings(bind(source)))).containsExactly("none", "same", "https://b.example");
		source.put(PREFIX + "security.allowed-origins", "");
		assertThat(allowed(settings(bind(source)))).containsExactly("none", "same");
	}

	@ParameterizedTest
	@ValueSource(strings = { "duplex.endpoints.chatRoom", "duplex.endpoints.chat-room", "duplex.endpoints[chat.room]" })
	void theKeyIsThatWhichWasWritten(String key) {
		MapConfigurationPropertySource source = new MapConfigurationPropertySource();
		source.put(key + ".limits.max-fragments", "0");
		DuplexProperties properties = bind(source);
		properties.getEndpoints()
			.forEach((id, own) -> assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
				.isThrownBy(() -> new DuplexEndpointOptions(id, own, properties).settings())
				.satisfies((ex) -> assertThat(ex.getName()).isEqualTo(key + ".limits.max-fragments")));
		assertThat(properties.getEndpoints()).hasSize(1);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			limits.max-frame-size        | 0
			limits.max-message-size      | 0
			limits.max-message-size      | -1
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
			security.allowed-origins     | example.com
			""")
	void aBadValueNamesItsKey(String key, String value) {
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(() -> settings(key + "=" + value))
			.satisfies((ex) -> {
				assertThat(ex.getName()).isEqualTo(PREFIX + key);
				assertThat(ex.getReason()).endsWith(".");
			});
	}

	/**
	 * Which of some pages may connect, none for clients that are no page.
	 */
	private static List<String> allowed(EndpointSettings settings) {
		return Stream.of("none", "same", "https://a.example", "https://b.example")
			.filter((origin) -> settings.originPolicy().allows(request(origin)))
			.toList();
	}

	private static HandshakeRequest request(String origin) {
		List<Header> headers = switch (origin) {
			case "none" -> List.of();
			case "same" -> List.of(new Header("Origin", "http://localhost:8080"));
			default -> List.of(new Header("Origin", origin));
		};
		return new HandshakeRequest("GET", "/", null, headers, false, "localhost", 8080,
				InetSocketAddress.createUnresolved("192.0.2.1", 50000));
	}

	private static EndpointSettings settings(String... pairs) {
		return settings(bind(source(pairs)));
	}

	private static EndpointSettings settings(DuplexProperties properties) {
		return new DuplexEndpointOptions("chat", properties.getEndpoints().get("chat"), properties).settings();
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
