package dev.duplex.spring.web.netty;

import dev.duplex.engine.protocol.OpeningHandshake;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import org.jspecify.annotations.Nullable;
import reactor.netty.NettyPipeline;

/**
 * Keeps what comes behind an opening handshake from the HTTP codec, which would take it
 * for another request and throw it away, until it is known whether it is WebSocket. Sits
 * before the codec, and lets it have a request's head at a time; a second handler behind
 * the codec sees what it makes of it. Bodies and all else pass by.
 */
final class EarlyBytes extends ChannelInboundHandlerAdapter {

	private static final String NAME = "duplex.earlyBytes";

	private static final String REQUESTS_NAME = "duplex.requests";

	private final Requests requests = new Requests();

	private State state = State.HEAD;

	/** Whether the line that is being read has nothing in it so far. */
	private boolean blankLine = true;

	private @Nullable ChannelHandlerContext context;

	private @Nullable ByteBuf held;

	private boolean awaited;

	private enum State {

		/** The head of a request is due. */
		HEAD,

		/** A request has begun, and not ended. */
		BODY,

		/** An opening handshake waits for its answer. */
		HANDSHAKE,

		/** There will be no further request. */
		OVER

	}

	/**
	 * Adds the handlers to the pipeline of a server's connection.
	 * @param pipeline a pipeline with Netty's codec of HTTP/1.1, or one that gets it with
	 * the TLS handshake
	 */
	static void install(ChannelPipeline pipeline) {
		ChannelHandlerContext codec = pipeline.context(HttpServerCodec.class);
		if (codec != null) {
			EarlyBytes before = new EarlyBytes();
			pipeline.addBefore(codec.name(), NAME, before);
			pipeline.addAfter(codec.name(), REQUESTS_NAME, before.requests);
		}
		else if (pipeline.context(NettyPipeline.ReactiveBridge) != null) {
			pipeline.addBefore(NettyPipeline.ReactiveBridge, null, new Installer());
		}
	}

	/**
	 * Has the bytes kept for a connection that will be taken over. Without it they go
	 * back to HTTP when the handshake is answered.
	 */
	void await() {
		this.awaited = true;
	}

	/**
	 * Hands over the bytes and keeps no more.
	 * @return what came behind the request, or {@code null}; the caller's to release
	 */
	@Nullable ByteBuf take() {
		ByteBuf bytes = this.held;
		this.held = null;
		this.state = State.OVER;
		return bytes;
	}

	/**
	 * Removes the second handler.
	 */
	void removeRequests(ChannelPipeline pipeline) {
		if (pipeline.context(this.requests) != null) {
			pipeline.remove(this.requests);
		}
	}

	@Override
	public void handlerAdded(ChannelHandlerContext ctx) {
		this.context = ctx;
	}

	@Override
	public void channelRead(ChannelHandlerContext ctx, Object message) {
		if (!(message instanceof ByteBuf bytes)) {
			ctx.fireChannelRead(message);
			return;
		}
		while (this.state == State.HEAD) {
			int end = endOfHead(bytes);
			if (end < 0 || end == bytes.writerIndex()) {
				ctx.fireChannelRead(bytes);
				return;
			}
			ctx.fireChannelRead(bytes.readRetainedSlice(end - bytes.readerIndex()));
		}
		if (this.state == State.HANDSHAKE) {
			hold(ctx, bytes);
		}
		else {
			ctx.fireChannelRead(bytes);
		}
	}

	/**
	 * Finds the end of the first blank line.
	 * @return where what follows it begins, or -1
	 */
	private int endOfHead(ByteBuf bytes) {
		int from = bytes.readerIndex();
		while (from < bytes.writerIndex()) {
			int lineFeed = bytes.indexOf(from, bytes.writerIndex(), (byte) '\n');
			int end = (lineFeed < 0) ? bytes.writerIndex() : lineFeed;
			if (end - from > 1 || end - from == 1 && bytes.getByte(from) != '\r') {
				this.blankLine = false;
			}
			if (lineFeed < 0) {
				return -1;
			}
			from = lineFeed + 1;
			if (this.blankLine) {
				return from;
			}
			this.blankLine = true;
		}
		return -1;
	}

	/**
	 * Bounded by what one read brings, as there is no other before the answer.
	 */
	private void hold(ChannelHandlerContext ctx, ByteBuf bytes) {
		if (this.held == null) {
			this.held = bytes;
		}
		else {
			CompositeByteBuf both = ctx.alloc().compositeBuffer();
			this.held = both.addFlattenedComponents(true, this.held).addFlattenedComponents(true, bytes);
		}
		ctx.channel().config().setAutoRead(false);
	}

	/**
	 * All requests are answered, and none became a connection of ours.
	 * @param over whether the peer changes to another protocol
	 */
	private void letGo(boolean over) {
		ChannelHandlerContext ctx = this.context;
		if (ctx == null || ctx.isRemoved() || this.awaited) {
			return;
		}
		boolean handshake = this.state == State.HANDSHAKE;
		if (over) {
			this.state = State.OVER;
		}
		else if (handshake) {
			this.state = State.HEAD;
		}
		ByteBuf bytes = this.held;
		this.held = null;
		if (bytes != null) {
			channelRead(ctx, bytes);
			ctx.fireChannelReadComplete();
			ctx.channel().config().setAutoRead(true);
		}
	}

	@Override
	public void handlerRemoved(ChannelHandlerContext ctx) {
		release();
	}

	@Override
	public void channelInactive(ChannelHandlerContext ctx) {
		release();
		ctx.fireChannelInactive();
	}

	private void release() {
		ByteBuf bytes = this.held;
		this.held = null;
		if (bytes != null) {
			bytes.release();
		}
	}

	/**
	 * What the codec made of the bytes, and what goes back to it.
	 */
	private final class Requests extends ChannelDuplexHandler {

		/** Requests read and not answered. */
		private int unanswered;

		private boolean handshake;

		private boolean informational;

		private boolean switching;

		@Override
		public void channelRead(ChannelHandlerContext ctx, Object message) {
			if (message instanceof HttpRequest request) {
				this.unanswered++;
				this.handshake = asksForWebSocket(request);
				EarlyBytes.this.state = State.BODY;
			}
			if (message instanceof LastHttpContent) {
				EarlyBytes.this.state = this.handshake ? State.HANDSHAKE : State.HEAD;
			}
			ctx.fireChannelRead(message);
		}

		private static boolean asksForWebSocket(HttpRequest request) {
			return request.headers().contains(HttpHeaderNames.UPGRADE)
					&& OpeningHandshake.asksForWebSocket(request.headers().getAll(HttpHeaderNames.UPGRADE));
		}

		@Override
		public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
			if (message instanceof HttpResponse response) {
				this.switching = response.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS);
				this.informational = !this.switching && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
			}
			ctx.write(message, promise);
			if (message instanceof LastHttpContent && !this.informational && --this.unanswered == 0) {
				boolean over = this.switching;
				// Not from within the answer, which is not over yet. Another request may
				// come before.
				ctx.executor().execute(() -> {
					if (this.unanswered == 0) {
						letGo(over);
					}
				});
			}
		}

	}

	/**
	 * Waits for TLS to agree on a version of HTTP.
	 */
	private static final class Installer extends ChannelInboundHandlerAdapter {

		@Override
		public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
			if (event instanceof SslHandshakeCompletionEvent) {
				ctx.pipeline().remove(this);
				if (ctx.pipeline().context(HttpServerCodec.class) != null) {
					install(ctx.pipeline());
				}
			}
			ctx.fireUserEventTriggered(event);
		}

	}

}
