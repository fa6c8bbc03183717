package dev.duplex.engine.nio;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

import dev.duplex.engine.transport.TransportSink;
import org.jspecify.annotations.Nullable;

/**
 * A lent TCP connection whose bytes pass through a layer of its owner. Other than with
 * the bare channel, readiness does not tell of all there is to read, and what was taken
 * has not always been sent.
 */
final class LayeredTransport extends NioTransport {

	/** Reads in one turn; each brings what fits into the layer, a record or two. */
	private static final int MAX_READS = 16;

	private final ChannelLayer layer;

	/** The sink waits for {@link TransportSink#onWritable()}. */
	private boolean blocked;

	/** Reading waits until what the layer itself has to say has left. */
	private boolean answering;

	private boolean shutdownAsked;

	private boolean outputShut;

	LayeredTransport(EventLoop loop, SocketChannel channel, ChannelLayer layer, InetSocketAddress remoteAddress,
			boolean secure, TransportSink sink, ChannelOwner owner) {
		super(loop, channel, remoteAddress, secure, sink, owner);
		this.layer = layer;
	}

	/**
	 * As for a bare channel, and then looks at once for what the owner has read into the
	 * layer and not taken out.
	 */
	@Override
	void open(@Nullable ByteBuffer earlyBytes) {
		super.open(earlyBytes);
		readOn();
	}

	@Override
	boolean mayRead() {
		return super.mayRead() && !this.layer.mustFlush();
	}

	private void readOn() {
		try {
			if (mayRead()) {
				read();
			}
		}
		catch (Throwable ex) {
			onFailure(ex);
		}
	}

	@Override
	int readBatch() {
		ByteBuffer buffer = loop().readBuffer();
		int count = 0;
		try {
			for (int reads = 0; mayRead(); reads++) {
				if (reads == MAX_READS) {
					loop().execute(this::readOn);
					break;
				}
				count = this.layer.read(buffer.clear());
				if (count <= 0) {
					break;
				}
				sink().onBytes(buffer.flip());
			}
			answer();
		}
		catch (IOException ex) {
			close(ex, false);
		}
		finally {
			sink().onReadBatchEnd();
		}
		return count;
	}

	/**
	 * Sends what the layer itself has to say, and reads no more until that has left.
	 */
	private void answer() {
		if (!isClosed() && this.layer.mustFlush()) {
			this.answering = true;
			interest(SelectionKey.OP_READ, false);
			interest(SelectionKey.OP_WRITE, true);
		}
	}

	/**
	 * Reads again once it has left, with whatever was sent behind it.
	 */
	private void answered() {
		if (this.answering && !this.layer.mustFlush()) {
			this.answering = false;
			if (mayRead()) {
				interest(SelectionKey.OP_READ, true);
				loop().execute(this::readOn);
			}
		}
	}

	@Override
	void writable() {
		try {
			if (!this.layer.flush()) {
				interest(SelectionKey.OP_WRITE, true);
				return;
			}
			answered();
			if (this.shutdownAsked) {
				endOutput();
				return;
			}
		}
		catch (IOException ex) {
			close(ex, false);
			return;
		}
		if (this.blocked) {
			this.blocked = false;
			sink().onWritable();
		}
	}

	@Override
	public boolean write(ByteBuffer source) {
		if (isClosed() || this.shutdownAsked) {
			return false;
		}
		try {
			this.blocked = !this.layer.write(source);
		}
		catch (IOException ex) {
			close(ex, false);
			return false;
		}
		if (this.blocked) {
			interest(SelectionKey.OP_WRITE, true);
		}
		else {
			answered();
		}
		return !this.blocked;
	}

	/**
	 * Reads what may wait inside the layer, for which no readiness would come.
	 */
	@Override
	public void resumeReading() {
		if (isPaused()) {
			super.resumeReading();
			loop().execute(this::readOn);
		}
	}

	@Override
	public void shutdownOutput() {
		if (isClosed() || this.shutdownAsked) {
			return;
		}
		this.shutdownAsked = true;
		try {
			endOutput();
		}
		catch (IOException ex) {
			close(ex, false);
		}
	}

	private void endOutput() throws IOException {
		if (this.outputShut) {
			return;
		}
		boolean sent = this.layer.endOutput();
		answered();
		if (!sent) {
			interest(SelectionKey.OP_WRITE, true);
			return;
		}
		this.outputShut = true;
		super.shutdownOutput();
	}

}
