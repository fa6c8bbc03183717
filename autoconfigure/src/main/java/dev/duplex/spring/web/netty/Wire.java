package dev.duplex.spring.web.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslHandler;
import org.jspecify.annotations.Nullable;

/**
 * What differs between the channels that a connection may be: TCP, with TLS or without,
 * and a stream of HTTP/2. Has no state, so that all connections share one. Everything is
 * called in the channel's event loop, with the context of {@link NettyTransport}.
 */
interface Wire {

	/**
	 * Has the channel tell the end of the peer's stream and stay open.
	 */
	void prepare(ChannelHandlerContext ctx);

	/**
	 * The bytes of what the channel has read.
	 * @return the bytes, whose release is that of the message, or {@code null} if there
	 * are none
	 */
	@Nullable ByteBuf bytes(Object message);

	/**
	 * Whether what the channel has read is the last of the peer's stream.
	 */
	boolean isLast(Object message);

	/**
	 * Whether an event says that the peer has ended its stream.
	 */
	boolean isEndOfStream(Object event);

	/**
	 * Whether an event says that the peer has given the connection up.
	 */
	boolean isReset(Object event);

	/**
	 * Wraps what is written as the handlers before this one want it.
	 */
	Object message(ByteBuf chunk);

	/**
	 * How much may be under way while more can be written at once.
	 */
	int maxUnwritten();

	/**
	 * Ends the stream to the peer, behind what was written.
	 */
	void endOutput(ChannelHandlerContext ctx);

	/**
	 * Closes the channel, when all that was written has left.
	 * @param outputEnded whether {@link #endOutput} was called
	 */
	void close(ChannelHandlerContext ctx, boolean outputEnded);

	/**
	 * Closes the channel and throws away what was not sent.
	 */
	void reset(ChannelHandlerContext ctx);

	/**
	 * What encrypts the channel, or {@code null} for nothing.
	 */
	@Nullable SslHandler tls(ChannelHandlerContext ctx);

}
