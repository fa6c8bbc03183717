package dev.duplex.spring.web.netty;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;

import javax.net.ssl.SSLSession;

import dev.duplex.engine.WebSocketConnection;
import dev.duplex.engine.protocol.CloseCode;
import dev.duplex.engine.transport.DeadlineHandler;
import dev.duplex.engine.transport.SerialContext;
import dev.duplex.engine.transport.Transport;
import dev.duplex.engine.transport.TransportSink;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * A connection of Netty's, taken over as bytes: the last handler of its pipeline that
 * sees any. What is left of the HTTP exchange behind it reads and writes nothing more.
 */
class NettyTransport extends ChannelDuplexHandler implements Transport, DeadlineHandler {

	/**
	 * Most bytes that are Netty's to keep while a peer does not take them; the rest stays
	 * in the session's queue, which has the limits.
	 */
	private static final int CHUNK = 64 * 1024;

	/** How long a close waits for what was written before. */
	private static final long LINGER_NANOS = 1_000_000_000L;

	private final NettyContext context;

	private final InetSocketAddress remoteAddress;

	private final boolean secure;

	private TransportSink sink;

	private @Nullable ChannelHandlerContext handler;

	private int slot = -1;

	private boolean inBatch;

	private boolean paused;

	/** What came although reading is paused: TLS decrypts all that it has read. */
	private @Nullable ArrayDeque<ByteBuf> held;

	/** Bytes that Netty has taken and not written. */
	private int unwritten;

	/** Whether the sink waits for {@link TransportSink#onWritable}. */
	private boolean blocked;

	private boolean endOfStream;

	private boolean endOfStreamTold;

	private boolean outputEnding;

	private boolean outputEnded;

	private boolean closed;

	private boolean closeAsked;

	private boolean reported;

	private @Nullable Throwable cause;

	NettyTransport(NettyContext context, InetSocketAddress remoteAddress, boolean secure, TransportSink sink) {
		this.context = context;
		this.remoteAddress = remoteAddress;
		this.secure = secure;
		this.sink = sink;
	}

	/**
	 * Begins, once this is in its place and the response was written.
	 * @param earlyBytes what came behind the request, released here; or {@code null}
	 */
	final void open(@Nullable ByteBuf earlyBytes) {
		ChannelHandlerContext ctx = handler();
		if (this.context.isClosing() || !ctx.channel().isActive()) {
			ReferenceCountUtil.release(earlyBytes);
			this.closed = true;
			resetChannel(ctx);
			report();
			return;
		}
		this.context.enter(this);
		this.inBatch = true;
		this.slot = this.context.add(this);
		prepare(ctx);
		try {
			this.sink.onOpen(this);
		}
		catch (Throwable ex) {
			onFailure(ex);
		}
		if (earlyBytes != null) {
			channelRead(ctx, earlyBytes);
		}
		endBatch();
		ctx.channel().config().setAutoRead(!this.paused);
	}

	private ChannelHandlerContext handler() {
		ChannelHandlerContext ctx = this.handler;
		if (ctx == null) {
			throw new IllegalStateException("not in a pipeline");
		}
		return ctx;
	}

	// What differs between TCP and a stream of HTTP/2

	/**
	 * Has the channel tell the end of the peer's stream and stay open.
	 */
	void prepare(ChannelHandlerContext ctx) {
		ctx.channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
	}

	/**
	 * Wraps what is written as the handlers before this one want it.
	 */
	Object message(ByteBuf chunk) {
		return chunk;
	}

	/**
	 * How much may be under way while more can be written at once.
	 */
	int maxUnwritten() {
		return 0;
	}

	/**
	 * Ends the stream to the peer, behind what was written.
	 */
	void endOutput(ChannelHandlerContext ctx) {
		SslHandler tls = ctx.pipeline().get(SslHandler.class);
		if (tls == null) {
			shutdownOutput(ctx);
		}
		else {
			tls.closeOutbound().addListener((ignored) -> shutdownOutput(ctx));
		}
	}

	private static void shutdownOutput(ChannelHandlerContext ctx) {
		if (ctx.channel().isActive() && ctx.channel() instanceof DuplexChannel channel) {
			channel.shutdownOutput();
		}
	}

	/**
	 * Closes the channel, when all that was written has left.
	 * @param outputEnded whether {@link #endOutput} was called
	 */
	void closeChannel(ChannelHandlerContext ctx, boolean outputEnded) {
		ctx.close();
	}

	/**
	 * Closes the channel and throws away what was not sent.
	 */
	void resetChannel(ChannelHandlerContext ctx) {
		try {
			ctx.channel().config().setOption(ChannelOption.SO_LINGER, 0);
		}
		catch (ChannelException ex) {
			// Then it closes in the ordinary way, or is closed.
		}
		// Around TLS, which would wait for its close_notify to be sent.
		ctx.pipeline().firstContext().close();
	}

	@Nullable SslHandler tls(ChannelHandlerContext ctx) {
		return ctx.pipeline().get(SslHandler.class);
	}

	// What Netty tells

	@Override
	public final void handlerAdded(ChannelHandlerContext ctx) {
		this.handler = ctx;
	}

	@Override
	public void channelRead(ChannelHandlerContext ctx, Object message) {
		if (this.closed || !(message instanceof ByteBuf bytes)) {
			ReferenceCountUtil.release(message);
		}
		else if (this.paused || this.held != null) {
			hold(bytes);
		}
		else {
			deliver(bytes);
		}
	}

	private void deliver(ByteBuf bytes) {
		this.context.enter(this);
		this.inBatch = true;
		try {
			// A slice, as what lies around it belongs to others.
			this.sink.onBytes(bytes.nioBuffer());
		}
		catch (Throwable ex) {
			onFailure(ex);
		}
		finally {
			bytes.release();
		}
	}

	private void hold(ByteBuf bytes) {
		ArrayDeque<ByteBuf> waiting = this.held;
		if (waiting == null) {
			waiting = new ArrayDeque<>(4);
			this.held = waiting;
		}
		waiting.add(bytes);
	}

	@Override
	public final void channelReadComplete(ChannelHandlerContext ctx) {
		endBatch();
	}

	final void endBatch() {
		if (this.inBatch) {
			this.inBatch = false;
			this.context.leave(this);
			try {
				this.sink.onReadBatchEnd();
			}
			catch (Throwable ex) {
				onFailure(ex);
			}
		}
	}

	@Override
	public final void userEventTriggered(ChannelHandlerContext ctx, Object event) {
		boolean tlsEnded = event instanceof SslCloseCompletionEvent completion && completion.isSuccess();
		if (tlsEnded || event instanceof ChannelInputShutdownEvent) {
			onEndOfStream();
		}
		onEvent(event);
		ctx.fireUserEventTriggered(event);
	}

	/**
	 * An event of the channel's.
	 */
	void onEvent(Object event) {
	}

	final void onEndOfStream() {
		this.endOfStream = true;
		tellEndOfStream();
	}

	private void tellEndOfStream() {
		if (this.endOfStream && !this.endOfStreamTold && !this.closed && this.held == null) {
			this.endOfStreamTold = true;
			this.context.enter(null);
			try {
				this.sink.onEndOfStream();
			}
			catch (Throwable ex) {
				onFailure(ex);
			}
		}
	}

	@Override
	public final void exceptionCaught(ChannelHandlerContext ctx, Throwable failure) {
		onFailure(failure);
	}

	@Override
	public final void channelInactive(ChannelHandlerContext ctx) {
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
	public final void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
		ReferenceCountUtil.release(message);
		promise.trySuccess();
	}

	/**
	 * Closed by somebody else. Reactor Netty does so as soon as it begins to stop, at the
	 * same time as the engine takes leave of its peers: so this is a leave too.
	 */
	@Override
	public final void close(ChannelHandlerContext ctx, ChannelPromise promise) {
		if (this.closed || !(this.sink instanceof WebSocketConnection connection)) {
			ctx.close(promise);
			return;
		}
		connection.close(CloseCode.GOING_AWAY, "Server stopping");
		ctx.channel().closeFuture().addListener((closed) -> promise.trySuccess());
	}

	@Override
	public final void onDeadline(long nanoTime) {
		if (this.closed) {
			reset();
		}
		else {
			this.sink.onDeadline(nanoTime);
		}
	}

	@Override
	public final void onFailure(@Nullable Throwable failure) {
		close(failure, !(failure instanceof IOException));
	}

	// What the session asks

	@Override
	public final void sink(TransportSink next) {
		this.sink = next;
	}

	@Override
	public final boolean write(ByteBuffer source) {
		if (this.closed || this.outputEnding) {
			return false;
		}
		ChannelHandlerContext ctx = handler();
		while (source.hasRemaining() && this.unwritten <= maxUnwritten()) {
			int length = Math.min(source.remaining(), CHUNK);
			ByteBuf chunk = ctx.alloc().ioBuffer(length);
			int limit = source.limit();
			chunk.writeBytes(source.limit(source.position() + length));
			source.limit(limit);
			ChannelFuture written = ctx.writeAndFlush(message(chunk));
			if (!written.isDone()) {
				this.unwritten += length;
				written.addListener((done) -> onWritten(done, length));
			}
			else if (!written.isSuccess()) {
				close(written.cause(), false);
				return false;
			}
		}
		this.blocked = this.unwritten > maxUnwritten();
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
				close(done.cause(), false);
			}
			goOn();
		});
	}

	private void goOn() {
		if (this.closed) {
			finishClose();
		}
		else if (this.outputEnding) {
			finishOutput();
		}
		else if (this.blocked && this.unwritten <= maxUnwritten()) {
			this.blocked = false;
			try {
				this.sink.onWritable();
			}
			catch (Throwable ex) {
				onFailure(ex);
			}
		}
	}

	@Override
	public final void pauseReading() {
		if (!this.paused) {
			this.paused = true;
			handler().channel().config().setAutoRead(false);
		}
	}

	@Override
	public final void resumeReading() {
		if (this.paused) {
			this.paused = false;
			if (this.held != null) {
				this.context.execute(this::deliverHeld);
			}
			handler().channel().config().setAutoRead(true);
		}
	}

	private void deliverHeld() {
		ArrayDeque<ByteBuf> waiting = this.held;
		if (waiting == null) {
			return;
		}
		while (!this.paused && !this.closed && !waiting.isEmpty()) {
			deliver(waiting.remove());
		}
		if (waiting.isEmpty()) {
			this.held = null;
		}
		endBatch();
		tellEndOfStream();
	}

	@Override
	public final void shutdownOutput() {
		if (!this.closed && !this.outputEnding) {
			this.outputEnding = true;
			finishOutput();
		}
	}

	private void finishOutput() {
		if (this.unwritten == 0 && !this.outputEnded) {
			this.outputEnded = true;
			endOutput(handler());
		}
	}

	@Override
	public final void close() {
		close(null, false);
	}

	@Override
	public final void abort() {
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
		releaseHeld();
		if (this.context.isClosing()) {
			// Netty may be slower than the end of the engine.
			resetChannel(handler());
			report();
		}
		else if (reset || failure != null) {
			reset();
		}
		else {
			this.context.deadline(this.slot, this.context.nanoTime() + LINGER_NANOS);
			finishClose();
		}
	}

	private void finishClose() {
		if (this.unwritten == 0 && !this.closeAsked) {
			this.closeAsked = true;
			closeChannel(handler(), this.outputEnded);
		}
	}

	private void reset() {
		if (!this.reported) {
			this.closeAsked = true;
			resetChannel(handler());
		}
	}

	private void releaseHeld() {
		ArrayDeque<ByteBuf> waiting = this.held;
		this.held = null;
		if (waiting != null) {
			waiting.forEach(ByteBuf::release);
		}
	}

	private void report() {
		releaseHeld();
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
	public final void deadline(long nanoTime) {
		if (this.slot >= 0 && !this.closed) {
			this.context.deadline(this.slot, nanoTime);
		}
	}

	@Override
	public final SerialContext context() {
		return this.context;
	}

	@Override
	public final InetSocketAddress remoteAddress() {
		return this.remoteAddress;
	}

	@Override
	public final boolean isSecure() {
		return this.secure;
	}

	@Override
	public final @Nullable SSLSession tlsSession() {
		SslHandler tls = tls(handler());
		return (tls != null) ? tls.engine().getSession() : null;
	}

}
