package dev.duplex.spring.endpoint;

import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.ResolvableType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link JsonPayloadCodec}.
 */
class JsonPayloadCodecTests {

	private final JsonPayloadCodec codec = new JsonPayloadCodec(JsonMapper.builder().build());

	@Test
	void readsFromPositionToLimitOfAnyBuffer() throws Exception {
		PayloadCodec.Reader reader = this.codec.reader(Person.class);
		byte[] bytes = "xx{\"firstName\":\"\u00e9\"}yy".getBytes(StandardCharsets.UTF_8);
		ByteBuffer heap = ByteBuffer.wrap(bytes, 1, bytes.length - 2).slice().position(1);
		heap.limit(heap.limit() - 1);
		assertThat(reader.read(heap.duplicate())).isEqualTo(new Person("\u00e9"));
		assertThat(reader.read(heap.asReadOnlyBuffer())).isEqualTo(new Person("\u00e9"));
		ByteBuffer direct = ByteBuffer.allocateDirect(heap.remaining()).put(heap.duplicate()).flip();
		assertThat(reader.read(direct)).isEqualTo(new Person("\u00e9"));
	}

	@Test
	void readsGenericTypes() throws Exception {
		ResolvableType type = ResolvableType.forClassWithGenerics(Map.class, ResolvableType.forClass(String.class),
				ResolvableType.forClassWithGenerics(List.class, Person.class));
		assertThat(this.codec.reader(type.getType()).read(json("{\"a\":[{\"firstName\":\"b\"}]}")))
			.isEqualTo(Map.of("a", List.of(new Person("b"))));
	}

	@Test
	void usesWhatIsConfiguredInTheMapper() throws Exception {
		JsonPayloadCodec codec = new JsonPayloadCodec(
				JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build());
		assertThat(codec.reader(Person.class).read(json("{\"first_name\":\"a\"}"))).isEqualTo(new Person("a"));
		assertThat(write(codec, Person.class, new Person("a"))).isEqualTo("{\"first_name\":\"a\"}");
	}

	@Test
	void malformedJsonFails() {
		assertThatExceptionOfType(JacksonException.class)
			.isThrownBy(() -> this.codec.reader(Person.class).read(json("{\"firstName\":")));
	}

	@Test
	void typeThatNothingCreatesIsFoundAtOnce() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.codec.reader(Runnable.class))
			.withMessageContaining("java.lang.Runnable is abstract");
		assertThatIllegalArgumentException().isThrownBy(() -> this.codec.reader(Conflicting.class));
	}

	@Test
	void abstractTypeThatNamesItsSubtypesIsRead() throws Exception {
		assertThat(this.codec.reader(Shape.class).read(json("{\"kind\":\"circle\",\"radius\":2}")))
			.isEqualTo(new Circle(2));
	}

	@Test
	void writesTheRuntimeTypeOfAValueAndTheDeclaredTypeOfElements() throws Exception {
		assertThat(write(this.codec, Shape.class, new Circle(1))).isEqualTo("{\"kind\":\"circle\",\"radius\":1}");
		assertThat(write(this.codec, Object.class, new Person("a"))).isEqualTo("{\"firstName\":\"a\"}");
		ResolvableType shapes = ResolvableType.forClassWithGenerics(List.class, Shape.class);
		assertThat(write(this.codec, shapes.getType(), List.of(new Circle(1))))
			.isEqualTo("[{\"kind\":\"circle\",\"radius\":1}]");
		ResolvableType shape = ResolvableType.forClassWithGenerics(Optional.class, Shape.class);
		assertThat(write(this.codec, shape.getType(), Optional.of(new Circle(1))))
			.isEqualTo("{\"kind\":\"circle\",\"radius\":1}");
	}

	private static ByteBuffer json(String text) {
		return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
	}

	private static String write(JsonPayloadCodec codec, Type type, Object value) throws Exception {
		return StandardCharsets.UTF_8.decode(codec.writer(type).write(value)).toString();
	}

	record Person(String firstName) {
	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
	@JsonSubTypes(@JsonSubTypes.Type(value = Circle.class, name = "circle"))
	interface Shape {

	}

	record Circle(int radius) implements Shape {
	}

	static class Conflicting {

		public void setValue(List<String> value) {
		}

		public void setValue(Map<String, String> value) {
		}

	}

}
