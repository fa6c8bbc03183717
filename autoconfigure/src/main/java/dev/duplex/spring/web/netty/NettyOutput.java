package dev.duplex.spring.web.netty;

import java.nio.ByteBuffer;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.Future;

/**
 * Gives a session's bytes to Netty, no more than it can send soon, and ends them. Like
 * all of a transport, in its context only.
 */
final class NettyOutput {

	/**
	 * Most bytes that are Netty's to keep while a peer does not take them; the rest stays
	 * in the session's queue, which has the limits.
	 */
	private static final int CHUNK = 64 * 1024;

	private final NettyTransport transport;

	private final NettyContext context;

	private final Wire wire;

	/** Bytes that Netty has taken and not written. */
	private int unwritten;

	/** Whether the sink waits to be told that more can be written. */
	private boolean blocked;

	private boolean ending;

	private boolean ended;

	NettyOutput(NettyTransport transport, NettyContext context, Wire wire) {
		this.transport = transport;
		this.context = context;
		this.wire = wire;
	}

	/**
	 * Copies as much as can be sent soon.
	 * @return whether more can be written at once
	 */
	boolean write(ByteBuffer source) {
		if (this.ending || this.transport.isClosed()) {
			return false;
		}
		ChannelHandlerContext ctx = this.transport.handler();
		int maxUnwritten = this.wire.maxUnwritten();
		while (source.hasRemaining() && this.unwritten <= maxUnwritten) {
			int length = Math.min(source.remaining(), CHUNK);
			ByteBuf chunk = ctx.alloc().ioBuffer(length);
			int limit = source.limit();
			chunk.writeBytes(source.limit(source.position() + length));
			source.limit(limit);
			ChannelFuture written = ctx.writeAndFlush(this.wire.message(chunk));
			if (!written.isDone()) {
				this.unwritten += length;
				written.addListener((done) -> onWritten(done, length));
			}
			else if (!written.isSuccess()) {
				this.transport.onFailure(written.cause());
				return false;
			}
		}
		this.blocked = this.unwritten > maxUnwritten;
		return !this.blocked;
	}

	/**
	 * Told by Netty from within whatever it does, such as another connection's write: so
	 * the sink is called in a turn of its own.
	 */
	private void onWritten(Future<?> done, int length) {
		this.unwritten -= length;
		this.context.execute(() -> {
			if (!done.isSuccess()) {
				this.transport.onFailure(done.cause());
			}
			goOn();
		});
	}

	private void goOn() {
		if (this.transport.isClosed()) {
			this.transport.finishClose();
		}
		else if (this.ending) {
			finish();
		}
		else if (this.blocked && this.unwritten <= this.wire.maxUnwritten()) {
			this.blocked = false;
			try {
				this.transport.sink().onWritable();
			}
			catch (Throwable ex) {
				this.transport.onFailure(ex);
			}
		}
	}

	/**
	 * Ends the stream to the peer, behind what was written.
	 */
	void end() {
		if (!this.ending) {
			this.ending = true;
			finish();
		}
	}

	private void finish() {
		if (this.unwritten == 0 && !this.ended) {
			this.ended = true;
			this.wire.endOutput(this.transport.handler());
		}
	}

	/**
	 * Whether all that was written has left.
	 */
	boolean isEmpty() {
		return this.unwritten == 0;
	}

	boolean isEnded() {
		return this.ended;
	}

}
