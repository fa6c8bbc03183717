package dev.duplex.spring.web.netty;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;

import javax.net.ssl.SSLSession;

import dev.duplex.engine.WebSocketConnection;
import dev.duplex.engine.protocol.CloseCode;
import dev.duplex.engine.transport.DeadlineHandler;
import dev.duplex.engine.transport.SerialContext;
import dev.duplex.engine.transport.Transport;
import dev.duplex.engine.transport.TransportSink;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * A connection of Netty's, taken over as bytes: the last handler of its pipeline that
 * sees any. What is left of the HTTP exchange behind it reads and writes nothing more.
 * Here is how it begins and ends; what comes in is {@link NettyInput}'s, what goes out
 * {@link NettyOutput}'s.
 */
final class NettyTransport extends ChannelDuplexHandler implements Transport, DeadlineHandler {

	/** How long a close waits for what was written before. */
	private static final long LINGER_NANOS = 1_000_000_000L;

	private final NettyContext context;

	private final Wire wire;

	private final InetSocketAddress remoteAddress;

	private final boolean secure;

	private final NettyInput input;

	private final NettyOutput output;

	private TransportSink sink;

	private @Nullable ChannelHandlerContext handler;

	private int slot = -1;

	private boolean closed;

	private boolean closeAsked;

	private boolean reported;

	private @Nullable Throwable cause;

	NettyTransport(NettyContext context, Wire wire, InetSocketAddress remoteAddress, boolean secure,
			TransportSink sink) {
		this.context = context;
		this.wire = wire;
		this.remoteAddress = remoteAddress;
		this.secure = secure;
		this.input = new NettyInput(this, context);
		this.output = new NettyOutput(this, context, wire);
		this.sink = sink;
	}

	/**
	 * Begins, once this is in its place and the response was written.
	 * @param earlyBytes what came behind the request, released here; or {@code null}
	 */
	void open(@Nullable ByteBuf earlyBytes) {
		ChannelHandlerContext ctx = handler();
		if (this.context.isClosing() || !ctx.channel().isActive()) {
			ReferenceCountUtil.release(earlyBytes);
			this.closed = true;
			this.wire.reset(ctx);
			report();
			return;
		}
		this.input.beginBatch();
		this.slot = this.context.add(this);
		this.wire.prepare(ctx);
		try {
			this.sink.onOpen(this);
		}
		catch (Throwable ex) {
			onFailure(ex);
		}
		if (earlyBytes != null) {
			this.input.take(earlyBytes);
		}
		this.input.endBatch();
		this.input.start();
	}

	// What its parts ask

	ChannelHandlerContext handler() {
		ChannelHandlerContext ctx = this.handler;
		if (ctx == null) {
			throw new IllegalStateException("not in a pipeline");
		}
		return ctx;
	}

	TransportSink sink() {
		return this.sink;
	}

	boolean isClosed() {
		return this.closed;
	}

	// What Netty tells

	@Override
	public void handlerAdded(ChannelHandlerContext ctx) {
		this.handler = ctx;
	}

	@Override
	public void channelRead(ChannelHandlerContext ctx, Object message) {
		ByteBuf bytes = this.wire.bytes(message);
		if (bytes == null) {
			ReferenceCountUtil.release(message);
			return;
		}
		this.input.take(bytes);
		if (this.wire.isLast(message)) {
			this.input.end();
		}
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext ctx) {
		this.input.endBatch();
	}

	@Override
	public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
		if (this.wire.isEndOfStream(event)) {
			this.input.end();
		}
		else if (this.wire.isReset(event)) {
			onFailure(new ClosedChannelException());
		}
		ctx.fireUserEventTriggered(event);
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext ctx, Throwable failure) {
		onFailure(failure);
	}

	@Override
	public void channelInactive(ChannelHandlerContext ctx) {
		this.context.enter(null);
		this.closed = true;
		report();
		ctx.fireChannelInactive();
	}

	/**
	 * What the remains of the HTTP exchange write must not reach the peer: they end it,
	 * not knowing that it has become something else.
	 */
	@Override
	public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
		ReferenceCountUtil.release(message);
		promise.trySuccess();
	}

	/**
	 * Closed by somebody else. Reactor Netty does so as soon as it begins to stop, at the
	 * same time as the engine takes leave of its peers: so this is a leave too.
	 */
	@Override
	public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
		if (this.closed || !(this.sink instanceof WebSocketConnection connection)) {
			ctx.close(promise);
			return;
		}
		connection.close(CloseCode.GOING_AWAY, "Server stopping");
		ctx.channel().closeFuture().addListener((closed) -> promise.trySuccess());
	}

	// What the context tells

	@Override
	public void onDeadline(long nanoTime) {
		if (this.closed) {
			reset();
		}
		else {
			this.sink.onDeadline(nanoTime);
		}
	}

	@Override
	public void onFailure(@Nullable Throwable failure) {
		close(failure, true);
	}

	// What the session asks

	@Override
	public void sink(TransportSink next) {
		this.sink = next;
	}

	@Override
	public boolean write(ByteBuffer source) {
		return this.output.write(source);
	}

	@Override
	public void pauseReading() {
		this.input.pause();
	}

	@Override
	public void resumeReading() {
		this.input.resume();
	}

	@Override
	public void shutdownOutput() {
		if (!this.closed) {
			this.output.end();
		}
	}

	@Override
	public void close() {
		close(null, false);
	}

	@Override
	public void abort() {
		if (this.closed) {
			reset();
		}
		else {
			close(null, true);
		}
	}

	private void close(@Nullable Throwable failure, boolean reset) {
		if (this.closed) {
			return;
		}
		this.closed = true;
		this.cause = failure;
		this.input.release();
		if (this.context.isClosing()) {
			// Netty may be slower than the end of the engine.
			this.wire.reset(handler());
			report();
		}
		else if (reset) {
			reset();
		}
		else {
			this.context.deadline(this.slot, this.context.nanoTime() + LINGER_NANOS);
			finishClose();
		}
	}

	void finishClose() {
		if (this.output.isEmpty() && !this.closeAsked) {
			this.closeAsked = true;
			this.wire.close(handler(), this.output.isEnded());
		}
	}

	private void reset() {
		if (!this.reported) {
			this.closeAsked = true;
			this.wire.reset(handler());
		}
	}

	private void report() {
		this.input.release();
		if (this.slot >= 0) {
			this.context.remove(this.slot);
			this.slot = -1;
		}
		if (!this.reported) {
			this.reported = true;
			try {
				this.sink.onClosed(this.cause);
			}
			catch (Throwable ex) {
				NettyContext.report(ex);
			}
		}
	}

	@Override
	public void deadline(long nanoTime) {
		if (this.slot >= 0 && !this.closed) {
			this.context.deadline(this.slot, nanoTime);
		}
	}

	@Override
	public SerialContext context() {
		return this.context;
	}

	@Override
	public InetSocketAddress remoteAddress() {
		return this.remoteAddress;
	}

	@Override
	public boolean isSecure() {
		return this.secure;
	}

	@Override
	public @Nullable SSLSession tlsSession() {
		SslHandler tls = this.wire.tls(handler());
		return (tls != null) ? tls.engine().getSession() : null;
	}

}
