package dev.duplex.engine.tck;

import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import dev.duplex.engine.CompressionOptions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link FrameCases} and {@link DeflateCases} over a transport: each in one piece, byte
 * by byte, in random pieces and in the same segment as the opening handshake.
 */
public abstract class FrameTck extends TransportTestBase {

	private static final int LARGE = 4_096;

	private static final RawRequest DEFLATE = RawRequest.handshake(PATH)
		.with("Sec-WebSocket-Extensions: permessage-deflate");

	private static final CompressionOptions ANSWERS_PLAIN = new CompressionOptions(1, Integer.MAX_VALUE, true);

	protected FrameTck(TransportFixture.Factory factory) {
		super(factory);
	}

	@TestFactory
	Stream<DynamicTest> framesOnTheEventLoop() {
		return tests(Threading.EVENT_LOOP, FrameCases.frames());
	}

	@TestFactory
	Stream<DynamicTest> framesWithAWorker() {
		return tests(Threading.WORKER, FrameCases.frames());
	}

	@TestFactory
	Stream<DynamicTest> closesOnTheEventLoop() {
		return tests(Threading.EVENT_LOOP, FrameCases.closes());
	}

	@TestFactory
	Stream<DynamicTest> closesWithAWorker() {
		return tests(Threading.WORKER, FrameCases.closes());
	}

	@TestFactory
	Stream<DynamicTest> compressedFramesOnTheEventLoop() {
		return tests(Threading.EVENT_LOOP, DeflateCases.all(), DEFLATE, ANSWERS_PLAIN);
	}

	@TestFactory
	Stream<DynamicTest> compressedFramesWithAWorker() {
		return tests(Threading.WORKER, DeflateCases.all(), DEFLATE, ANSWERS_PLAIN);
	}

	private Stream<DynamicTest> tests(Threading threading, List<FrameCase> cases) {
		return tests(threading, cases, RawRequest.handshake(PATH), null);
	}

	private Stream<DynamicTest> tests(Threading threading, List<FrameCase> cases, RawRequest handshake,
			@Nullable CompressionOptions compression) {
		start(UnaryOperator.identity(),
				endpoint(PATH, threading, new EchoHandler(), (options) -> options.compression(compression)));
		byte[] request = handshake.bytes();
		return cases.stream().map((frames) -> DynamicTest.dynamicTest(frames.toString(), () -> {
			Random random = new Random(frames.id().hashCode());
			run(threading, frames, request, List.of(frames.input()), false);
			run(threading, frames, request, Pieces.atRandom(frames.input(), random), false);
			run(threading, frames, request, List.of(frames.input()), true);
			if (frames.input().length < LARGE) {
				run(threading, frames, request, Pieces.byteByByte(frames.input()), false);
			}
		}));
	}

	private void run(Threading threading, FrameCase frames, byte[] request, List<byte[]> pieces, boolean early) {
		try (RawClient client = fixture().connect(0)) {
			if (early) {
				byte[] input = pieces.get(0);
				byte[] both = new byte[request.length + input.length];
				System.arraycopy(request, 0, both, 0, request.length);
				System.arraycopy(input, 0, both, request.length, input.length);
				client.send(both);
			}
			else {
				client.send(request);
			}
			assertThat(client.readResponse().status()).isEqualTo(101);
			if (!early) {
				// A failing connection may be gone before the last piece.
				pieces.forEach(client::trySend);
			}
			expect(threading, frames, client);
		}
	}

	private static void expect(Threading threading, FrameCase frames, RawClient client) {
		if (frames.staysOpen()) {
			for (Frame answer : frames.answers()) {
				assertThat(client.readFrame()).isEqualTo(answer);
			}
			expectAlive(client);
			assertThat(client.closeGracefully().closeCode()).isEqualTo(1000);
			return;
		}
		for (Frame answer : frames.answers()) {
			Frame frame = client.readFrame();
			if (threading == Threading.WORKER && frame.isClose()) {
				// The handler did not get to answer before the connection was closed.
				expectClose(frames, frame, client);
				return;
			}
			assertThat(frame).isEqualTo(answer);
		}
		expectClose(frames, client.readFrame(), client);
	}

	private static void expectClose(FrameCase frames, Frame close, RawClient client) {
		assertThat(close.isClose()).as("%s is a Close frame", close).isTrue();
		assertThat(frames.closeCodes()).contains(close.closeCode());
		client.expectFin();
	}

}
