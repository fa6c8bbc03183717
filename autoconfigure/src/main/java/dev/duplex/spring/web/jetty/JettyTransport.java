package dev.duplex.spring.web.jetty;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

import dev.duplex.engine.lane.Lane;
import dev.duplex.engine.lane.LaneTransport;
import dev.duplex.engine.protocol.HandshakeRequest;
import dev.duplex.engine.transport.TransportSink;
import dev.duplex.spring.web.jetty.Http2Streams.Ending;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * A connection of Jetty: TCP, TLS, or a stream of HTTP/2, which are all an
 * {@link EndPoint}.
 */
final class JettyTransport extends LaneTransport {

	/**
	 * Most bytes that are copied for Jetty to write later: little, as a write is seen to
	 * get on only when all of it has left, and enough for two frames of HTTP/2.
	 */
	private static final int MAX_COPY = 32 * 1024;

	private final EndPoint endPoint;

	private final JettyConnection connection;

	private final Http2Streams.@Nullable Input stream;

	/** Asked once; holds the whole exchange until then. */
	private @Nullable BooleanSupplier handedOver;

	/** Whether Jetty has something of ours that has not left yet. */
	private volatile boolean writing;

	JettyTransport(Lane lane, HandshakeRequest handshake, TransportSink sink, EndPoint endPoint, Executor executor,
			BooleanSupplier handedOver) {
		super(lane, handshake.remoteAddress(), handshake.isSecure(), sink);
		this.endPoint = endPoint;
		this.stream = Http2Streams.input(bottom(endPoint));
		this.handedOver = handedOver;
		this.connection = new JettyConnection(endPoint, executor);
	}

	/**
	 * What Jetty upgrades to.
	 */
	Connection connection() {
		return this.connection;
	}

	@Override
	protected int read(ByteBuffer target) throws IOException {
		if (this.stream != null) {
			return this.stream.read(target);
		}
		// To Jetty, what can be filled is behind a buffer's limit.
		target.limit(target.position());
		int count = this.endPoint.fill(target);
		target.position(target.limit()).limit(target.capacity());
		return count;
	}

	@Override
	protected void awaitReadable() {
		this.connection.fillInterested();
	}

	@Override
	protected boolean send(ByteBuffer source) throws IOException {
		if (this.endPoint.flush(source)) {
			return true;
		}
		// Even of nothing: what is left may be what TLS has made of it.
		do {
			PendingWrite write = new PendingWrite(this::onWritten);
			this.endPoint.write(write, copyOf(source));
			this.writing = true;
			if (write.await()) {
				return false;
			}
			this.writing = false;
		}
		while (source.hasRemaining());
		return true;
	}

	private static ByteBuffer copyOf(ByteBuffer source) {
		int length = Math.min(source.remaining(), MAX_COPY);
		ByteBuffer copy = ByteBuffer.allocate(length).put(0, source, source.position(), length);
		source.position(source.position() + length);
		return copy;
	}

	private void onWritten(@Nullable Throwable failure) {
		this.writing = false;
		if (failure == null) {
			onWritable();
		}
		else {
			fail(failure);
		}
	}

	@Override
	protected void endOutput() {
		this.endPoint.shutdownOutput();
	}

	@Override
	protected void disconnect(boolean reset) {
		Object below = bottom(this.endPoint);
		if (reset && below instanceof SocketChannel channel) {
			resetOnClose(channel);
		}
		if (Http2Streams.ending(below, reset || this.writing) == Ending.IN_ORDER) {
			// Closing the end point, Jetty would go on remembering a stream whose last
			// frame has not left yet.
			this.endPoint.shutdownOutput();
			this.connection.onClose(null);
		}
		else {
			this.endPoint.close();
		}
		// Jetty tells it too, but by a thread of its pool, which may have none free.
		onClosed(null);
	}

	private static @Nullable Object bottom(EndPoint endPoint) {
		Object below = endPoint.getTransport();
		while (below instanceof EndPoint wrapped) {
			below = wrapped.getTransport();
		}
		return below;
	}

	private static void resetOnClose(SocketChannel channel) {
		try {
			channel.setOption(StandardSocketOptions.SO_LINGER, 0);
		}
		catch (IOException ex) {
			// Then it closes in the ordinary way.
		}
	}

	/**
	 * In the lane, so that nothing is read meanwhile.
	 */
	private void fail(Throwable failure) {
		lane().enter(() -> this.endPoint.close(failure));
		onClosed(failure);
	}

	/**
	 * What Jetty calls, most often on the thread that has found the bytes: it never waits
	 * for anything here.
	 */
	private final class JettyConnection extends AbstractConnection.NonBlocking implements Connection.UpgradeTo {

		private @Nullable ByteBuffer earlyBytes;

		private boolean closed;

		JettyConnection(EndPoint endPoint, Executor executor) {
			super(endPoint, executor);
		}

		@Override
		public void onUpgradeTo(@Nullable ByteBuffer buffer) {
			this.earlyBytes = buffer;
		}

		@Override
		public void onOpen() {
			super.onOpen();
			BooleanSupplier handedOver = JettyTransport.this.handedOver;
			JettyTransport.this.handedOver = null;
			if (handedOver == null || !handedOver.getAsBoolean()) {
				// The peer was told something else, and its bytes are no frames.
				getEndPoint().close();
				return;
			}
			// The engine keeps its own deadlines.
			getEndPoint().setIdleTimeout(0);
			ByteBuffer early = this.earlyBytes;
			this.earlyBytes = null;
			open(early);
		}

		@Override
		public void onFillable() {
			onReadable();
		}

		@Override
		public void onFillInterestedFailed(Throwable cause) {
			fail(cause);
		}

		/**
		 * Jetty sets a timeout again when it stops gracefully.
		 */
		@Override
		public boolean onIdleExpired(TimeoutException timeout) {
			return false;
		}

		/**
		 * Tells listeners, among them the connector's statistics, once.
		 */
		@Override
		public void onClose(@Nullable Throwable cause) {
			synchronized (this) {
				if (this.closed) {
					return;
				}
				this.closed = true;
			}
			super.onClose(cause);
			onClosed(cause);
		}

	}

}
