package dev.duplex.spring.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.net.URL;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

import org.assertj.core.api.SoftAssertions;
import org.assertj.core.api.junit.jupiter.InjectSoftAssertions;
import org.assertj.core.api.junit.jupiter.SoftAssertionsExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.convert.DataSizeUnit;
import org.springframework.boot.convert.DurationUnit;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an editor shows for each {@code duplex.*} key: there, and in the words of Spring
 * Boot's own.
 */
@ExtendWith(SoftAssertionsExtension.class)
class PropertyDescriptionTests {

	private static final String METADATA = "META-INF/spring-configuration-metadata.json";

	private static final String NESTED_METADATA = "META-INF/spring/configuration-metadata/%s.json";

	/** The values of the maps {@code duplex.client} and {@code duplex.endpoints}. */
	private static final List<Class<?>> NESTED = List.of(DuplexClientProperties.class, DuplexEndpointProperties.class);

	private static final String ADDITIONAL = "META-INF/additional-spring-configuration-metadata.json";

	@InjectSoftAssertions
	private SoftAssertions softly;

	@Test
	void everyPropertyIsDescribedInASentence() {
		for (JsonNode property : properties()) {
			this.softly.assertThat(property.path("description").asString(""))
				.as(name(property))
				.isNotBlank()
				.endsWith(".")
				.doesNotStartWith("The ")
				.doesNotStartWith("A ")
				.doesNotStartWith("An ")
				.doesNotContain("{@", "<p>", "<code>");
		}
	}

	@Test
	void booleansSayWhether() {
		for (JsonNode property : properties()) {
			if (type(property).equals(Boolean.class.getName())) {
				this.softly.assertThat(description(property)).as(name(property)).startsWith("Whether ");
			}
		}
	}

	@Test
	void descriptionsLeaveTheDefaultToItsOwnColumn() {
		for (JsonNode property : properties()) {
			this.softly.assertThat(description(property).toLowerCase(Locale.ROOT))
				.as(name(property))
				.doesNotContain("default is", "defaults to", "by default,", "(default");
		}
	}

	@Test
	void durationsSayTheirUnit() {
		for (JsonNode property : properties()) {
			if (type(property).equals(Duration.class.getName())) {
				Field field = field(property);
				this.softly.assertThat(field.getAnnotation(DurationUnit.class)).as(name(property)).isNotNull();
				String unit = field.getAnnotation(DurationUnit.class).value().name().toLowerCase(Locale.ROOT);
				this.softly.assertThat(description(property))
					.as(name(property))
					.endsWith("If a duration suffix is not specified, " + unit + " will be used.");
			}
		}
	}

	@Test
	void sizesSayTheirUnit() {
		for (JsonNode property : properties()) {
			if (type(property).equals(DataSize.class.getName())) {
				Field field = field(property);
				this.softly.assertThat(field.getAnnotation(DataSizeUnit.class)).as(name(property)).isNotNull();
				String unit = field.getAnnotation(DataSizeUnit.class).value().name().toLowerCase(Locale.ROOT);
				this.softly.assertThat(description(property))
					.as(name(property))
					.endsWith("If a size suffix is not specified, " + unit + " will be used.");
			}
		}
	}

	@Test
	void deprecationsSaySinceWhen() {
		for (JsonNode property : properties()) {
			if (property.has("deprecation")) {
				this.softly.assertThat(property.path("deprecation").path("since").asString(""))
					.as(name(property))
					.isNotBlank();
			}
		}
	}

	@Test
	void handWrittenEntriesAreSortedAndSingle() {
		List<String> names = properties(ADDITIONAL).stream().map(PropertyDescriptionTests::name).toList();
		assertThat(names).isSorted().doesNotHaveDuplicates();
	}

	private static String name(JsonNode property) {
		return property.path("name").asString();
	}

	private static String type(JsonNode property) {
		return property.path("type").asString("");
	}

	private static String description(JsonNode property) {
		return property.path("description").asString("");
	}

	private static Field field(JsonNode property) {
		String name = name(property);
		StringBuilder camelCase = new StringBuilder();
		for (String word : name.substring(name.lastIndexOf('.') + 1).split("-")) {
			camelCase.append(camelCase.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1));
		}
		Class<?> owner = ClassUtils.resolveClassName(property.path("sourceType").asString(),
				PropertyDescriptionTests.class.getClassLoader());
		Field field = ReflectionUtils.findField(owner, camelCase.toString());
		assertThat(field).as("field of %s", name).isNotNull();
		return field;
	}

	private static List<JsonNode> properties() {
		List<JsonNode> properties = new ArrayList<>(properties(METADATA));
		NESTED.forEach((type) -> properties.addAll(read(NESTED_METADATA.formatted(type.getName()))));
		return properties;
	}

	/**
	 * Our entries among those of every jar on the class path.
	 */
	private static List<JsonNode> properties(String location) {
		return read(location).stream().filter((property) -> name(property).startsWith("duplex.")).toList();
	}

	private static List<JsonNode> read(String location) {
		List<JsonNode> properties = new ArrayList<>();
		try {
			for (URL url : Collections.list(PropertyDescriptionTests.class.getClassLoader().getResources(location))) {
				try (InputStream content = url.openStream()) {
					JsonMapper.shared().readTree(content).path("properties").forEach(properties::add);
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		assertThat(properties).as(location).isNotEmpty();
		return properties;
	}

}
