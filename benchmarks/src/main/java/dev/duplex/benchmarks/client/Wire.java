package dev.duplex.benchmarks.client;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * What carries a connection's bytes: TCP, or TLS on it. Nothing blocks.
 */
interface Wire extends Closeable {

	/**
	 * Goes on to establish TLS, if that is what this is.
	 * @return whether bytes can be read and written now
	 * @throws IOException if the connection broke
	 */
	boolean establish() throws IOException;

	/**
	 * Reads what has arrived.
	 * @param target where to
	 * @return how many bytes, or -1 at the end
	 * @throws IOException if the connection broke
	 */
	int read(ByteBuffer target) throws IOException;

	/**
	 * Writes as much as TCP takes.
	 * @param source what to write
	 * @throws IOException if the connection broke
	 */
	void write(ByteBuffer source) throws IOException;

	/**
	 * TCP alone.
	 * @param channel the connected channel
	 */
	static Wire tcp(SocketChannel channel) {
		return new Wire() {

			@Override
			public boolean establish() {
				return true;
			}

			@Override
			public int read(ByteBuffer target) throws IOException {
				return channel.read(target);
			}

			@Override
			public void write(ByteBuffer source) throws IOException {
				channel.write(source);
			}

			@Override
			public void close() throws IOException {
				channel.close();
			}

		};
	}

}
