package dev.duplex.engine.nio;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

import dev.duplex.engine.transport.SerialContext;
import dev.duplex.engine.transport.Transport;
import dev.duplex.engine.transport.TransportSink;
import org.jspecify.annotations.Nullable;

/**
 * A TCP connection on an event loop. The channel is ours, or a container's that lent it
 * to us and must be asked to close it.
 */
class NioTransport implements Transport, ReadyHandler {

	/** Reads in one turn, so that one fast peer cannot starve the others. */
	private static final int MAX_READS = 4;

	private final EventLoop loop;

	private final SocketChannel channel;

	private final InetSocketAddress remoteAddress;

	private final boolean secure;

	private final @Nullable ChannelOwner owner;

	private TransportSink sink;

	private @Nullable SelectionKey key;

	private int slot = -1;

	private boolean paused;

	private boolean endOfStream;

	private boolean closed;

	private boolean reported;

	private @Nullable Throwable cause;

	NioTransport(EventLoop loop, SocketChannel channel, InetSocketAddress remoteAddress, boolean secure,
			TransportSink sink, @Nullable ChannelOwner owner) {
		this.loop = loop;
		this.channel = channel;
		this.remoteAddress = remoteAddress;
		this.secure = secure;
		this.sink = sink;
		this.owner = owner;
	}

	/**
	 * Begins on the loop: registers the channel and hands over what was read before.
	 */
	void open(@Nullable ByteBuffer earlyBytes) {
		if (this.closed) {
			return;
		}
		if (this.loop.isClosing()) {
			close();
			return;
		}
		try {
			this.slot = this.loop.deadlines().add(this);
			this.key = this.loop.register(this.channel, SelectionKey.OP_READ, this);
			this.sink.onOpen(this);
			if (earlyBytes != null && earlyBytes.hasRemaining() && !this.closed) {
				try {
					this.sink.onBytes(earlyBytes);
				}
				finally {
					this.sink.onReadBatchEnd();
				}
			}
		}
		catch (Throwable ex) {
			onFailure(ex);
		}
	}

	@Override
	public void onReady(SelectionKey ready) {
		int operations = ready.readyOps();
		if ((operations & SelectionKey.OP_WRITE) != 0) {
			interest(SelectionKey.OP_WRITE, false);
			writable();
		}
		if ((operations & SelectionKey.OP_READ) != 0 && mayRead()) {
			read();
		}
	}

	/**
	 * The channel takes bytes again.
	 */
	void writable() {
		this.sink.onWritable();
	}

	boolean mayRead() {
		return !this.closed && !this.paused && !this.endOfStream;
	}

	@Override
	public void onDeadline(long nanoTime) {
		this.sink.onDeadline(nanoTime);
	}

	@Override
	public void onFailure(@Nullable Throwable failure) {
		close(failure, true);
	}

	final void read() {
		int last = readBatch();
		if (last < 0 && !this.closed) {
			this.endOfStream = true;
			interest(SelectionKey.OP_READ, false);
			this.sink.onEndOfStream();
		}
	}

	/**
	 * Reads what there is, within limits.
	 * @return what the last read returned
	 */
	int readBatch() {
		ByteBuffer buffer = this.loop.readBuffer();
		int count = 0;
		try {
			for (int reads = 0; reads < MAX_READS && !this.closed && !this.paused; reads++) {
				count = this.channel.read(buffer.clear());
				if (count <= 0) {
					break;
				}
				this.sink.onBytes(buffer.flip());
				if (count < buffer.capacity()) {
					break;
				}
			}
		}
		catch (IOException ex) {
			close(ex, false);
		}
		finally {
			this.sink.onReadBatchEnd();
		}
		return count;
	}

	@Override
	public void sink(TransportSink next) {
		this.sink = next;
	}

	@Override
	public boolean write(ByteBuffer source) {
		if (this.closed) {
			return false;
		}
		try {
			this.channel.write(source);
		}
		catch (IOException ex) {
			close(ex, false);
			return false;
		}
		if (source.hasRemaining()) {
			interest(SelectionKey.OP_WRITE, true);
			return false;
		}
		return true;
	}

	@Override
	public void pauseReading() {
		if (!this.paused) {
			this.paused = true;
			interest(SelectionKey.OP_READ, false);
		}
	}

	@Override
	public void resumeReading() {
		if (this.paused) {
			this.paused = false;
			if (mayRead()) {
				interest(SelectionKey.OP_READ, true);
			}
		}
	}

	final void interest(int operation, boolean wanted) {
		SelectionKey current = this.key;
		if (current == null || this.closed) {
			return;
		}
		try {
			int before = current.interestOps();
			int after = wanted ? before | operation : before & ~operation;
			if (after != before) {
				current.interestOps(after);
			}
		}
		catch (CancelledKeyException ex) {
			close(ex, false);
		}
	}

	@Override
	public void shutdownOutput() {
		if (this.closed) {
			return;
		}
		try {
			this.channel.shutdownOutput();
		}
		catch (IOException ex) {
			close(ex, false);
		}
	}

	@Override
	public void close() {
		close(null, false);
	}

	@Override
	public void abort() {
		close(null, true);
	}

	final void close(@Nullable Throwable failure, boolean reset) {
		if (this.closed) {
			return;
		}
		this.closed = true;
		this.cause = failure;
		release();
		if (reset) {
			resetOnClose();
		}
		if (this.owner != null) {
			// Its answer, AdoptedChannel.closed, brings the report.
			this.owner.close();
			if (this.loop.isClosing()) {
				report();
			}
			return;
		}
		try {
			this.channel.close();
		}
		catch (IOException ex) {
			// The descriptor is gone either way.
		}
		this.loop.execute(this::report);
	}

	/**
	 * The owner has closed the channel, asked for or not. On the loop.
	 */
	void ownerClosed(@Nullable Throwable failure) {
		if (!this.closed) {
			this.closed = true;
			this.cause = failure;
			release();
		}
		report();
	}

	private void report() {
		if (!this.reported) {
			this.reported = true;
			this.sink.onClosed(this.cause);
		}
	}

	private void release() {
		if (this.slot >= 0) {
			this.loop.deadlines().remove(this.slot);
			this.slot = -1;
		}
		if (this.key != null) {
			this.key.cancel();
			this.key = null;
		}
	}

	private void resetOnClose() {
		try {
			this.channel.setOption(StandardSocketOptions.SO_LINGER, 0);
		}
		catch (IOException ex) {
			// Then it closes in the ordinary way.
		}
	}

	final EventLoop loop() {
		return this.loop;
	}

	final TransportSink sink() {
		return this.sink;
	}

	final boolean isPaused() {
		return this.paused;
	}

	final boolean isClosed() {
		return this.closed;
	}

	@Override
	public void deadline(long nanoTime) {
		if (this.slot >= 0) {
			this.loop.deadlines().set(this.slot, nanoTime);
		}
	}

	@Override
	public SerialContext context() {
		return this.loop;
	}

	@Override
	public InetSocketAddress remoteAddress() {
		return this.remoteAddress;
	}

	@Override
	public boolean isSecure() {
		return this.secure;
	}

}
