package dev.duplex.spring.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@code docs/configuration.md} is written from the metadata that editors show. When it
 * differs, run this test with {@code -Dduplex.docs.update=true}.
 */
class ConfigurationReferenceTests {

	private static final Path PAGE = Path.of("../docs/configuration.md");

	private static final String METADATA = "META-INF/spring-configuration-metadata.json";

	private static final String NESTED_METADATA = "META-INF/spring/configuration-metadata/%s.json";

	private static final String CLIENT_PREFIX = "duplex.client.<id>.";

	private static final String ENDPOINT_PREFIX = "duplex.endpoints.<id>.";

	/** The maps, and what their values have. */
	private static final Map<String, Class<?>> NESTED = Map.of(CLIENT_PREFIX, DuplexClientProperties.class,
			ENDPOINT_PREFIX, DuplexEndpointProperties.class);

	/** The sections, in the order a user thinks of them; what is in none is a failure. */
	private static final List<Section> SECTIONS = List.of(new Section("Where endpoints listen", "duplex.server.", """
			Without `duplex.server.port` the endpoints share the port of the web server, behind its filters. With it,
			or in an application without a web server, they have a listener of their own, on port 9090 unless another
			is set. The port it got, also with `0`, is in `local.duplex.port`."""),
			new Section("Limits", "duplex.limits.", """
					What a peer may do. Every limit is on. `-1` lifts it where the description says so; `0` never means
					unlimited, and is refused."""), new Section("Sending", "duplex.outbound.", """
					What waits for a peer that reads slowly is bounded, for each connection."""),
			new Section("Compression", "duplex.compression.", """
					Off by default: see [compression](compression.md) for what it costs and when it leaks secrets."""),
			new Section("Heartbeat and timeouts", "duplex.heartbeat.",
					"""
							Pings keep proxies from dropping a quiet connection and find peers that are gone. Browsers answer them by
							themselves."""),
			new Section("Origins", "duplex.security.",
					"""
							A browser sends cookies with every handshake, whatever page asks for it. So only pages of the application
							itself may connect, and those listed here."""),
			new Section("Threads", "duplex.threads.", """
					Event loops move bytes; handlers run on workers, or on virtual threads with
					`spring.threads.virtual.enabled=true`."""), new Section("Topics", "duplex.topics.", ""),
			new Section("Types of messages", "duplex.json.", """
					Handlers may take messages of [some types](endpoints.md#types-of-messages) only."""),
			new Section("Shutdown", "duplex.shutdown.",
					"""
							When the application stops, new handshakes are answered 503, what is queued is sent, and every connection
							is closed, before the web server or the listener stops. Where many clients would come back at once, spread
							the closing over a few seconds."""),
			new Section("Single endpoints", ENDPOINT_PREFIX,
					"""
							Of each [endpoint](endpoints.md#settings-of-one-endpoint), by its `id` or its bean's name, such as
							`duplex.endpoints.chat.limits.max-message-size` for the id `chat`. What is not set is as for all, above."""),
			new Section("Clients", CLIENT_PREFIX,
					"""
							Of each [client](client.md), by the id that its bean or the code names it by, such as
							`duplex.client.prices.url` for the id `prices`. A limit that is not set is that of servers, above."""),
			new Section("On and off", "duplex.", ""));

	@Test
	void thePageIsWhatTheMetadataSays() throws IOException {
		String expected = page();
		if (Boolean.getBoolean("duplex.docs.update")) {
			Files.writeString(PAGE, expected);
		}
		assertThat(PAGE).as("run this test with -Dduplex.docs.update=true").content().isEqualTo(expected);
	}

	private static String page() throws IOException {
		Map<Section, List<JsonNode>> properties = new TreeMap<>(Comparator.comparingInt(SECTIONS::indexOf));
		for (JsonNode property : properties()) {
			properties.computeIfAbsent(section(property), (section) -> new ArrayList<>()).add(property);
		}
		StringBuilder page = new StringBuilder(
				"""
						# Configuration

						Every key has a safe default; an application needs none of them. Times take a unit (`20s`, `5m`), sizes too
						(`64KB`). A bad value keeps the application from starting and is named.

						<!-- Written by ConfigurationReferenceTests from the metadata; change the Javadoc of DuplexProperties, DuplexEndpointProperties and DuplexClientProperties. -->
						""");
		properties.forEach((section, entries) -> {
			page.append("\n## ").append(section.title()).append("\n\n");
			if (!section.introduction().isEmpty()) {
				page.append(section.introduction()).append("\n\n");
			}
			page.append("| Key | Default | What it does |\n|---|---|---|\n");
			entries.forEach((property) -> page.append("| `")
				.append(name(property))
				.append("` | ")
				.append(defaultValue(property))
				.append(" | ")
				.append(property.path("description").asString().replace("|", "\\|"))
				.append(" |\n"));
		});
		return page.toString();
	}

	private static String defaultValue(JsonNode property) {
		JsonNode value = property.path("defaultValue");
		if (value.isMissingNode() || value.isArray() && value.isEmpty()) {
			return "";
		}
		return "`" + value.asString() + "`";
	}

	private static Section section(JsonNode property) {
		String name = name(property);
		if (name.equals("duplex.idle-timeout") || name.equals("duplex.close-timeout")) {
			return SECTIONS.stream()
				.filter((section) -> section.prefix().equals("duplex.heartbeat."))
				.findFirst()
				.orElseThrow();
		}
		return SECTIONS.stream().filter((section) -> name.startsWith(section.prefix())).findFirst().orElseThrow();
	}

	private static String name(JsonNode property) {
		return property.path("name").asString();
	}

	private static List<JsonNode> properties() throws IOException {
		List<JsonNode> properties = new ArrayList<>();
		for (JsonNode property : read(METADATA)) {
			if (name(property).startsWith("duplex.") && !NESTED.containsKey(name(property) + ".<id>.")) {
				properties.add(property);
			}
		}
		for (Map.Entry<String, Class<?>> nested : NESTED.entrySet()) {
			for (JsonNode property : read(NESTED_METADATA.formatted(nested.getValue().getName()))) {
				properties.add(((ObjectNode) property).put("name", nested.getKey() + name(property)));
			}
		}
		return properties.stream().sorted(Comparator.comparing(ConfigurationReferenceTests::name)).toList();
	}

	private static List<JsonNode> read(String location) throws IOException {
		List<JsonNode> properties = new ArrayList<>();
		for (URL url : Collections.list(ConfigurationReferenceTests.class.getClassLoader().getResources(location))) {
			try (InputStream content = url.openStream()) {
				JsonMapper.shared().readTree(content).path("properties").forEach(properties::add);
			}
		}
		return properties;
	}

	private record Section(String title, String prefix, String introduction) {
	}

}
