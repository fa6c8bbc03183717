package dev.duplex.spring.web.netty;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import dev.duplex.engine.transport.Transport;
import dev.duplex.engine.transport.TransportSink;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A transport on a stream of Netty's HTTP/2, both sides in memory: nothing happens but
 * when the test says so.
 */
class StreamWireTests {

	/** What a stream may send at first (RFC 9113 section 6.9.2). */
	private static final int WINDOW = 65_535;

	private final RecordingSink sink = new RecordingSink();

	private final EmbeddedChannel client = new EmbeddedChannel(Http2FrameCodecBuilder.forClient().build(),
			new Http2MultiplexHandler(new ChannelInboundHandlerAdapter()));

	private final EmbeddedChannel server = new EmbeddedChannel(Http2FrameCodecBuilder.forServer().build(),
			new Http2MultiplexHandler(new ChannelInitializer<Channel>() {
				@Override
				protected void initChannel(Channel channel) {
					channel.pipeline().addLast(new Http2StreamFrameToHttpObjectCodec(true), new TakingOver());
				}
			}));

	private final NettyContext context = new NettyContext(this.server.eventLoop());

	private final NettyTransport transport = new NettyTransport(this.context, new StreamWire(),
			InetSocketAddress.createUnresolved("peer", 1), false, this.sink);

	private final Received received = new Received();

	private Http2StreamChannel stream;

	@BeforeEach
	void open() {
		Future<Http2StreamChannel> opening = new Http2StreamChannelBootstrap(this.client).handler(this.received).open();
		exchange();
		this.stream = opening.getNow();
		this.stream.writeAndFlush(new DefaultHttp2HeadersFrame(
				new DefaultHttp2Headers().method("GET").scheme("http").authority("localhost").path("/echo")));
		exchange();
		assertThat(this.sink.log).containsExactly("open", "batch end");
		this.sink.log.clear();
	}

	@AfterEach
	void nothingIsLeft() {
		this.client.finishAndReleaseAll();
		this.server.finishAndReleaseAll();
	}

	/**
	 * Has all that was written arrive, and all tasks done.
	 */
	private void exchange() {
		boolean moved;
		do {
			this.client.runPendingTasks();
			this.server.runPendingTasks();
			moved = move(this.client, this.server) | move(this.server, this.client);
		}
		while (moved);
	}

	private static boolean move(EmbeddedChannel from, EmbeddedChannel to) {
		boolean moved = false;
		for (ByteBuf bytes = from.readOutbound(); bytes != null; bytes = from.readOutbound()) {
			moved = true;
			if (to.isOpen()) {
				to.writeInbound(bytes);
			}
			else {
				bytes.release();
			}
		}
		return moved;
	}

	private void send(String data, boolean last) {
		ByteBuf bytes = Unpooled.copiedBuffer(data, StandardCharsets.US_ASCII);
		this.stream.writeAndFlush(new DefaultHttp2DataFrame(bytes, last));
		exchange();
	}

	@Test
	void dataIsBytesAndItsEndTheEndOfTheStream() {
		send("a", false);
		send("b", true);
		assertThat(this.sink.log).containsExactly("a", "batch end", "b", "batch end", "end of stream");
	}

	@Test
	void nothingArrivesBeforeResumingHasReturned() {
		this.transport.pauseReading();
		send("a", false);
		send("b", false);
		this.sink.call("resume", this.transport::resumeReading);
		exchange();
		assertThat(this.sink.log).containsExactly("resume", "a", "batch end", "b", "batch end");
	}

	@Test
	void readingThatPausesAgainTakesNoMore() {
		this.transport.pauseReading();
		send("a", false);
		send("b", false);
		this.transport.resumeReading();
		this.transport.pauseReading();
		exchange();
		assertThat(this.sink.log).isEmpty();
		this.sink.pauseAfterwards = true;
		this.transport.resumeReading();
		exchange();
		assertThat(this.sink.log).containsExactly("a", "batch end");
		this.transport.resumeReading();
		exchange();
		assertThat(this.sink.log).containsExactly("a", "batch end", "b", "batch end");
	}

	@Test
	void anEndIsToldBehindWhatWasNotRead() {
		this.transport.pauseReading();
		send("a", false);
		send("b", true);
		assertThat(this.sink.log).isEmpty();
		this.transport.resumeReading();
		exchange();
		assertThat(this.sink.log).containsExactly("a", "batch end", "b", "batch end", "end of stream");
	}

	@Test
	void aPeerThatIsNotReadIsStoppedByItsWindow() {
		this.transport.pauseReading();
		int length = 3 * WINDOW;
		this.stream.writeAndFlush(new DefaultHttp2DataFrame(Unpooled.wrappedBuffer(new byte[length])));
		exchange();
		assertThat(this.stream.isWritable()).isFalse();
		this.transport.resumeReading();
		exchange();
		assertThat(this.sink.bytes).isEqualTo(length);
		assertThat(this.stream.isWritable()).isTrue();
	}

	@Test
	void aResetEndsItThoughReadingIsPaused() {
		this.transport.pauseReading();
		send("a", false);
		this.stream.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.CANCEL));
		exchange();
		assertThat(this.sink.log).containsExactly("closed");
	}

	@Test
	void aConnectionThatBreaksEndsIt() {
		this.server.close();
		exchange();
		assertThat(this.sink.log).containsExactly("closed");
	}

	@Test
	void aPeerThatDoesNotReadStopsWriting() {
		this.received.reading = false;
		ByteBuffer source = ByteBuffer.allocateDirect(4 * WINDOW);
		assertThat(this.transport.write(source)).isFalse();
		exchange();
		assertThat(this.sink.log).isEmpty();
		int taken = source.position();
		assertThat(taken).isBetween(WINDOW, 3 * WINDOW);
		this.received.reading = true;
		this.received.context.read();
		exchange();
		assertThat(this.sink.log).containsExactly("writable");
		assertThat(this.received.bytes).isEqualTo(taken);
		while (source.hasRemaining()) {
			this.transport.write(source);
			exchange();
		}
		assertThat(this.received.bytes).isEqualTo(source.capacity());
	}

	@Test
	void aCloseEndsTheStreamBehindWhatWasWritten() {
		this.transport.write(ByteBuffer.wrap(new byte[10]));
		this.transport.close();
		exchange();
		assertThat(this.received.bytes).isEqualTo(10);
		assertThat(this.received.endOfStream).isTrue();
		assertThat(this.sink.log).containsExactly("closed");
	}

	/** Takes the stream over as soon as there is a request. */
	private final class TakingOver extends ChannelInboundHandlerAdapter {

		@Override
		public void channelRead(ChannelHandlerContext ctx, Object message) {
			ReferenceCountUtil.release(message);
			if (message instanceof HttpRequest) {
				ctx.writeAndFlush(new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK));
				NettyTransport opened = StreamWireTests.this.transport;
				ctx.pipeline().addBefore(ctx.name(), "transport", opened);
				opened.open(null);
			}
		}

	}

	/** What the peer gets. */
	private static final class Received extends ChannelInboundHandlerAdapter {

		private @Nullable ChannelHandlerContext context;

		private boolean reading = true;

		private int bytes;

		private boolean endOfStream;

		@Override
		public void handlerAdded(ChannelHandlerContext ctx) {
			this.context = ctx;
			ctx.channel().config().setAutoRead(false);
			ctx.read();
		}

		@Override
		public void channelRead(ChannelHandlerContext ctx, Object message) {
			if (message instanceof Http2DataFrame data) {
				this.bytes += data.content().readableBytes();
				this.endOfStream |= data.isEndStream();
			}
			ReferenceCountUtil.release(message);
		}

		@Override
		public void channelReadComplete(ChannelHandlerContext ctx) {
			if (this.reading) {
				ctx.read();
			}
		}

	}

	/** Writes down what it is told, and checks that it is told one thing at a time. */
	private final class RecordingSink implements TransportSink {

		private final List<String> log = new ArrayList<>();

		private int bytes;

		private boolean pauseAfterwards;

		private boolean called;

		void call(String what, Runnable callback) {
			assertThat(this.called).as("in another callback").isFalse();
			this.called = true;
			this.log.add(what);
			callback.run();
			this.called = false;
		}

		@Override
		public void onOpen(Transport opened) {
			call("open", () -> {
			});
		}

		@Override
		public void onBytes(ByteBuffer received) {
			this.bytes += received.remaining();
			String text = StandardCharsets.US_ASCII.decode(received).toString();
			call(text, () -> {
				if (this.pauseAfterwards) {
					this.pauseAfterwards = false;
					StreamWireTests.this.transport.pauseReading();
				}
			});
		}

		@Override
		public void onReadBatchEnd() {
			call("batch end", () -> {
			});
		}

		@Override
		public void onWritable() {
			call("writable", () -> {
			});
		}

		@Override
		public void onEndOfStream() {
			call("end of stream", () -> {
			});
		}

		@Override
		public void onDeadline(long nanoTime) {
			call("deadline", () -> {
			});
		}

		@Override
		public void onClosed(@Nullable Throwable cause) {
			call("closed", () -> {
			});
		}

	}

}
