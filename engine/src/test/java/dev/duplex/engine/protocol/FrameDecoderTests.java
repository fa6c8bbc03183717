package dev.duplex.engine.protocol;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import dev.duplex.engine.protocol.ProtocolException.Cause;
import dev.duplex.engine.tck.DecodedStream;
import dev.duplex.engine.tck.DecodedStream.Event;
import dev.duplex.engine.tck.Frame;
import dev.duplex.engine.tck.FrameCase;
import dev.duplex.engine.tck.FrameCases;
import dev.duplex.engine.tck.Hex;
import dev.duplex.engine.tck.Pieces;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * {@link FrameDecoder}, with {@link TextValidator} where text is concerned.
 */
class FrameDecoderTests {

	private static final FrameLimits DEFAULTS = new FrameLimits(65_536, 65_536, 1_024);

	static Stream<FrameCase> cases() {
		return Stream.concat(FrameCases.frames().stream(), FrameCases.closes().stream());
	}

	@ParameterizedTest
	@MethodSource("cases")
	void answersAsTheRfcSays(FrameCase frames) {
		expect(frames, DecodedStream.of(List.of(frames.input())));
	}

	@ParameterizedTest
	@MethodSource("dev.duplex.engine.tck.DeflateCases#all")
	void answersAsTheRfcSaysWhenCompressed(FrameCase frames) {
		expect(frames, DecodedStream.compressed(List.of(frames.input())));
	}

	private static void expect(FrameCase frames, DecodedStream decoded) {
		assertThat(decoded.answers()).isEqualTo(frames.answers());
		ProtocolException failure = decoded.failure();
		if (failure != null) {
			assertThat(frames.closeCodes()).containsExactly(failure.closeCode());
		}
		else {
			boolean closed = decoded.events().stream().anyMatch(Event::isClose);
			assertThat(closed).isEqualTo(!frames.staysOpen());
		}
	}

	@ParameterizedTest
	@MethodSource("cases")
	void saysTheSameWhateverPiecesTheBytesComeIn(FrameCase frames) {
		String whole = DecodedStream.of(List.of(frames.input())).outcome();
		Pieces.everyWay(frames.input())
			.forEach((pieces) -> assertThat(DecodedStream.of(pieces).outcome())
				.as(() -> "cut after " + pieces.get(0).length)
				.isEqualTo(whole));
	}

	@ParameterizedTest
	@MethodSource("dev.duplex.engine.tck.DeflateCases#all")
	void saysTheSameWhateverPiecesCompressedBytesComeIn(FrameCase frames) {
		String whole = DecodedStream.compressed(List.of(frames.input())).outcome();
		Pieces.everyWay(frames.input())
			.forEach((pieces) -> assertThat(DecodedStream.compressed(pieces).outcome())
				.as(() -> "cut after " + pieces.get(0).length)
				.isEqualTo(whole));
	}

	@Test
	void takesUnmaskedFramesFromAServerAndRefusesMaskedOnes() {
		assertThat(decode(new FrameDecoder(false, DEFAULTS, false), "81 02 68 69 89 01 70").outcome())
			.isEqualTo("[text 68 69, ping 70]");
		ProtocolException failure = decode(new FrameDecoder(false, DEFAULTS, false), "81 82 K 68 69").failure();
		assertThat(failure).isNotNull();
		assertThat(failure.closeCode()).isEqualTo(1002);
	}

	@Test
	void deliversCloseCodeAndReason() {
		assertThat(decode("88 85 K 03 E9 62 79 65").events()).map(Event::toString).containsExactly("close 1001 bye");
		assertThat(decode("88 80 K").events()).map(Event::toString).containsExactly("close 1005 ");
		assertThat(decode("88 FD K 03 E8 61*123").events()).map(Event::toString)
			.containsExactly("close 1000 " + "a".repeat(123));
	}

	@Test
	void stopsBehindAClose() {
		ByteBuffer in = ByteBuffer.wrap(Hex.bytes("88 82 K 03 E8 81 81 K 61"));
		boolean goOn = new FrameDecoder(true, DEFAULTS, false).decode(in, new DecodedStream());
		assertThat(goOn).isFalse();
		assertThat(in.position()).isEqualTo(8);
	}

	@Test
	void consumesAllBytesOfIncompleteFrames() {
		FrameDecoder decoder = new FrameDecoder(true, DEFAULTS, false);
		DecodedStream decoded = new DecodedStream();
		for (String piece : new String[] { "81", "FE 00", "80 K 61", "61*100", "61*27 89 81 K" }) {
			ByteBuffer in = ByteBuffer.wrap(Hex.bytes(piece));
			assertThat(decoder.decode(in, decoded)).isTrue();
			assertThat(in.hasRemaining()).as(piece).isFalse();
		}
	}

	@Test
	void knowsWhetherAMessageIsUnfinished() {
		FrameDecoder decoder = new FrameDecoder(true, DEFAULTS, false);
		assertThat(decoder.isInsideMessage()).isFalse();
		decode(decoder, "01 81 K 61");
		assertThat(decoder.isInsideMessage()).isTrue();
		decode(decoder, "80 82 K 61");
		assertThat(decoder.isInsideMessage()).isTrue();
		decode(decoder, "61");
		assertThat(decoder.isInsideMessage()).isFalse();
		decode(decoder, "82 82 K 61");
		assertThat(decoder.isInsideMessage()).isTrue();
	}

	@Test
	void handsPayloadOverAsItArrivesAndKeepsNoneOfIt() {
		List<Integer> parts = new ArrayList<>();
		FrameDecoder decoder = new FrameDecoder(true, DEFAULTS, false);
		DataOnly handler = (text, compressed, payload, end) -> parts.add(payload.remaining());
		for (int count : new int[] { 1_000, 1, 59_000 }) {
			byte[] header = parts.isEmpty() ? Hex.bytes("82 FE EA 61 K") : new byte[0];
			decoder.decode(ByteBuffer.allocate(header.length + count).put(header).rewind(), handler);
		}
		assertThat(parts).containsExactly(1_000, 1, 59_000);
	}

	@Test
	void unmasksPayloadInPlaceAndOnlyThere() {
		byte[] bytes = Hex.bytes("AA AA 81 85 37 FA 21 3D 7F 9F 4D 51 58 AA AA");
		ByteBuffer in = ByteBuffer.wrap(bytes, 2, 11);
		DecodedStream decoded = new DecodedStream();
		new FrameDecoder(true, DEFAULTS, false).decode(in, decoded);
		assertThat(decoded.events()).map(Event::toString).containsExactly("text 48 65 6C 6C 6F");
		assertThat(bytes).startsWith(0xAA, 0xAA).endsWith(0xAA, 0xAA);
	}

	@Test
	void readsDirectBuffers() {
		byte[] bytes = Frame.text("Hello, direct world").masked();
		ByteBuffer in = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
		DecodedStream decoded = new DecodedStream();
		new FrameDecoder(true, DEFAULTS, false).decode(in, decoded);
		assertThat(decoded.events()).hasSize(1).first().asString().startsWith("text 48 65 6C");
	}

	@ParameterizedTest
	@CsvSource({ "82 84 K, FRAME_SIZE, 1009", "02 83 K 61*3 00 83 K 61*3 80 83, MESSAGE_SIZE, 1009",
			"82 8A, MESSAGE_SIZE, 1009", "02 80 K 00 80 K 00 80 K 80 80 K, FRAGMENTS, 1008",
			"83 80 K, VIOLATION, 1002" })
	void tellsWhichLimitWasPassed(String input, Cause cause, int code) {
		ProtocolException failure = decode(new FrameDecoder(true, new FrameLimits(3, 8, 3), false), input).failure();
		assertThat(failure).isNotNull();
		assertThat(failure.reason()).isEqualTo(cause);
		assertThat(failure.closeCode()).isEqualTo(code);
	}

	@Test
	void hasNoLimitOnFramesAndFragmentsWhenItIsMinusOne() {
		FrameDecoder decoder = new FrameDecoder(true, new FrameLimits(-1, 1 << 30, -1), false);
		assertThat(decode(decoder, "01 80 K " + "00 80 K ".repeat(5_000) + "80 80 K").events()).map(Event::toString)
			.containsExactly("text ");
		assertThat(decode(decoder, "82 FF 00 00 00 00 40 00 00 00 K").failure()).isNull();
	}

	@Test
	void countsFragmentsAndBytesOfEachMessageAnew() {
		FrameDecoder decoder = new FrameDecoder(true, new FrameLimits(3, 4, 2), false);
		assertThat(decode(decoder, "01 82 K 61 61 80 82 K 61 61 ".repeat(20)).failure()).isNull();
	}

	@Test
	void allocatesForBytesReceivedNotForALengthDeclared() {
		String[] streams = { "83 FF 00 00 00 00 40 00 00 00 K", "82 FF 7F FF FF FF FF FF FF FF K",
				"82 FF 00 00 00 00 00 01 00 00 K", "89 FD K" };
		for (String stream : streams) {
			byte[] bytes = Hex.bytes(stream);
			DecodedStream.of(List.of(bytes)); // loads the classes
			long allocated = Allocation.of(() -> DecodedStream.of(List.of(bytes)));
			assertThat(allocated).as(stream).isLessThan(16_384);
		}
	}

	@Test
	void allocatesNoObjectForEachPieceOfAFrame() {
		FrameDecoder decoder = new FrameDecoder(true, DEFAULTS, false);
		DataOnly handler = (text, compressed, payload, end) -> {
		};
		decoder.decode(ByteBuffer.wrap(Hex.bytes("82 FE EA 60 K")), handler);
		ByteBuffer one = ByteBuffer.allocate(1);
		long allocated = Allocation.of(() -> {
			for (int i = 0; i < 59_999; i++) {
				decoder.decode(one.clear(), handler);
			}
		});
		assertThat(allocated).isLessThan(16_384);
	}

	@Test
	void doesNotTakeAnExceptionOfTheHandlerForItsOwn() {
		FrameDecoder decoder = new FrameDecoder(true, DEFAULTS, false);
		DataOnly handler = (text, compressed, payload, end) -> {
			throw new IllegalStateException("handler");
		};
		assertThatThrownBy(() -> decoder.decode(ByteBuffer.wrap(Hex.bytes("81 81 K 61")), handler))
			.isInstanceOf(IllegalStateException.class)
			.hasMessage("handler");
	}

	private static DecodedStream decode(String hex) {
		return decode(new FrameDecoder(true, DEFAULTS, false), hex);
	}

	private static DecodedStream decode(FrameDecoder decoder, String hex) {
		return DecodedStream.of(decoder, List.of(Hex.bytes(hex)));
	}

	/** Takes data and nothing else. */
	@FunctionalInterface
	private interface DataOnly extends FrameHandler {

		@Override
		default void onPing(ByteBuffer payload) {
			throw new AssertionError("ping");
		}

		@Override
		default void onPong(ByteBuffer payload) {
			throw new AssertionError("pong");
		}

		@Override
		default void onClose(int code, String reason) {
			throw new AssertionError("close");
		}

	}

}
