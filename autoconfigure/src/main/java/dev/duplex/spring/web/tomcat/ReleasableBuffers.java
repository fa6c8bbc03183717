package dev.duplex.spring.web.tomcat;

import java.nio.ByteBuffer;

import org.apache.tomcat.util.net.SocketBufferHandler;
import org.jspecify.annotations.Nullable;

/**
 * The two buffers that Tomcat gives every socket, which can be released once they are
 * empty and come back with their first use.
 */
final class ReleasableBuffers extends SocketBufferHandler {

	private final boolean direct;

	private volatile @Nullable SocketBufferHandler buffers;

	private volatile int readSize;

	private volatile int writeSize;

	/**
	 * Takes what Tomcat has made already.
	 * @param buffers Tomcat's, both empty
	 */
	ReleasableBuffers(SocketBufferHandler buffers) {
		super(0, 0, false);
		this.buffers = buffers;
		this.direct = buffers.getReadBuffer().isDirect();
		this.readSize = buffers.getReadBuffer().capacity();
		this.writeSize = buffers.getWriteBuffer().capacity();
	}

	/**
	 * Gives both back, unless something is in one of them. Nobody may be using them
	 * meanwhile.
	 */
	void release() {
		SocketBufferHandler buffers = this.buffers;
		if (buffers != null && buffers.isReadBufferEmpty() && buffers.isWriteBufferEmpty()) {
			this.buffers = null;
			buffers.free();
		}
	}

	private SocketBufferHandler buffers() {
		SocketBufferHandler buffers = this.buffers;
		if (buffers == null) {
			buffers = new SocketBufferHandler(this.readSize, this.writeSize, this.direct);
			this.buffers = buffers;
		}
		return buffers;
	}

	@Override
	public void configureReadBufferForWrite() {
		buffers().configureReadBufferForWrite();
	}

	@Override
	public void configureReadBufferForRead() {
		buffers().configureReadBufferForRead();
	}

	@Override
	public ByteBuffer getReadBuffer() {
		return buffers().getReadBuffer();
	}

	@Override
	public boolean isReadBufferEmpty() {
		SocketBufferHandler buffers = this.buffers;
		return buffers == null || buffers.isReadBufferEmpty();
	}

	@Override
	public void unReadReadBuffer(ByteBuffer returnedData) {
		buffers().unReadReadBuffer(returnedData);
	}

	@Override
	public void configureWriteBufferForWrite() {
		buffers().configureWriteBufferForWrite();
	}

	@Override
	public void configureWriteBufferForRead() {
		buffers().configureWriteBufferForRead();
	}

	@Override
	public boolean isWriteBufferWritable() {
		return buffers().isWriteBufferWritable();
	}

	@Override
	public ByteBuffer getWriteBuffer() {
		return buffers().getWriteBuffer();
	}

	@Override
	public boolean isWriteBufferEmpty() {
		SocketBufferHandler buffers = this.buffers;
		return buffers == null || buffers.isWriteBufferEmpty();
	}

	@Override
	public void reset() {
		SocketBufferHandler buffers = this.buffers;
		if (buffers != null) {
			buffers.reset();
		}
	}

	@Override
	public void expand(int newSize) {
		SocketBufferHandler buffers = buffers();
		buffers.expand(newSize);
		this.readSize = buffers.getReadBuffer().capacity();
		this.writeSize = buffers.getWriteBuffer().capacity();
	}

	@Override
	public void free() {
		SocketBufferHandler buffers = this.buffers;
		this.buffers = null;
		if (buffers != null) {
			buffers.free();
		}
	}

}
