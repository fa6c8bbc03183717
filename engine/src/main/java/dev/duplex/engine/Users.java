package dev.duplex.engine;

import java.nio.ByteBuffer;
import java.util.Collection;

/**
 * Sends to all connections of a user: those that were accepted for a principal of that
 * name. A message is encoded once. Safe from any thread; never blocks.
 * <p>
 * What one thread sends to a user reaches each connection in that order. A slow
 * connection is treated as by {@link Topics}. Nothing is kept of users until the first
 * call, which looks at all connections; later ones find a user by name.
 */
public interface Users {

	/**
	 * Sends a text message to a user.
	 * @param user the principal's name
	 * @param text the text
	 * @return how many connections it was handed to, 0 if the user has none
	 * @throws IllegalArgumentException if the text has an unpaired surrogate
	 */
	int sendText(String user, String text);

	/**
	 * Sends a binary message to a user.
	 * @param user the principal's name
	 * @param data the payload, from position to limit, which stay as they are
	 * @return how many connections it was handed to, 0 if the user has none
	 */
	int sendBinary(String user, ByteBuffer data);

	/**
	 * Sends a text message to a user, with options.
	 * @param user the principal's name
	 * @param text the text
	 * @param options how
	 * @return how many connections the user has, those that are left out included
	 * @throws IllegalArgumentException if the text has an unpaired surrogate
	 */
	int sendText(String user, String text, PublishOptions options);

	/**
	 * Sends a text message that is already encoded to a user, with options.
	 * @param user the principal's name
	 * @param utf8 the text in UTF-8, from position to limit, which stay as they are
	 * @param options how
	 * @return how many connections the user has, those that are left out included
	 * @throws IllegalArgumentException if the bytes are not well-formed UTF-8
	 */
	int sendText(String user, ByteBuffer utf8, PublishOptions options);

	/**
	 * Sends a binary message to a user, with options.
	 * @param user the principal's name
	 * @param data the payload, from position to limit, which stay as they are
	 * @param options how
	 * @return how many connections the user has, those that are left out included
	 */
	int sendBinary(String user, ByteBuffer data, PublishOptions options);

	/**
	 * The open connections of a user.
	 * @param user the principal's name
	 * @return a snapshot
	 */
	Collection<WebSocketConnection> connections(String user);

}
