package dev.duplex.engine;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.Principal;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;

import dev.duplex.engine.protocol.HandshakeRequest;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket connection, from the accepted opening handshake until TCP is closed.
 * <p>
 * Every method is safe from any thread and none blocks. What one thread sends leaves in
 * the order in which it was sent, and messages never interleave. Sends are bounded: a
 * connection whose queue passes its limit is closed (code 1013), and the result of the
 * send says so. Arguments are copied or encoded before a method returns, so the caller
 * keeps its buffers.
 */
public interface WebSocketConnection {

	/**
	 * An unpredictable name of this connection, unique in the process. It is not a
	 * credential.
	 * @return 32 hexadecimal digits
	 */
	String id();

	/**
	 * The name of the endpoint that accepted the connection, for example
	 * <code>/rooms/{room}</code>.
	 * @return the endpoint's name, never the raw path
	 */
	String endpoint();

	/**
	 * The client's opening handshake, as an immutable copy.
	 * @return the request
	 */
	HandshakeRequest handshake();

	/**
	 * The variables that the endpoint's path template matched, percent-decoded.
	 * @return an immutable map by variable name
	 */
	Map<String, String> pathVariables();

	/**
	 * The subprotocol that the opening handshake agreed on (RFC 6455 section 1.9).
	 * @return the subprotocol, or {@code null} for none
	 */
	@Nullable String subprotocol();

	/**
	 * The authenticated user, as known when the handshake was accepted.
	 * @return the user, or {@code null} for anonymous
	 */
	@Nullable Principal principal();

	/**
	 * The peer's address.
	 * @return the address
	 */
	InetSocketAddress remoteAddress();

	/**
	 * Whether data can still be sent: no Close frame was sent, nor asked for, and TCP is
	 * up. After the peer's Close frame only what answers the messages before it can still
	 * be sent.
	 * @return whether the connection is open
	 */
	boolean isOpen();

	/**
	 * Values that the application keeps with the connection.
	 * @return a concurrent map, created on first use
	 */
	Map<String, Object> attributes();

	/**
	 * Sends a text message.
	 * @param text the text
	 * @return what became of it
	 * @throws IllegalArgumentException if the text has an unpaired surrogate and so no
	 * UTF-8 form (RFC 6455 section 5.6)
	 */
	SendResult sendText(String text);

	/**
	 * Sends a text message that is already encoded.
	 * @param utf8 the text in UTF-8, from position to limit, which stay as they are
	 * @return what became of it
	 * @throws IllegalArgumentException if the bytes are not well-formed UTF-8
	 */
	SendResult sendText(ByteBuffer utf8);

	/**
	 * Sends a binary message.
	 * @param data the payload, from position to limit, which stay as they are
	 * @return what became of it
	 */
	SendResult sendBinary(ByteBuffer data);

	/**
	 * Sends a text message and tells when it left.
	 * @param text the text
	 * @return completes when the operating system has taken the message's last byte;
	 * fails with {@link MessageNotSentException} when that can no longer happen.
	 * Dependent actions may run on an event loop and must not block
	 * @throws IllegalArgumentException as {@link #sendText(String)}
	 */
	CompletionStage<@Nullable Void> sendTextAsync(String text);

	/**
	 * Sends a binary message and tells when it left.
	 * @param data the payload, from position to limit, which stay as they are
	 * @return as {@link #sendTextAsync(String)}
	 */
	CompletionStage<@Nullable Void> sendBinaryAsync(ByteBuffer data);

	/**
	 * Sends a Ping frame (RFC 6455 section 5.5.2). The engine's own heartbeat needs no
	 * help; this is for applications that measure.
	 * @param payload at most 125 bytes
	 * @return what became of it
	 * @throws IllegalArgumentException if the payload is longer
	 */
	SendResult sendPing(ByteBuffer payload);

	/**
	 * Closes with code 1000 after what is queued has been sent.
	 */
	default void close() {
		close(1000, "");
	}

	/**
	 * Starts the closing handshake (RFC 6455 section 7.1.2) after what is queued has been
	 * sent. Closing a connection that is closing already does nothing.
	 * @param code a close code that an endpoint may send: 1000-1003, 1007-1009, 1011-1014
	 * or 3000-4999
	 * @param reason at most 123 bytes in UTF-8
	 * @throws IllegalArgumentException if the code must not be sent or the reason is too
	 * long
	 */
	void close(int code, String reason);

	/**
	 * How much is waiting to be sent.
	 * @return bytes of frames that the operating system has not taken yet
	 */
	long queuedBytes();

	/**
	 * Subscribes to a topic: from now on what is published there is sent on this
	 * connection.
	 * @param topic the topic, 1 to 256 characters without control characters
	 * @return {@code true} if this is a new subscription; {@code false} if it exists or
	 * the connection is closed
	 * @throws IllegalArgumentException if the name is not allowed
	 * @throws IllegalStateException if the connection has as many subscriptions as it may
	 * have, or the engine as many topics
	 */
	boolean subscribe(String topic);

	/**
	 * Ends a subscription. Messages that were published before may still arrive.
	 * @param topic the topic
	 * @return whether there was one
	 */
	boolean unsubscribe(String topic);

	/**
	 * The topics this connection is subscribed to.
	 * @return a snapshot
	 */
	Set<String> subscriptions();

}
