package dev.duplex.engine.transport;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

import javax.net.ssl.SSLSession;

import org.jspecify.annotations.Nullable;

/**
 * Moves the bytes of one connection. Implemented once for our own event loops and once
 * for each container; used by a session, which knows nothing else of where its bytes come
 * from.
 * <p>
 * Except where it says otherwise, a method is called in the transport's
 * {@link #context()} only. No transport keeps a buffer for a connection that is idle.
 */
public interface Transport {

	/**
	 * Hands over who takes the bytes from now on, from within a callback of the one
	 * before.
	 * @param sink the new sink; its {@link TransportSink#onOpen} is not called
	 */
	void sink(TransportSink sink);

	/**
	 * Writes as much as can be taken without blocking. What was taken is behind the
	 * source's position; the rest stays the caller's.
	 * @param source the bytes
	 * @return {@code true} if more can be written at once; {@code false} to wait for
	 * {@link TransportSink#onWritable()}, which follows unless the transport closes
	 */
	boolean write(ByteBuffer source);

	/**
	 * Stops reading: no {@link TransportSink#onBytes} after the current one. Idempotent.
	 */
	void pauseReading();

	/**
	 * Reads again. Idempotent.
	 */
	void resumeReading();

	/**
	 * Ends the stream of bytes to the peer (FIN) after what was written. Reading goes on.
	 */
	void shutdownOutput();

	/**
	 * Closes both directions. Idempotent; {@link TransportSink#onClosed} follows exactly
	 * once, never from within this call.
	 */
	void close();

	/**
	 * As {@link #close()}, but throws away what the operating system has not sent yet:
	 * for a peer that does not take it.
	 */
	void abort();

	/**
	 * Asks for one call of {@link TransportSink#onDeadline}, not before the given time
	 * and soon after. Replaces what was asked for before.
	 * @param nanoTime a time of the context's clock
	 */
	void deadline(long nanoTime);

	/**
	 * Where all callbacks of this connection run.
	 * @return the context; any thread may ask
	 */
	SerialContext context();

	/**
	 * The peer's address.
	 * @return the address; any thread may ask, also after the close
	 */
	InetSocketAddress remoteAddress();

	/**
	 * Whether the bytes go over TLS.
	 * @return whether the transport is encrypted; any thread may ask
	 */
	boolean isSecure();

	/**
	 * What TLS agreed on, if it ends in this transport.
	 * @return the session, or {@code null} for none
	 */
	default @Nullable SSLSession tlsSession() {
		return null;
	}

}
