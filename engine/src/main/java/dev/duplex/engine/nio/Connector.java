package dev.duplex.engine.nio;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Iterator;
import java.util.List;

import dev.duplex.engine.transport.TransportSink;
import org.jspecify.annotations.Nullable;

/**
 * Connects to the first of a host's addresses that answers, one after another, and hands
 * the channel over to a transport.
 */
final class Connector implements ReadyHandler {

	private final EventLoop loop;

	private final Iterator<InetSocketAddress> addresses;

	private final TransportSink sink;

	private final long giveUpAt;

	/** How long one address may take, so that a silent one leaves time for the others. */
	private final long patience;

	private @Nullable SocketChannel channel;

	private @Nullable InetSocketAddress address;

	private @Nullable SelectionKey key;

	private int slot = -1;

	private @Nullable IOException failure;

	/**
	 * Creates a connector.
	 * @param loop where the connection will live
	 * @param addresses where to, in order; at least one
	 * @param sink takes the connection; gets {@link TransportSink#onClosed} as its only
	 * call if there is none
	 * @param giveUpAt a time of {@link System#nanoTime()}
	 */
	Connector(EventLoop loop, List<InetSocketAddress> addresses, TransportSink sink, long giveUpAt) {
		this.loop = loop;
		this.addresses = addresses.iterator();
		this.sink = sink;
		this.giveUpAt = giveUpAt;
		this.patience = Math.max(0, giveUpAt - System.nanoTime()) / addresses.size();
	}

	/**
	 * Begins, on the loop.
	 */
	void open() {
		if (this.loop.isClosing()) {
			this.sink.onClosed(new IOException("the event loop has ended"));
			return;
		}
		this.slot = this.loop.deadlines().add(this);
		next();
	}

	private void next() {
		while (this.addresses.hasNext()) {
			this.address = this.addresses.next();
			try {
				if (connect(this.address)) {
					connected();
				}
				return;
			}
			catch (IOException | RuntimeException ex) {
				failed(ex);
			}
		}
		end();
		this.sink.onClosed(this.failure);
	}

	private boolean connect(InetSocketAddress target) throws IOException {
		SocketChannel opened = SocketChannel.open();
		this.channel = opened;
		opened.configureBlocking(false);
		opened.setOption(StandardSocketOptions.TCP_NODELAY, true);
		if (opened.connect(target)) {
			return true;
		}
		this.key = this.loop.register(opened, SelectionKey.OP_CONNECT, this);
		long now = System.nanoTime();
		long deadline = this.addresses.hasNext() ? Math.min(now + this.patience, this.giveUpAt) : this.giveUpAt;
		this.loop.deadlines().set(this.slot, deadline);
		return false;
	}

	@Override
	public void onReady(SelectionKey ready) {
		SocketChannel connecting = this.channel;
		try {
			if (connecting != null && connecting.finishConnect()) {
				connected();
			}
		}
		catch (IOException | RuntimeException ex) {
			failed(ex);
			next();
		}
	}

	/**
	 * Hands over. The key stays registered; the transport makes it its own.
	 */
	private void connected() {
		SocketChannel opened = this.channel;
		InetSocketAddress remote = this.address;
		if (opened == null || remote == null) {
			throw new IllegalStateException("not connecting");
		}
		this.channel = null;
		this.key = null;
		end();
		new NioTransport(this.loop, opened, remote, false, this.sink, null).open(null);
	}

	@Override
	public void onDeadline(long nanoTime) {
		failed(new ConnectException("no answer from " + this.address));
		next();
	}

	/**
	 * The loop ends.
	 */
	@Override
	public void onFailure(@Nullable Throwable cause) {
		if (this.slot < 0) {
			return;
		}
		failed(new IOException("the event loop has ended", cause));
		end();
		this.sink.onClosed(this.failure);
	}

	private void failed(Exception cause) {
		IOException wrapped = (cause instanceof IOException io) ? io : new IOException(cause);
		if (this.failure != null) {
			wrapped.addSuppressed(this.failure);
		}
		this.failure = wrapped;
		release();
	}

	private void end() {
		release();
		if (this.slot >= 0) {
			this.loop.deadlines().remove(this.slot);
			this.slot = -1;
		}
	}

	private void release() {
		if (this.key != null) {
			this.key.cancel();
			this.key = null;
		}
		SocketChannel opened = this.channel;
		this.channel = null;
		try {
			if (opened != null) {
				opened.close();
			}
		}
		catch (IOException ex) {
			// The descriptor is gone either way.
		}
	}

}
