package dev.duplex.engine.nio;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

import javax.net.ssl.SSLEngine;

import dev.duplex.engine.transport.TimedContext;
import dev.duplex.engine.transport.Transport;
import dev.duplex.engine.transport.TransportSink;
import org.jspecify.annotations.Nullable;

/**
 * A fixed number of event loops that share the connections. Their threads are daemons and
 * run from construction until {@link #close()}. Safe from any thread.
 */
public final class EventLoopGroup implements AutoCloseable {

	private static final int CLOSE_WAIT_SECONDS = 5;

	private static final int TLS_THREAD_IDLE_SECONDS = 10;

	private final EventLoop[] loops;

	private final AtomicInteger next = new AtomicInteger();

	/**
	 * For the public-key operations of TLS handshakes; its threads end when they idle.
	 */
	private final ThreadPoolExecutor tlsTasks;

	/**
	 * Starts the loops.
	 * @param count how many, at least 1
	 */
	public EventLoopGroup(int count) {
		this.loops = new EventLoop[count];
		this.tlsTasks = new ThreadPoolExecutor(count, count, TLS_THREAD_IDLE_SECONDS, TimeUnit.SECONDS,
				new LinkedBlockingQueue<>(), (task) -> {
					Thread thread = new Thread(task, "duplex-tls");
					thread.setDaemon(true);
					return thread;
				});
		this.tlsTasks.allowCoreThreadTimeOut(true);
		for (int i = 0; i < count; i++) {
			this.loops[i] = new EventLoop("duplex-loop-" + i);
			this.loops[i].start();
		}
	}

	/**
	 * Listens for TCP connections.
	 * @param address where to listen; port 0 for a free one
	 * @param backlog how many connections the operating system may hold for us
	 * @param sinks makes the sink of a connection from its peer's address, or returns
	 * {@code null} to close it at once; called on a loop
	 * @param tls makes the TLS engine of a connection, or {@code null} for plain TCP
	 * @return the acceptor, which listens already
	 * @throws IOException if the address cannot be bound
	 */
	public Acceptor listen(InetSocketAddress address, int backlog,
			Function<InetSocketAddress, @Nullable TransportSink> sinks, @Nullable TlsEngineFactory tls)
			throws IOException {
		ServerSocketChannel channel = ServerSocketChannel.open();
		try {
			channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
			channel.bind(address, backlog);
			channel.configureBlocking(false);
			Acceptor acceptor = new Acceptor(this, this.loops[0], channel, sinks, tls, this.tlsTasks);
			acceptor.open();
			return acceptor;
		}
		catch (IOException | RuntimeException ex) {
			channel.close();
			throw ex;
		}
	}

	/**
	 * Connects by TCP.
	 * @param addresses where to, tried in order; at least one
	 * @param giveUpAt when to give up, as a value of {@link System#nanoTime()}
	 * @param sink takes the connection. If there is none, {@link TransportSink#onClosed}
	 * with the cause is its only call
	 */
	public void connect(List<InetSocketAddress> addresses, long giveUpAt, TransportSink sink) {
		EventLoop loop = next();
		loop.execute(() -> new Connector(loop, addresses, sink, giveUpAt).open());
	}

	/**
	 * Puts TLS between a transport and who uses it, and begins its handshake.
	 * @param transport an open transport of one of the loops, from within a callback
	 * @param engine in its role, not begun
	 * @param sink takes the connection; its {@link TransportSink#onOpen} is called at
	 * once, but what it writes waits for the end of the handshake
	 * @return the sink for bytes of the transport that its user has read already
	 */
	public TransportSink secure(Transport transport, SSLEngine engine, TransportSink sink) {
		TlsTransport tls = new TlsTransport((EventLoop) transport.context(), engine, this.tlsTasks, sink);
		transport.sink(tls);
		tls.onOpen(transport);
		return tls;
	}

	/**
	 * Moves the bytes of a channel that somebody else owns.
	 * @param channel an open channel in non-blocking mode, which nobody else reads or
	 * writes from now on
	 * @param layer what the owner has between the channel and the bytes, or {@code null}
	 * for nothing; used by nobody else from now on
	 * @param remoteAddress the peer's address
	 * @param secure whether the peer's bytes go over TLS, here or somewhere before
	 * @param earlyBytes what the owner has read already; copied
	 * @param sink takes the bytes
	 * @param owner closes the channel
	 * @return a handle for the owner
	 */
	public AdoptedChannel adopt(SocketChannel channel, @Nullable ChannelLayer layer, InetSocketAddress remoteAddress,
			boolean secure, ByteBuffer earlyBytes, TransportSink sink, ChannelOwner owner) {
		EventLoop loop = next();
		NioTransport transport = (layer != null)
				? new LayeredTransport(loop, channel, layer, remoteAddress, secure, sink, owner)
				: new NioTransport(loop, channel, remoteAddress, secure, sink, owner);
		ByteBuffer copy = earlyBytes.hasRemaining()
				? ByteBuffer.allocate(earlyBytes.remaining()).put(earlyBytes.duplicate()).flip() : null;
		loop.execute(() -> transport.open(copy));
		return new AdoptedChannel(loop, transport);
	}

	/**
	 * Ends every channel and the threads, and waits for them for a few seconds.
	 */
	@Override
	public void close() {
		for (EventLoop loop : this.loops) {
			loop.close();
		}
		this.tlsTasks.shutdown();
		for (EventLoop loop : this.loops) {
			loop.awaitEnd(CLOSE_WAIT_SECONDS);
		}
	}

	/**
	 * Another loop with each call, all in turn.
	 * @return the loop
	 */
	public TimedContext nextContext() {
		return next();
	}

	/**
	 * How many loops there are.
	 * @return the count, at least 1
	 */
	public int size() {
		return this.loops.length;
	}

	EventLoop next() {
		return this.loops[Math.floorMod(this.next.getAndIncrement(), this.loops.length)];
	}

	/**
	 * Runs a task on a loop and waits for it; on the loop itself, at once.
	 */
	void runAndWait(EventLoop loop, Runnable task) {
		if (loop.isCurrent()) {
			task.run();
			return;
		}
		CountDownLatch done = new CountDownLatch(1);
		loop.execute(() -> {
			try {
				task.run();
			}
			finally {
				done.countDown();
			}
		});
		try {
			done.await(CLOSE_WAIT_SECONDS, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
