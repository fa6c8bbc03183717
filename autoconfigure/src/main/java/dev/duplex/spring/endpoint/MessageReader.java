package dev.duplex.spring.endpoint;

import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;

import dev.duplex.engine.protocol.Utf8;
import dev.duplex.spring.MessageNotReadableException;
import org.jspecify.annotations.Nullable;

/**
 * Turns a message's bytes into what a handler takes.
 */
@FunctionalInterface
interface MessageReader {

	/** The handler has no parameter for the message. */
	MessageReader IGNORED = (payload) -> null;

	/** The text itself. */
	MessageReader STRING = Utf8::decode;

	/** A copy, which the handler may keep. */
	MessageReader BYTES = (payload) -> {
		byte[] bytes = new byte[payload.remaining()];
		payload.get(bytes);
		return bytes;
	};

	/** The engine's own bytes, without a copy: read-only, and valid during the call. */
	MessageReader BUFFER = ByteBuffer::asReadOnlyBuffer;

	/** A copy, as whoever gets a stream likes to hand it on. */
	MessageReader STREAM = (payload) -> new ByteArrayInputStream((byte[]) BYTES.read(payload));

	/** The text, to be read in parts. */
	MessageReader CHARACTERS = (payload) -> new StringReader(Utf8.decode(payload));

	@Nullable Object read(ByteBuffer payload) throws Exception;

	/**
	 * Reads by a codec.
	 * @param reader the codec's reader
	 * @param type the type, for messages
	 * @param nullable whether the handler takes {@code null}
	 * @param user whose message it is, for messages
	 * @return the reader
	 */
	static MessageReader codec(PayloadCodec.Reader reader, Type type, boolean nullable, String user) {
		String problem = "message not readable as " + type.getTypeName() + " by " + user;
		return (payload) -> {
			Object value;
			try {
				value = reader.read(payload);
			}
			catch (Exception ex) {
				throw new MessageNotReadableException(problem, ex);
			}
			if (value == null && !nullable) {
				throw new MessageNotReadableException(problem + ", which takes no null", null);
			}
			return value;
		};
	}

}
