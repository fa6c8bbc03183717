package dev.duplex.engine.transport;

import java.nio.ByteBuffer;

import org.jspecify.annotations.Nullable;

/**
 * Takes what happens on a {@link Transport}. Calls never overlap, and each sees what the
 * ones before it did. None may block. A sink that throws has its transport closed.
 */
public interface TransportSink {

	/**
	 * The transport is ready. The first call.
	 * @param transport the transport
	 */
	void onOpen(Transport transport);

	/**
	 * Bytes arrived. All must be consumed.
	 * @param bytes a writable big-endian buffer, the sink's until the call returns
	 */
	void onBytes(ByteBuffer bytes);

	/**
	 * For now there are no more bytes: the moment to write what the last calls brought
	 * about, in one go.
	 */
	void onReadBatchEnd();

	/**
	 * More can be written, after a write that did not take all.
	 */
	void onWritable();

	/**
	 * The peer ended its stream (FIN); no more bytes will arrive.
	 */
	void onEndOfStream();

	/**
	 * The time given to {@link Transport#deadline} has come.
	 * @param nanoTime the context's time now
	 */
	void onDeadline(long nanoTime);

	/**
	 * The transport is closed. The last call, exactly once.
	 * @param cause what broke it, or {@code null} if it was closed in order
	 */
	void onClosed(@Nullable Throwable cause);

}
