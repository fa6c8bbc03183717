package dev.duplex.engine;

import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.Principal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

import dev.duplex.engine.protocol.HandshakeRequest;
import dev.duplex.engine.protocol.Header;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket connection, from the accepted opening handshake until TCP is closed,
 * whichever side this is.
 * <p>
 * Every method is safe from any thread, and none blocks but those of the streams. What
 * one thread sends leaves in the order in which it was sent, and messages never
 * interleave. Sends are bounded: a connection whose queue passes its limit is closed
 * (code 1013), and the result of the send says so, unless {@link SendOptions} or
 * {@link ConnectionOptions#overflow()} ask for something else. Arguments are copied or
 * encoded before a method returns, so the caller keeps its buffers.
 */
public interface WebSocketConnection {

	/**
	 * An unpredictable name of this connection, unique in the process. It is not a
	 * credential.
	 * @return 32 hexadecimal digits
	 */
	String id();

	/**
	 * Whether this side is the client.
	 * @return whether we connected, else we accepted
	 */
	boolean isClient();

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
	 * The headers of the answer to the opening handshake: as a client all that the server
	 * sent, as a server those beside what RFC 6455 section 4.2.2 asks for.
	 * @return the headers, in order
	 */
	List<Header> responseHeaders();

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
	 * @return the user, or {@code null} for anonymous, and on a client
	 */
	@Nullable Principal principal();

	/**
	 * The peer's address; for a client behind trusted proxies, the client's.
	 * @return the address; its port is 0 if a proxy does not tell it
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
	 * Sends a text message that a slow peer need not get.
	 * @param text the text
	 * @param options what may become of it
	 * @return what became of it
	 * @throws IllegalArgumentException as {@link #sendText(String)}
	 */
	SendResult sendText(String text, SendOptions options);

	/**
	 * Sends a text message that is already encoded and that a slow peer need not get.
	 * @param utf8 the text in UTF-8, from position to limit, which stay as they are
	 * @param options what may become of it
	 * @return what became of it
	 * @throws IllegalArgumentException as {@link #sendText(ByteBuffer)}
	 */
	SendResult sendText(ByteBuffer utf8, SendOptions options);

	/**
	 * Sends a binary message that a slow peer need not get.
	 * @param data the payload, from position to limit, which stay as they are
	 * @param options what may become of it
	 * @return what became of it
	 */
	SendResult sendBinary(ByteBuffer data, SendOptions options);

	/**
	 * Sends a text message that a slow peer need not get, and tells when it left.
	 * @param text the text
	 * @param options what may become of it
	 * @return as {@link #sendTextAsync(String)}
	 * @throws IllegalArgumentException as {@link #sendText(String)}
	 */
	CompletionStage<@Nullable Void> sendTextAsync(String text, SendOptions options);

	/**
	 * Sends a binary message that a slow peer need not get, and tells when it left.
	 * @param data the payload, from position to limit, which stay as they are
	 * @param options what may become of it
	 * @return as {@link #sendTextAsync(String)}
	 */
	CompletionStage<@Nullable Void> sendBinaryAsync(ByteBuffer data, SendOptions options);

	/**
	 * Sends a text message and waits until it has left, so that a thread is as fast as
	 * the peer. {@link ConnectionOptions#sendTimeout()} bounds how long output may stand
	 * still meanwhile.
	 * @param text the text
	 * @throws MessageNotSentException if it will not be sent
	 * @throws InterruptedException if the thread is interrupted; the message may still be
	 * sent
	 * @throws IllegalStateException on an event loop, which must not block
	 * @throws IllegalArgumentException as {@link #sendText(String)}
	 */
	void sendTextAndAwait(String text) throws InterruptedException;

	/**
	 * Sends a binary message and waits until it has left; as {@link #sendTextAndAwait}.
	 * @param data the payload, from position to limit, which stay as they are
	 * @throws MessageNotSentException if it will not be sent
	 * @throws InterruptedException if the thread is interrupted; the message may still be
	 * sent
	 * @throws IllegalStateException on an event loop, which must not block
	 */
	void sendBinaryAndAwait(ByteBuffer data) throws InterruptedException;

	/**
	 * Opens a binary message that is sent in fragments while it is written (RFC 6455
	 * section 5.4). Other messages of the connection wait until the stream is closed,
	 * which ends the message; control frames do not. Writing blocks while the peer does
	 * not read, and fails with an {@link IOException} when the connection ends. Closing
	 * ends the message whatever came before: after a failure of the application's own,
	 * close the connection instead of letting a part pass for the whole. Nothing is sent
	 * before 16 KiB are written or the stream is flushed. If the thread is interrupted
	 * while closing waits for an earlier fragment, the connection is closed with 1011, as
	 * the message cannot be ended. The stream is for one thread at a time.
	 * @return the message as a stream
	 * @throws IllegalStateException on an event loop, which must not block
	 */
	OutputStream binaryStream();

	/**
	 * Opens a text message that is sent in fragments while it is written; as
	 * {@link #binaryStream()}. No fragment ends within a character.
	 * @return the message as a writer, which throws {@link IllegalArgumentException} for
	 * an unpaired surrogate
	 * @throws IllegalStateException on an event loop, which must not block
	 */
	Writer textWriter();

	/**
	 * Sends a text message that a publisher brings forth, a fragment an element (RFC 6455
	 * section 5.4). The next element is requested when the one before has left. Other
	 * messages of the connection wait until the publisher completes, control frames do
	 * not. It may be asked for an element on an event loop, which it must not block. If
	 * it fails, the connection is closed with 1011, as a message that has begun cannot be
	 * taken back.
	 * @param parts the text's parts
	 * @return completes when the operating system has taken the message's last byte;
	 * fails with what the publisher failed with, with {@link MessageNotSentException} if
	 * the connection ended, or with {@link IllegalArgumentException} if the text has an
	 * unpaired surrogate
	 */
	CompletionStage<@Nullable Void> sendText(Flow.Publisher<? extends CharSequence> parts);

	/**
	 * Sends a binary message that a publisher brings forth; as
	 * {@link #sendText(Flow.Publisher)}.
	 * @param parts the message's parts, each from position to limit
	 * @return as {@link #sendText(Flow.Publisher)}
	 */
	CompletionStage<@Nullable Void> sendBinary(Flow.Publisher<ByteBuffer> parts);

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
	 * @param code a close code that this side may send: 1000-1003, 1007-1009, 1011-1014
	 * or 3000-4999, and 1010 on a client
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
	 * @param topic the topic, see {@link Topics#isName}. A pattern is not taken, so that
	 * a name which somebody else completed cannot become one
	 * @return {@code true} if this is a new subscription; {@code false} if it exists or
	 * the connection is closed
	 * @throws IllegalArgumentException if the name is not allowed
	 * @throws IllegalStateException if the connection has as many subscriptions as it may
	 * have, or the engine as many topics
	 */
	boolean subscribe(String topic);

	/**
	 * Subscribes to all topics that match a pattern. Dots separate the segments of a
	 * name; in a pattern, a segment <code>*</code> is any one, and <code>**</code> at the
	 * end is any number of them, none included: <code>prices.**</code> is {@code prices}
	 * and all that begins with {@code prices.}. A message arrives once, also where
	 * several subscriptions match. {@link #unsubscribe} ends it.
	 * @param pattern the pattern, at most 256 characters without control characters, 8
	 * segments and three <code>*</code>; without any, a topic
	 * @return as {@link #subscribe}
	 * @throws IllegalArgumentException saying which rule the pattern breaks
	 * @throws IllegalStateException as {@link #subscribe}
	 */
	boolean subscribeMatching(String pattern);

	/**
	 * Ends a subscription. Messages that were published before may still arrive.
	 * @param topic the topic or pattern
	 * @return whether there was one
	 */
	boolean unsubscribe(String topic);

	/**
	 * The topics and patterns this connection is subscribed to.
	 * @return a snapshot
	 */
	Set<String> subscriptions();

}
