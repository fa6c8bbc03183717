package dev.duplex.spring.endpoint;

import java.lang.reflect.Type;
import java.nio.ByteBuffer;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.deser.AbstractDeserializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.util.ByteBufferBackedInputStream;

/**
 * JSON by the application's own {@link JsonMapper}, with all that is configured there.
 */
public final class JsonPayloadCodec implements PayloadCodec {

	/** The field that names the type of a message, if nothing else is configured. */
	public static final String DEFAULT_TYPE_FIELD = "type";

	private final JsonMapper mapper;

	private final String typeField;

	/**
	 * Creates the codec.
	 * @param mapper the application's mapper
	 */
	public JsonPayloadCodec(JsonMapper mapper) {
		this(mapper, DEFAULT_TYPE_FIELD);
	}

	/**
	 * Creates the codec.
	 * @param mapper the application's mapper
	 * @param typeField the field that names the type of a message
	 */
	public JsonPayloadCodec(JsonMapper mapper, String typeField) {
		this.mapper = mapper;
		this.typeField = typeField;
	}

	/**
	 * The first field of that name in the message's outermost object. What stands behind
	 * it is not looked at, so that a type in front is found at once, however long the
	 * message is.
	 */
	@Override
	public @Nullable String messageType(ByteBuffer payload) {
		try (JsonParser parser = parser(payload)) {
			if (parser.nextToken() != JsonToken.START_OBJECT) {
				return null;
			}
			while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
				boolean found = this.typeField.equals(parser.currentName());
				JsonToken value = parser.nextToken();
				if (found) {
					return (value == JsonToken.VALUE_STRING || value.isNumeric()) ? parser.getString() : null;
				}
				parser.skipChildren();
			}
			return null;
		}
	}

	private JsonParser parser(ByteBuffer payload) {
		return payload.hasArray()
				? this.mapper.createParser(payload.array(), payload.arrayOffset() + payload.position(),
						payload.remaining())
				: this.mapper.createParser(new ByteBufferBackedInputStream(payload.duplicate()));
	}

	@Override
	public Reader reader(Type type) {
		JavaType target = this.mapper.constructType(type);
		try {
			// A reader would only fail with the first message.
			Object deserializer = this.mapper._deserializationContext().findRootValueDeserializer(target);
			if (deserializer instanceof AbstractDeserializer) {
				throw new IllegalArgumentException(
						target.toCanonical() + " is abstract, so that JSON does not say what " + "to create");
			}
		}
		catch (JacksonException ex) {
			throw new IllegalArgumentException(ex.getOriginalMessage(), ex);
		}
		ObjectReader reader = this.mapper.readerFor(target);
		return (payload) -> payload.hasArray()
				? reader.readValue(payload.array(), payload.arrayOffset() + payload.position(), payload.remaining())
				: reader.readValue(new ByteBufferBackedInputStream(payload));
	}

	@Override
	public Writer writer(Type type) {
		JavaType declared = this.mapper.constructType(type);
		// Only a container's elements or a final class are known before there is a value.
		boolean exact = declared.isContainerType() || declared.isReferenceType() || declared.isFinal();
		ObjectWriter writer = exact ? this.mapper.writerFor(declared) : this.mapper.writer();
		return (value) -> ByteBuffer.wrap(writer.writeValueAsBytes(value));
	}

}
