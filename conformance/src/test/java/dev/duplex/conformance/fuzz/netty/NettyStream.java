package dev.duplex.conformance.fuzz.netty;

import java.util.ArrayList;
import java.util.List;

import dev.duplex.conformance.fuzz.stream.FrameStream;
import dev.duplex.conformance.fuzz.stream.StreamRules;
import dev.duplex.engine.protocol.CloseCode;
import dev.duplex.engine.protocol.FrameLimits;
import dev.duplex.engine.protocol.ProtocolException;
import dev.duplex.engine.tck.DecodedStream;
import dev.duplex.engine.tck.DecodedStream.Event;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.Utf8FrameValidator;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import org.jspecify.annotations.Nullable;

/**
 * What Netty says about a stream: its decoder, with the UTF-8 validator and the
 * aggregator behind it, as an application would have them.
 *
 * @param events whole messages and control frames, up to the first failure
 * @param failure the first failure, or {@code null} for none
 */
record NettyStream(List<Event> events, @Nullable Throwable failure) {

	/**
	 * Decodes a stream whose rules agree on no extension.
	 */
	static NettyStream of(FrameStream stream) {
		Recorder recorder = new Recorder();
		EmbeddedChannel channel = channel(stream.rules(), recorder);
		channel.writeInbound(Unpooled.wrappedBuffer(stream.bytes().clone()));
		NettyStream decoded = new NettyStream(recorder.events, recorder.failure);
		channel.finishAndReleaseAll();
		return decoded;
	}

	/**
	 * The close code that belongs to the failure.
	 * @return the code, 0 for no failure
	 */
	int failureCode() {
		if (this.failure == null) {
			return 0;
		}
		if (this.failure instanceof CorruptedWebSocketFrameException corrupted) {
			return corrupted.closeStatus().code();
		}
		if (this.failure instanceof TooLongFrameException) {
			return CloseCode.TOO_BIG;
		}
		throw new AssertionError("Netty fails otherwise", this.failure);
	}

	/**
	 * Whether it is the same as what we say: messages, control frames, and the close code
	 * of a failure.
	 */
	boolean isSameAs(DecodedStream ours) {
		ProtocolException ourFailure = ours.failure();
		return this.events.equals(ours.events())
				&& failureCode() == ((ourFailure != null) ? ourFailure.closeCode() : 0);
	}

	@Override
	public String toString() {
		return this.events + ((this.failure != null) ? " " + this.failure : "");
	}

	private static EmbeddedChannel channel(StreamRules rules, Recorder recorder) {
		FrameLimits limits = rules.limits();
		WebSocketDecoderConfig config = WebSocketDecoderConfig.newBuilder()
			.expectMaskedFrames(rules.fromClient())
			.allowMaskMismatch(false)
			.allowExtensions(false)
			.maxFramePayloadLength((limits.maxFrameSize() == -1) ? Integer.MAX_VALUE : limits.maxFrameSize())
			.closeOnProtocolViolation(false)
			.build();
		return new EmbeddedChannel(new WebSocket13FrameDecoder(config), new Utf8FrameValidator(false),
				new WebSocketFrameAggregator(limits.maxMessageSize()), recorder);
	}

	private static Event event(WebSocketFrame frame) {
		byte[] payload = ByteBufUtil.getBytes(frame.content());
		if (frame instanceof TextWebSocketFrame) {
			return Event.text(payload);
		}
		if (frame instanceof BinaryWebSocketFrame) {
			return Event.binary(payload);
		}
		if (frame instanceof PingWebSocketFrame) {
			return Event.ping(payload);
		}
		if (frame instanceof PongWebSocketFrame) {
			return Event.pong(payload);
		}
		if (frame instanceof CloseWebSocketFrame close) {
			return Event.close((payload.length == 0) ? 1005 : close.statusCode(), close.reasonText());
		}
		throw new IllegalStateException("no message: " + frame);
	}

	/**
	 * Writes down what comes out of the pipeline until something fails, which is when a
	 * connection would be closed.
	 */
	private static final class Recorder extends ChannelInboundHandlerAdapter {

		private final List<Event> events = new ArrayList<>();

		private @Nullable Throwable failure;

		@Override
		public void channelRead(ChannelHandlerContext context, Object message) {
			WebSocketFrame frame = (WebSocketFrame) message;
			if (this.failure == null) {
				this.events.add(event(frame));
			}
			frame.release();
		}

		@Override
		public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
			if (this.failure == null) {
				this.failure = cause;
			}
		}

	}

}
