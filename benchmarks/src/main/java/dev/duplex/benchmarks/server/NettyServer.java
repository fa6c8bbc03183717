package dev.duplex.benchmarks.server;

import java.net.InetSocketAddress;

import dev.duplex.benchmarks.server.ServerArguments.Deflate;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.ChannelMatchers;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketServerExtensionHandler;
import io.netty.handler.codec.http.websocketx.extensions.compression.PerMessageDeflateServerExtensionHandshaker;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * Netty on NIO: its own WebSocket pipeline, buffers passed straight back without a copy,
 * one flush for what came in one read.
 */
public final class NettyServer {

	private static final int MAX_MESSAGE_SIZE = 65536;

	private NettyServer() {
	}

	/**
	 * Starts the server.
	 * @param args those of {@link ServerArguments}
	 * @throws Exception if it does not start
	 */
	public static void main(String[] args) throws Exception {
		ServerArguments arguments = ServerArguments.parse(args);
		EventLoopGroup acceptor = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
		EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
		Channel server = new ServerBootstrap().group(acceptor, loop)
			.channel(NioServerSocketChannel.class)
			.option(ChannelOption.SO_BACKLOG, 1024)
			.childOption(ChannelOption.TCP_NODELAY, true)
			.childHandler(new Initializer(arguments.deflate(), tls(arguments.certificate()),
					new DefaultChannelGroup(loop.next())))
			.bind("127.0.0.1", 0)
			.sync()
			.channel();
		Console.serve(((InetSocketAddress) server.localAddress()).getPort());
	}

	private static @Nullable SslContext tls(@Nullable Certificate certificate) throws Exception {
		return (certificate != null)
				? SslContextBuilder.forServer(certificate.keyManagers()).sslProvider(SslProvider.JDK).build() : null;
	}

	private static final class Initializer extends ChannelInitializer<SocketChannel> {

		private final WebSocketServerProtocolConfig config;

		private final @Nullable Deflate deflate;

		private final @Nullable SslContext tls;

		private final ChannelGroup everybody;

		Initializer(@Nullable Deflate deflate, @Nullable SslContext tls, ChannelGroup everybody) {
			this.everybody = everybody;
			this.deflate = deflate;
			this.tls = tls;
			this.config = WebSocketServerProtocolConfig.newBuilder()
				.websocketPath("/")
				.checkStartsWith(true)
				.allowExtensions(deflate != null)
				.maxFramePayloadLength(MAX_MESSAGE_SIZE)
				.build();
		}

		@Override
		protected void initChannel(SocketChannel channel) {
			ChannelPipeline pipeline = channel.pipeline();
			if (this.tls != null) {
				pipeline.addLast(this.tls.newHandler(channel.alloc()));
			}
			pipeline.addLast(new HttpServerCodec(), new HttpObjectAggregator(8192));
			if (this.deflate != null) {
				pipeline.addLast(compression(this.deflate));
			}
			pipeline.addLast(new WebSocketServerProtocolHandler(this.config),
					new WebSocketFrameAggregator(MAX_MESSAGE_SIZE), new Echo(this.everybody));
		}

		/**
		 * As Netty's {@code WebSocketServerCompressionHandler}, which knows one level and
		 * refuses to do without context takeover.
		 */
		private static WebSocketServerExtensionHandler compression(Deflate deflate) {
			boolean noTakeover = !deflate.contextTakeover();
			return new WebSocketServerExtensionHandler(new PerMessageDeflateServerExtensionHandshaker(deflate.level(),
					false, PerMessageDeflateServerExtensionHandshaker.MAX_WINDOW_SIZE, noTakeover, noTakeover,
					MAX_MESSAGE_SIZE));
		}

	}

	private static final class Echo extends ChannelInboundHandlerAdapter {

		private final ChannelGroup everybody;

		Echo(ChannelGroup everybody) {
			this.everybody = everybody;
		}

		@Override
		public void userEventTriggered(ChannelHandlerContext context, Object event) {
			if (event instanceof WebSocketServerProtocolHandler.HandshakeComplete handshake
					&& handshake.requestUri().equals("/topic")) {
				this.everybody.add(context.channel());
				context.pipeline().replace(this, null, new Publisher(this.everybody));
			}
		}

		@Override
		public void channelRead(ChannelHandlerContext context, Object message) {
			if (message instanceof TextWebSocketFrame || message instanceof BinaryWebSocketFrame) {
				context.write(message, context.voidPromise());
			}
			else {
				ReferenceCountUtil.release(message);
			}
		}

		@Override
		public void channelReadComplete(ChannelHandlerContext context) {
			context.flush();
		}

		@Override
		public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
			context.close();
		}

	}

	/**
	 * Sends a message to everybody, those of one read together.
	 */
	private static final class Publisher extends ChannelInboundHandlerAdapter {

		private final ChannelGroup everybody;

		Publisher(ChannelGroup everybody) {
			this.everybody = everybody;
		}

		@Override
		public void channelRead(ChannelHandlerContext context, Object message) {
			if (message instanceof TextWebSocketFrame) {
				this.everybody.write(message, ChannelMatchers.all(), true);
			}
			else {
				ReferenceCountUtil.release(message);
			}
		}

		@Override
		public void channelReadComplete(ChannelHandlerContext context) {
			this.everybody.flush();
		}

		@Override
		public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
			context.close();
		}

	}

}
