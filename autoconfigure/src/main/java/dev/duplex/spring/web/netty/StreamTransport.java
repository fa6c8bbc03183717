package dev.duplex.spring.web.netty;

import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;

import dev.duplex.engine.transport.TransportSink;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * A stream of an HTTP/2 connection (RFC 8441 section 5): its data frames are the bytes,
 * END_STREAM stands for FIN and RST_STREAM for RST.
 */
final class StreamTransport extends NettyTransport {

	/** Data waits for the end of a read of the whole connection, so some may wait. */
	private static final int MAX_UNWRITTEN = 64 * 1024;

	StreamTransport(NettyContext context, InetSocketAddress remoteAddress, boolean secure, TransportSink sink) {
		super(context, remoteAddress, secure, sink);
	}

	@Override
	void prepare(ChannelHandlerContext ctx) {
		// A stream stays open when the peer has ended its side.
	}

	@Override
	Object message(ByteBuf chunk) {
		return new DefaultHttpContent(chunk);
	}

	@Override
	int maxUnwritten() {
		return MAX_UNWRITTEN;
	}

	@Override
	void endOutput(ChannelHandlerContext ctx) {
		ctx.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
	}

	/**
	 * A stream that is closed before both sides have ended is reset.
	 */
	@Override
	void closeChannel(ChannelHandlerContext ctx, boolean outputEnded) {
		if (outputEnded) {
			ctx.close();
		}
		else {
			ctx.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT).addListener((done) -> ctx.close());
		}
	}

	@Override
	void resetChannel(ChannelHandlerContext ctx) {
		ctx.close();
	}

	@Override
	@Nullable SslHandler tls(ChannelHandlerContext ctx) {
		Channel connection = ctx.channel().parent();
		return (connection != null) ? connection.pipeline().get(SslHandler.class) : null;
	}

	@Override
	public void channelRead(ChannelHandlerContext ctx, Object message) {
		if (message instanceof HttpContent content) {
			super.channelRead(ctx, content.content());
			if (message instanceof LastHttpContent) {
				onEndOfStream();
			}
		}
		else {
			ReferenceCountUtil.release(message);
		}
	}

	@Override
	void onEvent(Object event) {
		if (event instanceof Http2ResetFrame) {
			onFailure(new ClosedChannelException());
		}
	}

}
