package dev.duplex.spring.endpoint;

import java.lang.reflect.Type;
import java.nio.ByteBuffer;

import tools.jackson.core.JacksonException;
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

	private final JsonMapper mapper;

	/**
	 * Creates the codec.
	 * @param mapper the application's mapper
	 */
	public JsonPayloadCodec(JsonMapper mapper) {
		this.mapper = mapper;
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
