package dev.duplex.spring.web.netty;

import java.net.InetSocketAddress;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import dev.duplex.engine.tck.Frame;
import dev.duplex.engine.tck.TestCertificate;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2SettingsFrame;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContextBuilder;
import org.jspecify.annotations.Nullable;

/**
 * A client that opens WebSockets over HTTP/2 (RFC 8441). Blocks its caller.
 */
final class ExtendedConnectClient implements AutoCloseable {

	private static final int WAIT_SECONDS = 20;

	private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

	private final CompletableFuture<Http2Settings> settings = new CompletableFuture<>();

	private final Channel connection;

	private final String authority;

	/**
	 * Connects by TLS.
	 */
	ExtendedConnectClient(InetSocketAddress address, TestCertificate trusted) throws Exception {
		this.authority = "localhost:" + address.getPort();
		var tls = SslContextBuilder.forClient()
			.trustManager((java.security.cert.X509Certificate) trusted.load().getCertificate("key"))
			.applicationProtocolConfig(
					new ApplicationProtocolConfig(Protocol.ALPN, SelectorFailureBehavior.NO_ADVERTISE,
							SelectedListenerFailureBehavior.ACCEPT, ApplicationProtocolNames.HTTP_2))
			.build();
		this.connection = new Bootstrap().group(this.group)
			.channel(NioSocketChannel.class)
			.handler(new ChannelInitializer<Channel>() {
				@Override
				protected void initChannel(Channel channel) {
					channel.pipeline()
						.addLast(tls.newHandler(channel.alloc(), "localhost", address.getPort()),
								Http2FrameCodecBuilder.forClient().initialSettings(new Http2Settings()).build(),
								new Http2MultiplexHandler(new ChannelInboundHandlerAdapter()), new SettingsReader());
				}
			})
			.connect(address)
			.sync()
			.channel();
	}

	/**
	 * What the server said of itself.
	 */
	Http2Settings settings() throws Exception {
		return this.settings.get(WAIT_SECONDS, TimeUnit.SECONDS);
	}

	/**
	 * Asks for a WebSocket, with pairs of header name and value.
	 */
	Stream open(String path, String... headers) throws Exception {
		settings();
		Http2Headers head = new DefaultHttp2Headers().method("CONNECT")
			.scheme("https")
			.authority(this.authority)
			.path(path);
		head.add(":protocol", "websocket").add("sec-websocket-version", "13");
		for (int i = 0; i < headers.length; i += 2) {
			head.remove(headers[i]);
			if (!headers[i + 1].isEmpty()) {
				head.add(headers[i], headers[i + 1]);
			}
		}
		Stream stream = new Stream();
		stream.channel = new Http2StreamChannelBootstrap(this.connection).handler(stream).open().sync().getNow();
		stream.channel.writeAndFlush(new DefaultHttp2HeadersFrame(head)).sync();
		return stream;
	}

	/**
	 * Runs a task where the connection is served, and keeps it waiting meanwhile.
	 */
	void inLoop(Runnable task) {
		this.connection.eventLoop().execute(task);
	}

	/**
	 * Breaks the connection, streams and all. First of all, as a loop that is told to
	 * shut down at once while it runs a task ends without closing its channels; and
	 * around HTTP/2, which would wait for the end of the streams.
	 */
	@Override
	public void close() {
		if (this.connection.isOpen()) {
			inLoop(() -> this.connection.unsafe().close(this.connection.voidPromise()));
			this.connection.closeFuture().syncUninterruptibly();
		}
		this.group.shutdownGracefully(0, WAIT_SECONDS, TimeUnit.SECONDS);
	}

	private final class SettingsReader extends ChannelInboundHandlerAdapter {

		@Override
		public void channelRead(ChannelHandlerContext ctx, Object message) {
			if (message instanceof Http2SettingsFrame frame) {
				ExtendedConnectClient.this.settings.complete(frame.settings());
			}
		}

	}

	/**
	 * One WebSocket.
	 */
	static final class Stream extends ChannelInboundHandlerAdapter {

		private final CompletableFuture<Http2Headers> response = new CompletableFuture<>();

		private final BlockingQueue<Integer> bytes = new LinkedBlockingQueue<>();

		private final CompletableFuture<String> end = new CompletableFuture<>();

		private @Nullable Http2StreamChannel channel;

		@Override
		public void channelRead(ChannelHandlerContext ctx, Object message) {
			if (message instanceof Http2HeadersFrame frame) {
				this.response.complete(frame.headers());
				ended(frame.isEndStream());
			}
			else if (message instanceof Http2DataFrame frame) {
				for (byte b : ByteBufUtil.getBytes(frame.content())) {
					this.bytes.add(b & 0xFF);
				}
				ended(frame.isEndStream());
				frame.release();
			}
		}

		private void ended(boolean endStream) {
			if (endStream) {
				this.end.complete("END_STREAM");
			}
		}

		@Override
		public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
			if (event instanceof Http2ResetFrame reset) {
				this.end.complete("RST_STREAM " + Http2Error.valueOf(reset.errorCode()));
				this.response.completeExceptionally(new IllegalStateException("reset"));
			}
		}

		@Override
		public void channelInactive(ChannelHandlerContext ctx) {
			this.end.complete("closed");
		}

		Http2Headers response() throws Exception {
			return this.response.get(WAIT_SECONDS, TimeUnit.SECONDS);
		}

		int status() throws Exception {
			return Integer.parseInt(response().status().toString());
		}

		/**
		 * How the server has ended its side.
		 */
		String end() throws Exception {
			return this.end.get(WAIT_SECONDS, TimeUnit.SECONDS);
		}

		Stream send(Frame frame) {
			return send(frame.masked());
		}

		Stream send(byte[] data) {
			channel().writeAndFlush(new DefaultHttp2DataFrame(Unpooled.wrappedBuffer(data)));
			return this;
		}

		void endStream() {
			ByteBuf nothing = Unpooled.EMPTY_BUFFER;
			channel().writeAndFlush(new DefaultHttp2DataFrame(nothing, true));
		}

		void reset() {
			channel().writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.CANCEL));
		}

		Frame readFrame() throws InterruptedException {
			int first = readByte();
			int length = readByte();
			if (length == 126) {
				length = readByte() << 8 | readByte();
			}
			else if (length == 127) {
				length = 0;
				for (int i = 0; i < 8; i++) {
					length = length << 8 | readByte();
				}
			}
			byte[] payload = new byte[length];
			for (int i = 0; i < length; i++) {
				payload[i] = (byte) readByte();
			}
			return new Frame(first, payload);
		}

		private int readByte() throws InterruptedException {
			Integer b = this.bytes.poll(WAIT_SECONDS, TimeUnit.SECONDS);
			if (b == null) {
				throw new AssertionError("no byte; the stream has ended with " + this.end.getNow("nothing yet"));
			}
			return b;
		}

		private Http2StreamChannel channel() {
			Http2StreamChannel opened = this.channel;
			if (opened == null) {
				throw new IllegalStateException("not open");
			}
			return opened;
		}

	}

}
