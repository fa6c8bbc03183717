package dev.duplex.engine.nio;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.Executor;
import java.util.function.Function;

import javax.net.ssl.SSLEngine;

import dev.duplex.engine.transport.TransportSink;
import org.jspecify.annotations.Nullable;

/**
 * Accepts TCP connections and deals them out to the loops. When the process has no file
 * descriptor left it waits instead of spinning.
 */
public final class Acceptor implements ReadyHandler, AutoCloseable {

	private static final int MAX_ACCEPTS = 64;

	private static final long RETRY_NANOS = 200_000_000L;

	private final EventLoopGroup group;

	private final EventLoop loop;

	private final ServerSocketChannel channel;

	private final Function<InetSocketAddress, @Nullable TransportSink> sinks;

	private final @Nullable TlsEngineFactory tls;

	private final Executor tlsTasks;

	private final int port;

	private @Nullable SelectionKey key;

	private int slot = -1;

	private boolean paused;

	Acceptor(EventLoopGroup group, EventLoop loop, ServerSocketChannel channel,
			Function<InetSocketAddress, @Nullable TransportSink> sinks, @Nullable TlsEngineFactory tls,
			Executor tlsTasks) throws IOException {
		this.group = group;
		this.tls = tls;
		this.tlsTasks = tlsTasks;
		this.loop = loop;
		this.channel = channel;
		this.sinks = sinks;
		this.port = ((InetSocketAddress) channel.getLocalAddress()).getPort();
	}

	void open() {
		this.loop.execute(() -> {
			try {
				this.slot = this.loop.deadlines().add(this);
				this.key = this.loop.register(this.channel, this.paused ? 0 : SelectionKey.OP_ACCEPT, this);
			}
			catch (IOException ex) {
				end();
			}
		});
	}

	/**
	 * The port that is listened on.
	 * @return the port
	 */
	public int port() {
		return this.port;
	}

	/**
	 * Lets new connections wait in the operating system's backlog. Safe from any thread.
	 */
	public void pause() {
		run(() -> {
			this.paused = true;
			interest(0);
		});
	}

	/**
	 * Accepts again. Safe from any thread.
	 */
	public void resume() {
		run(() -> {
			this.paused = false;
			interest(SelectionKey.OP_ACCEPT);
		});
	}

	private void run(Runnable task) {
		if (this.loop.isCurrent()) {
			task.run();
		}
		else {
			this.loop.execute(task);
		}
	}

	/**
	 * Stops listening; the port is free when this returns. Safe from any thread but a
	 * loop's.
	 */
	@Override
	public void close() {
		try {
			this.channel.close();
		}
		catch (IOException ex) {
			// The descriptor is gone either way.
		}
		this.group.runAndWait(this.loop, () -> {
			end();
			this.loop.releaseClosedChannels();
		});
	}

	@Override
	public void onReady(SelectionKey ready) {
		for (int count = 0; count < MAX_ACCEPTS && !this.paused; count++) {
			SocketChannel accepted;
			try {
				accepted = this.channel.accept();
			}
			catch (Throwable ex) {
				// No descriptor or no memory left; neither is a reason to stop listening.
				if (this.channel.isOpen()) {
					interest(0);
					this.loop.deadlines().set(this.slot, this.loop.nanoTime() + RETRY_NANOS);
				}
				return;
			}
			if (accepted == null) {
				return;
			}
			deal(accepted);
		}
	}

	private void deal(SocketChannel accepted) {
		try {
			InetSocketAddress remote = (InetSocketAddress) accepted.getRemoteAddress();
			accepted.configureBlocking(false);
			accepted.setOption(StandardSocketOptions.TCP_NODELAY, true);
			// Before the sink, which counts as a handshake from now on.
			SSLEngine engine = (this.tls != null) ? this.tls.newEngine() : null;
			TransportSink sink = this.sinks.apply(remote);
			if (sink == null) {
				accepted.close();
				return;
			}
			EventLoop target = this.group.next();
			TransportSink first = (engine != null) ? new TlsTransport(target, engine, this.tlsTasks, sink) : sink;
			NioTransport transport = new NioTransport(target, accepted, remote, false, first, null);
			target.execute(() -> transport.open(null));
		}
		catch (Throwable ex) {
			try {
				accepted.close();
			}
			catch (IOException suppressed) {
				ex.addSuppressed(suppressed);
			}
		}
	}

	@Override
	public void onDeadline(long nanoTime) {
		if (!this.paused) {
			interest(SelectionKey.OP_ACCEPT);
		}
	}

	/**
	 * The loop ends. Other failures are no reason to stop listening.
	 */
	@Override
	public void onFailure(@Nullable Throwable cause) {
		if (cause == null) {
			end();
		}
	}

	private void end() {
		if (this.slot >= 0) {
			this.loop.deadlines().remove(this.slot);
			this.slot = -1;
		}
		if (this.key != null) {
			this.key.cancel();
			this.key = null;
		}
		try {
			this.channel.close();
		}
		catch (IOException ex) {
			// The descriptor is gone either way.
		}
	}

	private void interest(int operations) {
		SelectionKey current = this.key;
		if (current != null && current.isValid()) {
			current.interestOps(operations);
		}
	}

}
