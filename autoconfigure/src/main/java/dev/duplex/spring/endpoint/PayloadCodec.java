package dev.duplex.spring.endpoint;

import java.lang.reflect.Type;
import java.nio.ByteBuffer;

import org.jspecify.annotations.Nullable;

/**
 * Turns messages into the types of an application and back. Readers and writers are made
 * once at start, for each handler, and are thread-safe.
 */
public interface PayloadCodec {

	/**
	 * Prepares to read a type.
	 * @param type the type, without type variables
	 * @return a reader
	 * @throws IllegalArgumentException if the type cannot be read, saying why
	 */
	Reader reader(Type type);

	/**
	 * Prepares to write a type.
	 * @param type the type as declared, without type variables; values may be of subtypes
	 * @return a writer
	 * @throws IllegalArgumentException if the type cannot be written, saying why
	 */
	Writer writer(Type type);

	/**
	 * Looks up the type of a message, by which it finds its handler.
	 * @param payload the whole message, from position to limit, which stay as they are;
	 * not kept after the call
	 * @return the type, or {@code null} if the message has none
	 * @throws Exception if the message is malformed where it was looked into
	 */
	default @Nullable String messageType(ByteBuffer payload) throws Exception {
		return null;
	}

	/**
	 * Reads one type.
	 */
	@FunctionalInterface
	interface Reader {

		/**
		 * Reads a message.
		 * @param payload the whole message, from position to limit; not kept after the
		 * call
		 * @return the value, or {@code null} if the message stands for that
		 * @throws Exception if the message is malformed or has another shape
		 */
		@Nullable Object read(ByteBuffer payload) throws Exception;

	}

	/**
	 * Writes one type.
	 */
	@FunctionalInterface
	interface Writer {

		/**
		 * Writes a message.
		 * @param value the value
		 * @return the whole text message in UTF-8, from position to limit, not used again
		 * by the writer
		 * @throws Exception if the value cannot be written
		 */
		ByteBuffer write(Object value) throws Exception;

	}

}
