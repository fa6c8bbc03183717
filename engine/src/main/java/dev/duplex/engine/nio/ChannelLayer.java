package dev.duplex.engine.nio;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * What an owner has between a channel it lends and the bytes that are meant: its TLS. All
 * methods are called on the channel's event loop, and none may block. What they throw
 * ends the connection.
 */
public interface ChannelLayer {

	/**
	 * Reads what has arrived. Bytes may wait inside the layer, of which the channel's
	 * readiness does not tell, so it is called until it returns no more.
	 * @param target an empty buffer with room for all that the layer can hold
	 * @return how many bytes were read; 0 for none at the moment; -1 for the end of the
	 * stream
	 * @throws IOException if the channel or the layer is broken
	 */
	int read(ByteBuffer target) throws IOException;

	/**
	 * Whether something of the layer's own must be sent before it reads on, which
	 * {@link #flush()} does: a peer that sends and does not read could ask for any number
	 * of answers.
	 * @return whether reading has to wait
	 */
	boolean mustFlush();

	/**
	 * Writes as much as can be taken without blocking. What was taken is behind the
	 * source's position, though the layer may not have sent all of it.
	 * @param source the bytes
	 * @return whether all was taken and sent
	 * @throws IOException if the channel or the layer is broken
	 */
	boolean write(ByteBuffer source) throws IOException;

	/**
	 * Sends what was taken and has not been sent.
	 * @return whether nothing is left
	 * @throws IOException if the channel or the layer is broken
	 */
	boolean flush() throws IOException;

	/**
	 * Tells the peer that nothing more follows (close_notify), behind all that was taken.
	 * Called again when the channel is writable, until it has been sent. Reading goes on.
	 * @return whether nothing is left to be sent
	 * @throws IOException if the channel or the layer is broken
	 */
	boolean endOutput() throws IOException;

}
