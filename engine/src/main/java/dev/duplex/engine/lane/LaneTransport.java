package dev.duplex.engine.lane;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

import dev.duplex.engine.transport.DeadlineHandler;
import dev.duplex.engine.transport.SerialContext;
import dev.duplex.engine.transport.Transport;
import dev.duplex.engine.transport.TransportSink;
import org.jspecify.annotations.Nullable;

/**
 * A connection of a container in a {@link Lane}: all of {@link Transport} but how bytes
 * get in and out. The container's adapter fills in how, and calls {@link #open},
 * {@link #onReadable}, {@link #onWritable} and {@link #onClosed} when the container does.
 */
public abstract class LaneTransport implements Transport {

	/** Reads in one turn, so that one fast peer cannot starve the others. */
	private static final int MAX_READS = 4;

	private final Lane lane;

	private final InetSocketAddress remoteAddress;

	private final boolean secure;

	private TransportSink sink;

	private int slot = -1;

	private boolean paused;

	/** Whether {@link #awaitReadable} was called, and not answered. */
	private boolean awaitsReadable;

	private boolean endOfStream;

	private boolean closed;

	private boolean reported;

	private @Nullable Throwable cause;

	/**
	 * Creates the transport of a connection.
	 * @param lane where its callbacks run
	 * @param remoteAddress the peer's address
	 * @param secure whether the peer's bytes go over TLS
	 * @param sink takes what arrives
	 */
	protected LaneTransport(Lane lane, InetSocketAddress remoteAddress, boolean secure, TransportSink sink) {
		this.lane = lane;
		this.remoteAddress = remoteAddress;
		this.secure = secure;
		this.sink = sink;
	}

	// What the container's adapter does. In the lane only, but for isSecure and the like

	/**
	 * Reads without blocking.
	 * @param target an empty direct buffer; what is read is put behind its position
	 * @return how many bytes, 0 if there are none now, -1 if the peer ended its stream
	 * @throws IOException if the connection is broken
	 */
	protected abstract int read(ByteBuffer target) throws IOException;

	/**
	 * Asks the container for one call of {@link #onReadable} as soon as there is
	 * something to read, which may be at once. Not called again before the answer.
	 * @throws IOException if the connection is broken
	 */
	protected abstract void awaitReadable() throws IOException;

	/**
	 * Writes without blocking. What is not taken may be kept as a copy: all of it, and
	 * then one call of {@link #onWritable} must follow once it has gone out.
	 * @param source the bytes, valid during the call only
	 * @return {@code true} if more can be written at once; {@code false} if there will be
	 * a call of {@link #onWritable}
	 * @throws IOException if the connection is broken
	 */
	protected abstract boolean send(ByteBuffer source) throws IOException;

	/**
	 * Ends the stream to the peer behind what was written.
	 * @throws IOException if the connection is broken
	 */
	protected abstract void endOutput() throws IOException;

	/**
	 * Has the container close the connection, which must bring forth {@link #onClosed}.
	 * Called once at most.
	 * @param reset whether to throw away what was not sent yet
	 */
	protected abstract void disconnect(boolean reset);

	// What the container's adapter calls, on any thread

	/**
	 * The connection is ready.
	 * @param earlyBytes what the container has read already, or {@code null}; copied
	 */
	protected final void open(@Nullable ByteBuffer earlyBytes) {
		ByteBuffer copy = (earlyBytes != null && earlyBytes.hasRemaining())
				? ByteBuffer.allocate(earlyBytes.remaining()).put(earlyBytes).flip() : null;
		this.lane.enter(() -> begin(copy));
	}

	/**
	 * There may be something to read, or the end of the stream.
	 */
	protected final void onReadable() {
		this.lane.enter(() -> {
			this.awaitsReadable = false;
			readAll();
		});
	}

	/**
	 * More can be written.
	 */
	protected final void onWritable() {
		this.lane.enter(() -> {
			if (!this.closed) {
				guarded(this.sink::onWritable);
			}
		});
	}

	/**
	 * The container has closed the connection, asked for or not.
	 * @param failure what broke it, or {@code null}
	 */
	protected final void onClosed(@Nullable Throwable failure) {
		this.lane.enter(() -> {
			if (!this.closed) {
				this.closed = true;
				this.cause = failure;
				release();
			}
			report();
		});
	}

	/**
	 * The lane of this connection.
	 * @return the lane
	 */
	protected final Lane lane() {
		return this.lane;
	}

	private void begin(@Nullable ByteBuffer earlyBytes) {
		if (this.closed) {
			return;
		}
		if (this.lane.isClosing()) {
			close();
			return;
		}
		this.slot = this.lane.deadlines().add(new Deadline());
		guarded(() -> {
			this.sink.onOpen(this);
			if (earlyBytes != null && !this.closed) {
				try {
					this.sink.onBytes(earlyBytes);
				}
				finally {
					this.sink.onReadBatchEnd();
				}
			}
			readAll();
		});
	}

	/**
	 * Reads what there is, within limits. What makes it wait may be over at once, and
	 * what the container has decrypted already announces itself to nobody: so whenever
	 * reading goes on, it is with a read.
	 */
	private void readAll() {
		if (this.closed || this.paused || this.endOfStream || this.awaitsReadable) {
			return;
		}
		guarded(() -> {
			int last = readBatch();
			if (last < 0 && !this.closed) {
				this.endOfStream = true;
				this.sink.onEndOfStream();
			}
			else if (this.closed || this.paused) {
				return;
			}
			else if (last > 0) {
				this.lane.execute(this::readAll);
			}
			else {
				this.awaitsReadable = true;
				awaitReadable();
			}
		});
	}

	/**
	 * Reads until there is nothing, within limits.
	 * @return what the last read returned
	 */
	private int readBatch() throws IOException {
		ByteBuffer buffer = this.lane.readBuffer();
		int count = 0;
		try {
			for (int reads = 0; reads < MAX_READS && !this.closed && !this.paused; reads++) {
				count = read(buffer.clear());
				if (count <= 0) {
					break;
				}
				this.sink.onBytes(buffer.flip());
			}
		}
		finally {
			this.sink.onReadBatchEnd();
		}
		return count;
	}

	/**
	 * Calls the sink or the container. Who throws has ended the connection.
	 */
	private void guarded(Guarded call) {
		try {
			call.run();
		}
		catch (IOException ex) {
			close(ex, false);
		}
		catch (Throwable ex) {
			close(ex, true);
		}
	}

	@Override
	public final void sink(TransportSink next) {
		this.sink = next;
	}

	@Override
	public final boolean write(ByteBuffer source) {
		if (this.closed) {
			return false;
		}
		try {
			return send(source);
		}
		catch (IOException ex) {
			close(ex, false);
			return false;
		}
	}

	@Override
	public final void pauseReading() {
		this.paused = true;
	}

	@Override
	public final void resumeReading() {
		if (this.paused) {
			this.paused = false;
			this.lane.execute(this::readAll);
		}
	}

	@Override
	public final void shutdownOutput() {
		if (!this.closed) {
			guarded(this::endOutput);
		}
	}

	@Override
	public final void close() {
		close(null, false);
	}

	@Override
	public final void abort() {
		close(null, true);
	}

	private void close(@Nullable Throwable failure, boolean reset) {
		if (this.closed) {
			return;
		}
		this.closed = true;
		this.cause = failure;
		release();
		try {
			disconnect(reset);
		}
		finally {
			if (this.lane.isClosing()) {
				// The container may be slower than the end of the engine.
				report();
			}
		}
	}

	private void report() {
		if (!this.reported) {
			this.reported = true;
			this.sink.onClosed(this.cause);
		}
	}

	private void release() {
		if (this.slot >= 0) {
			this.lane.deadlines().remove(this.slot);
			this.slot = -1;
		}
	}

	@Override
	public final void deadline(long nanoTime) {
		if (this.slot >= 0) {
			this.lane.deadlines().set(this.slot, nanoTime);
		}
	}

	@Override
	public final SerialContext context() {
		return this.lane;
	}

	@Override
	public final InetSocketAddress remoteAddress() {
		return this.remoteAddress;
	}

	@Override
	public final boolean isSecure() {
		return this.secure;
	}

	@FunctionalInterface
	private interface Guarded {

		void run() throws IOException;

	}

	private final class Deadline implements DeadlineHandler {

		@Override
		public void onDeadline(long nanoTime) {
			LaneTransport.this.sink.onDeadline(nanoTime);
		}

		@Override
		public void onFailure(@Nullable Throwable failure) {
			LaneTransport.this.close(failure, true);
		}

	}

}
