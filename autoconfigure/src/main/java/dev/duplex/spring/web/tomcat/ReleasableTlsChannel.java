package dev.duplex.spring.web.tomcat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.NioEndpoint.NioSocketWrapper;
import org.apache.tomcat.util.net.SecureNioChannel;
import org.apache.tomcat.util.net.SocketBufferHandler;

/**
 * A channel of Tomcat's TLS that, once it is lent, holds the two buffers for encrypted
 * bytes only while something is in them.
 */
final class ReleasableTlsChannel extends SecureNioChannel {

	private static final ByteBuffer NONE = ByteBuffer.allocate(0);

	private final TlsBufferPool pool;

	/** Tomcat makes its own buffers until the channel is lent for the first time. */
	private int size;

	ReleasableTlsChannel(SocketBufferHandler buffers, NioEndpoint endpoint, TlsBufferPool pool) {
		super(buffers, endpoint);
		this.pool = pool;
	}

	/**
	 * Makes the channel ready for an operation. Every other call of the channel needs
	 * this before and {@link #release} behind it.
	 */
	void acquire() {
		if (this.netInBuffer == NONE) {
			this.netInBuffer = this.pool.take(this.size);
		}
		if (this.netOutBuffer == NONE) {
			this.netOutBuffer = this.pool.take(this.size).limit(0);
		}
	}

	/**
	 * Gives back what is empty: between two operations received bytes end at the position
	 * of their buffer, and unsent ones start at it.
	 */
	void release() {
		if (this.netInBuffer != NONE && this.netInBuffer.position() == 0) {
			this.size = Math.max(this.size, this.netInBuffer.capacity());
			this.pool.give(this.netInBuffer);
			this.netInBuffer = NONE;
		}
		if (this.netOutBuffer != NONE && !this.netOutBuffer.hasRemaining()) {
			this.size = Math.max(this.size, this.netOutBuffer.capacity());
			this.pool.give(this.netOutBuffer);
			this.netOutBuffer = NONE;
		}
	}

	/**
	 * Tomcat gives the channel to another client.
	 */
	@Override
	public void reset(SocketChannel channel, NioSocketWrapper socketWrapper) throws IOException {
		acquire();
		super.reset(channel, socketWrapper);
	}

	@Override
	public void close() throws IOException {
		acquire();
		super.close();
	}

	@Override
	public void free() {
		acquire();
		super.free();
	}

}
