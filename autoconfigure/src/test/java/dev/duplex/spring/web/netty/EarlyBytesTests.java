package dev.duplex.spring.web.netty;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link EarlyBytes}.
 */
class EarlyBytesTests {

	private static final String PAGE = "GET /page HTTP/1.1\r\nHost: a\r\n\r\n";

	private static final String FORM = "POST /form HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n1\r\n\r\n2345";

	private static final String HANDSHAKE = "GET /chat HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n"
			+ "Connection: Upgrade\r\n\r\n";

	private static final String EARLY = "early\r\n\r\nbytes\n\n";

	private final List<String> requests = new ArrayList<>();

	private final EmbeddedChannel channel = new EmbeddedChannel(
			new HttpServerCodec(new HttpDecoderConfig().setStrictLineParsing(false)), new Recorder());

	EarlyBytesTests() {
		EarlyBytes.install(this.channel.pipeline());
	}

	@AfterEach
	void nothingIsLeft() {
		this.channel.finishAndReleaseAll();
	}

	private void read(String bytes) {
		this.channel.writeInbound(Unpooled.copiedBuffer(bytes, StandardCharsets.ISO_8859_1));
	}

	private void answer(HttpResponseStatus status) {
		DefaultFullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status);
		response.headers().set("Content-Length", 0);
		this.channel.writeOutbound(response);
	}

	private String taken() {
		ByteBuf bytes = this.channel.pipeline().get(EarlyBytes.class).take();
		if (bytes == null) {
			return "";
		}
		try {
			return bytes.toString(StandardCharsets.ISO_8859_1);
		}
		finally {
			bytes.release();
		}
	}

	@Test
	void bytesBehindAHandshakeAreKept() {
		read(HANDSHAKE + EARLY);
		assertThat(this.requests).containsExactly("GET /chat");
		assertThat(this.channel.config().isAutoRead()).isFalse();
		assertThat(taken()).isEqualTo(EARLY);
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3, 7, 50 })
	void bytesBehindAHandshakeInPiecesAreKept(int size) {
		String all = PAGE + HANDSHAKE + EARLY;
		for (int i = 0; i < all.length(); i += size) {
			read(all.substring(i, Math.min(all.length(), i + size)));
		}
		assertThat(this.requests).containsExactly("GET /page", "GET /chat");
		assertThat(taken()).isEqualTo(EARLY);
	}

	@Test
	void otherRequestsGoOn() {
		read(PAGE + PAGE + FORM);
		read(PAGE);
		read(FORM + PAGE);
		assertThat(this.requests).containsExactly("GET /page", "GET /page", "POST /form", "GET /page", "POST /form",
				"GET /page");
		assertThat(this.channel.config().isAutoRead()).isTrue();
	}

	@Test
	void requestsInRandomPiecesGoOn() {
		Random random = new Random(1);
		for (int round = 0; round < 200; round++) {
			this.requests.clear();
			String all = PAGE + FORM + "\r\n" + PAGE;
			int from = 0;
			while (from < all.length()) {
				int to = Math.min(all.length(), from + 1 + random.nextInt(40));
				read(all.substring(from, to));
				from = to;
			}
			assertThat(this.requests).containsExactly("GET /page", "POST /form", "GET /page");
			this.requests.forEach((request) -> answer(HttpResponseStatus.OK));
			this.channel.releaseOutbound();
		}
	}

	@Test
	void bareLineFeedsEndAHeadToo() {
		read(HANDSHAKE.replace("\r", "") + EARLY);
		assertThat(this.requests).containsExactly("GET /chat");
		assertThat(taken()).isEqualTo(EARLY);
	}

	@Test
	void whatFollowsARefusedHandshakeIsAnotherRequest() {
		read(HANDSHAKE + PAGE);
		read(PAGE);
		assertThat(this.requests).containsExactly("GET /chat");
		answer(HttpResponseStatus.NOT_FOUND);
		this.channel.runPendingTasks();
		assertThat(this.requests).containsExactly("GET /chat", "GET /page", "GET /page");
		assertThat(this.channel.config().isAutoRead()).isTrue();
	}

	@Test
	void theAnswerToAnEarlierRequestReleasesNothing() {
		read(PAGE + HANDSHAKE + PAGE);
		answer(HttpResponseStatus.OK);
		this.channel.runPendingTasks();
		assertThat(this.requests).containsExactly("GET /page", "GET /chat");
		answer(HttpResponseStatus.NOT_FOUND);
		this.channel.runPendingTasks();
		assertThat(this.requests).containsExactly("GET /page", "GET /chat", "GET /page");
	}

	@Test
	void anAnswerThatIsOverBeforeTheHandshakeComesReleasesNothing() {
		read(PAGE);
		answer(HttpResponseStatus.OK);
		read(HANDSHAKE + EARLY);
		this.channel.runPendingTasks();
		assertThat(taken()).isEqualTo(EARLY);
	}

	@Test
	void anInformationalAnswerReleasesNothing() {
		read(HANDSHAKE + PAGE);
		answer(HttpResponseStatus.CONTINUE);
		this.channel.runPendingTasks();
		assertThat(this.requests).containsExactly("GET /chat");
	}

	@Test
	void whatIsAwaitedIsKeptBeyondTheAnswer() {
		read(HANDSHAKE + EARLY);
		this.channel.pipeline().get(EarlyBytes.class).await();
		answer(HttpResponseStatus.SWITCHING_PROTOCOLS);
		this.channel.runPendingTasks();
		assertThat(taken()).isEqualTo(EARLY);
	}

	@Test
	void aConnectionThatEndsReleasesThem() {
		ByteBuf bytes = Unpooled.copiedBuffer(HANDSHAKE + EARLY, StandardCharsets.ISO_8859_1);
		this.channel.writeInbound(bytes);
		assertThat(bytes.refCnt()).isPositive();
		this.channel.close();
		assertThat(bytes.refCnt()).isZero();
	}

	/** Writes down the requests that arrive. */
	private final class Recorder extends ChannelInboundHandlerAdapter {

		@Override
		public void channelRead(ChannelHandlerContext ctx, Object message) {
			if (message instanceof HttpRequest request) {
				EarlyBytesTests.this.requests.add(request.method() + " " + request.uri());
			}
			ReferenceCountUtil.release(message);
		}

	}

}
