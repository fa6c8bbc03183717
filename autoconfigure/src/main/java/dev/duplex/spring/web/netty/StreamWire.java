package dev.duplex.spring.web.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import org.jspecify.annotations.Nullable;

/**
 * A stream of an HTTP/2 connection (RFC 8441 section 5): its data frames are the bytes,
 * END_STREAM stands for FIN and RST_STREAM for RST.
 */
final class StreamWire implements Wire {

	/** Data waits for the end of a read of the whole connection, so some may wait. */
	private static final int MAX_UNWRITTEN = 64 * 1024;

	@Override
	public void prepare(ChannelHandlerContext ctx) {
		// A stream stays open when the peer has ended its side.
	}

	@Override
	public @Nullable ByteBuf bytes(Object message) {
		return (message instanceof HttpContent content) ? content.content() : null;
	}

	@Override
	public boolean isLast(Object message) {
		return message instanceof LastHttpContent;
	}

	/**
	 * TLS ends for all streams at once.
	 */
	@Override
	public boolean isEndOfStream(Object event) {
		return event instanceof SslCloseCompletionEvent completion && completion.isSuccess();
	}

	@Override
	public boolean isReset(Object event) {
		return event instanceof Http2ResetFrame;
	}

	@Override
	public Object message(ByteBuf chunk) {
		return new DefaultHttpContent(chunk);
	}

	@Override
	public int maxUnwritten() {
		return MAX_UNWRITTEN;
	}

	@Override
	public void endOutput(ChannelHandlerContext ctx) {
		ctx.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
	}

	/**
	 * A stream that is closed before both sides have ended is reset.
	 */
	@Override
	public void close(ChannelHandlerContext ctx, boolean outputEnded) {
		if (outputEnded) {
			ctx.close();
		}
		else {
			ctx.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT).addListener((done) -> ctx.close());
		}
	}

	@Override
	public void reset(ChannelHandlerContext ctx) {
		ctx.close();
	}

	@Override
	public @Nullable SslHandler tls(ChannelHandlerContext ctx) {
		Channel connection = ctx.channel().parent();
		return (connection != null) ? connection.pipeline().get(SslHandler.class) : null;
	}

}
