package dev.duplex.spring.web.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import org.jspecify.annotations.Nullable;

/**
 * A connection of TCP, with TLS or without: its bytes are the bytes.
 */
final class TcpWire implements Wire {

	@Override
	public void prepare(ChannelHandlerContext ctx) {
		ctx.channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
	}

	@Override
	public @Nullable ByteBuf bytes(Object message) {
		return (message instanceof ByteBuf bytes) ? bytes : null;
	}

	@Override
	public boolean isLast(Object message) {
		return false;
	}

	@Override
	public boolean isEndOfStream(Object event) {
		return event instanceof ChannelInputShutdownEvent
				|| event instanceof SslCloseCompletionEvent completion && completion.isSuccess();
	}

	@Override
	public boolean isReset(Object event) {
		return false;
	}

	@Override
	public Object message(ByteBuf chunk) {
		return chunk;
	}

	@Override
	public int maxUnwritten() {
		return 0;
	}

	@Override
	public void endOutput(ChannelHandlerContext ctx) {
		SslHandler tls = tls(ctx);
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

	@Override
	public void close(ChannelHandlerContext ctx, boolean outputEnded) {
		ctx.close();
	}

	@Override
	public void reset(ChannelHandlerContext ctx) {
		try {
			ctx.channel().config().setOption(ChannelOption.SO_LINGER, 0);
		}
		catch (ChannelException ex) {
			// Then it closes in the ordinary way, or is closed.
		}
		// Around TLS, which would wait for its close_notify to be sent.
		ctx.pipeline().firstContext().close();
	}

	@Override
	public @Nullable SslHandler tls(ChannelHandlerContext ctx) {
		return ctx.pipeline().get(SslHandler.class);
	}

}
