package dev.duplex.spring.web.tomcat;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.nio.channels.NetworkChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;

import dev.duplex.engine.lane.Lane;
import dev.duplex.engine.lane.LaneTransport;
import dev.duplex.engine.transport.TransportSink;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.NioEndpoint.NioSocketWrapper;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.apache.tomcat.util.net.SocketWrapperBase.BlockingMode;
import org.apache.tomcat.util.net.SocketWrapperBase.CompletionState;
import org.jspecify.annotations.Nullable;

/**
 * A connection whose bytes Tomcat's threads move, whatever its connector is made of. It
 * is suspended all the time: read interest is asked for when there is nothing more to
 * read, and not by Tomcat on its own.
 * <p>
 * Tomcat closes a socket under its lock. So does this ask for anything of the socket:
 * after the close, its channel may serve another client. Whoever holds that lock only
 * comes by the lane, where nobody waits, so that it is held for moments only.
 */
final class TomcatLaneTransport extends LaneTransport {

	/**
	 * What is copied at once; Tomcat writes it in one go, or a record of TLS at a time.
	 */
	private static final int MAX_CHUNK = 64 * 1024;

	private static final long NO_TIMEOUT = 0;

	private final SocketWrapperBase<?> socket;

	private final NetworkChannel channel;

	private final @Nullable TlsGuard tls;

	private final CompletionHandler<Long, @Nullable Void> written = new CompletionHandler<>() {

		@Override
		public void completed(Long count, @Nullable Void nothing) {
			onWritable();
		}

		@Override
		public void failed(Throwable failure, @Nullable Void nothing) {
			lane().enter(TomcatLaneTransport.this::close);
		}

	};

	private boolean opened;

	/** Who is on the way through Tomcat's dispatch of an event of this socket. */
	private volatile @Nullable Thread dispatching;

	/** Set by who is. */
	private boolean closeAsked;

	TomcatLaneTransport(Lane lane, SocketWrapperBase<?> socket, TomcatSocket inside, InetSocketAddress remoteAddress,
			boolean secure, TransportSink sink) {
		super(lane, remoteAddress, secure, sink);
		this.socket = socket;
		this.channel = inside.channel();
		this.tls = inside.guard();
	}

	/**
	 * Something happened to the socket, whose lock is held.
	 */
	SocketState dispatch() {
		this.dispatching = Thread.currentThread();
		try {
			if (this.opened) {
				onReadable();
			}
			else {
				this.opened = true;
				open(null);
			}
		}
		finally {
			this.dispatching = null;
		}
		return this.closeAsked ? SocketState.CLOSED : SocketState.SUSPENDED;
	}

	/**
	 * Tomcat is about to close the socket.
	 */
	void closed() {
		onClosed(null);
	}

	@Override
	protected int read(ByteBuffer target) throws IOException {
		Lock lock = this.socket.getLock();
		lock.lock();
		try {
			int count = readUnlessEnded(target);
			if (this.tls != null) {
				this.tls.afterRead(count);
			}
			return count;
		}
		finally {
			lock.unlock();
		}
	}

	private int readUnlessEnded(ByteBuffer target) throws IOException {
		try {
			return this.socket.read(false, target);
		}
		catch (EOFException ex) {
			return -1;
		}
		catch (IOException ex) {
			if (target.position() > 0) {
				// The next read says it again.
				return target.position();
			}
			if (this.tls != null && this.tls.isEndOfStream(ex)) {
				return -1;
			}
			throw ex;
		}
	}

	@Override
	protected void awaitReadable() {
		Lock lock = this.socket.getLock();
		lock.lock();
		try {
			if (!this.socket.isClosed()) {
				this.socket.registerReadInterest();
			}
		}
		finally {
			lock.unlock();
		}
	}

	/**
	 * Writes copies: Tomcat keeps what it is given until it has gone out.
	 */
	@Override
	protected boolean send(ByteBuffer source) throws IOException {
		while (source.hasRemaining()) {
			int length = Math.min(source.remaining(), MAX_CHUNK);
			ByteBuffer chunk = ByteBuffer.allocate(length).put(source.slice(source.position(), length)).flip();
			source.position(source.position() + length);
			if (!writeAll(chunk)) {
				return false;
			}
		}
		return true;
	}

	private boolean writeAll(ByteBuffer chunk) throws IOException {
		CompletionState state;
		Lock lock = this.socket.getLock();
		lock.lock();
		try {
			state = this.socket.write(new ByteBuffer[] { chunk }, 0, 1, BlockingMode.NON_BLOCK, NO_TIMEOUT,
					TimeUnit.MILLISECONDS, null, SocketWrapperBase.COMPLETE_WRITE, this.written);
		}
		finally {
			lock.unlock();
		}
		return switch (state) {
			case INLINE -> true;
			// The handler is called, or has been by another thread meanwhile.
			case PENDING, DONE -> false;
			case ERROR, NOT_DONE -> throw new IOException("cannot write: " + state, this.socket.getError());
		};
	}

	@Override
	protected void endOutput() throws IOException {
		ByteBuffer closeNotify = (this.tls != null) ? this.tls.closeNotify() : ByteBuffer.allocate(0);
		if (this.channel instanceof SocketChannel nio) {
			// All has been taken before, so there is room for so little.
			nio.write(closeNotify);
			nio.shutdownOutput();
		}
		else if (this.channel instanceof AsynchronousSocketChannel nio2) {
			if (closeNotify.hasRemaining()) {
				nio2.write(closeNotify, null, new ShutdownOutput(nio2));
			}
			else {
				nio2.shutdownOutput();
			}
		}
	}

	/**
	 * Within Tomcat's dispatch another event would find the socket without its processor,
	 * and close one without the other.
	 */
	@Override
	protected void disconnect(boolean reset) {
		endTcp(reset);
		if (this.dispatching == Thread.currentThread()) {
			this.closeAsked = true;
		}
		else {
			this.socket.processSocket(SocketEvent.DISCONNECT, false);
		}
	}

	/**
	 * What of TCP Tomcat would not do at once: on NIO2 it waits for a peer to take
	 * close_notify, on NIO a reset waits for the poller, which looks once a second.
	 */
	private void endTcp(boolean reset) {
		try {
			if (this.channel instanceof AsynchronousSocketChannel nio2) {
				nio2.close();
			}
			else if (reset) {
				this.channel.setOption(StandardSocketOptions.SO_LINGER, 0);
				this.channel.close();
				if (this.socket instanceof NioSocketWrapper nio) {
					nio.getPoller().getSelector().wakeup();
				}
			}
		}
		catch (IOException ex) {
			// Then it closes in the ordinary way.
		}
	}

	/**
	 * Ends TCP's output behind close_notify.
	 *
	 * @param channel the channel
	 */
	private record ShutdownOutput(
			AsynchronousSocketChannel channel) implements CompletionHandler<Integer, @Nullable Void> {

		@Override
		public void completed(Integer count, @Nullable Void nothing) {
			try {
				this.channel.shutdownOutput();
			}
			catch (IOException ex) {
				// It is closed already.
			}
		}

		@Override
		public void failed(Throwable failure, @Nullable Void nothing) {
			// The next read finds out.
		}

	}

}
