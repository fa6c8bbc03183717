package dev.duplex.spring.web.tomcat;

import java.nio.ByteBuffer;

import org.apache.tomcat.util.collections.SynchronizedStack;
import org.jspecify.annotations.Nullable;

/**
 * Buffers for encrypted bytes, as many as there are operations at the same time. Safe for
 * use by multiple threads.
 */
final class TlsBufferPool {

	/** One for each direction of as many threads as any server has. */
	private static final int MAX_BUFFERS = 128;

	private final SynchronizedStack<ByteBuffer> buffers = new SynchronizedStack<>(SynchronizedStack.DEFAULT_SIZE,
			MAX_BUFFERS);

	private final boolean direct;

	TlsBufferPool(boolean direct) {
		this.direct = direct;
	}

	/**
	 * Takes a buffer.
	 * @param size its least capacity, in bytes
	 * @return an empty buffer, to be filled
	 */
	ByteBuffer take(int size) {
		@Nullable ByteBuffer buffer = this.buffers.pop();
		if (buffer != null && buffer.capacity() >= size) {
			return buffer.clear();
		}
		return this.direct ? ByteBuffer.allocateDirect(size) : ByteBuffer.allocate(size);
	}

	/**
	 * Gives a buffer back, of which nothing is needed any more.
	 */
	void give(ByteBuffer buffer) {
		this.buffers.push(buffer);
	}

}
