package dev.duplex.engine;

import java.nio.ByteBuffer;

/**
 * A handler that takes messages in parts, as they arrive, so that none is ever gathered:
 * {@link #onText} and {@link #onBinary} of the interface are not called. A part is what
 * one read brought, whatever frames the peer cut its message into; a part of a text never
 * ends within a character.
 * <p>
 * Only with such a handler may {@link ConnectionOptions#maxMessageSize()} be {@code -1}.
 */
public interface PartialMessageHandler extends ConnectionHandler {

	/**
	 * A part of a text message arrived.
	 * @param connection the connection
	 * @param utf8 whole characters in well-formed UTF-8, valid during the call only;
	 * empty only if {@code last}
	 * @param last whether the message ends with this part
	 * @throws Exception closes the connection with 1011
	 */
	void onTextPart(WebSocketConnection connection, ByteBuffer utf8, boolean last) throws Exception;

	/**
	 * A part of a binary message arrived.
	 * @param connection the connection
	 * @param data the part, valid during the call only; empty only if {@code last}
	 * @param last whether the message ends with this part
	 * @throws Exception closes the connection with 1011
	 */
	void onBinaryPart(WebSocketConnection connection, ByteBuffer data, boolean last) throws Exception;

}
