package dev.duplex.engine.protocol;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

import dev.duplex.engine.tck.DecodedStream;
import dev.duplex.engine.tck.Frame;
import dev.duplex.engine.tck.Hex;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * {@link FrameEncoder} (RFC 6455 section 5.2).
 */
class FrameEncoderTests {

	@ParameterizedTest
	@CsvSource({ "0, 81 00", "5, 81 05", "125, 81 7D", "126, 81 7E 00 7E", "127, 81 7E 00 7F", "65535, 81 7E FF FF",
			"65536, 81 7F 00 00 00 00 00 01 00 00", "16777216, 81 7F 00 00 00 00 01 00 00 00" })
	void writesTheShortestLengthAndNoMask(int length, String header) {
		byte[] frame = FrameEncoder.frame(Opcode.TEXT, new byte[length]);
		byte[] expected = Hex.bytes(header);
		assertThat(Arrays.copyOf(frame, expected.length)).isEqualTo(expected);
		assertThat(frame).hasSize(expected.length + length);
		assertThat(FrameEncoder.headerLength(length)).isEqualTo(expected.length)
			.isLessThanOrEqualTo(FrameEncoder.MAX_HEADER);
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 125, 126, 65_535, 65_536 })
	void isReadBackByADecoder(int length) {
		byte[] payload = new byte[length];
		Arrays.fill(payload, (byte) 0xE9);
		byte[] frame = FrameEncoder.frame(Opcode.BINARY, payload);
		DecodedStream decoded = DecodedStream.of(new FrameDecoder(false, new FrameLimits(-1, 65_536, -1), false),
				List.of(frame));
		assertThat(decoded.answers()).containsExactly(Frame.binary(payload));
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 3, 4, 125, 126, 65_535, 65_536 })
	void aMaskedFrameIsReadBackByAServersDecoder(int length) {
		byte[] payload = new byte[length];
		Arrays.fill(payload, (byte) 0xE9);
		byte[] frame = FrameEncoder.maskableFrame(Opcode.BINARY, ByteBuffer.wrap(payload));
		FrameEncoder.mask(frame, 0x37FA213D);
		DecodedStream decoded = DecodedStream.of(new FrameDecoder(true, new FrameLimits(-1, 65_536, -1), false),
				List.of(frame));
		assertThat(decoded.answers()).containsExactly(Frame.binary(payload));
	}

	@Test
	void masksAsTheRfcShows() {
		byte[] frame = FrameEncoder.maskableFrame(Opcode.TEXT, ByteBuffer.wrap("Hello".getBytes()));
		FrameEncoder.mask(frame, 0x37FA213D);
		assertThat(frame).isEqualTo(Hex.bytes("81 85 37 FA 21 3D 7F 9F 4D 51 58"));
		ByteBuffer header = ByteBuffer.allocate(6);
		FrameEncoder.putMaskedHeader(header, Opcode.TEXT, 5, 0x37FA213D);
		assertThat(header.array()).isEqualTo(Hex.bytes("81 85 37 FA 21 3D"));
	}

	@Test
	void fragmentsHaveNoFinalBitButTheLast() {
		ByteBuffer payload = ByteBuffer.wrap("Hel".getBytes());
		assertThat(FrameEncoder.frame(Opcode.TEXT | FrameEncoder.MORE, payload)).isEqualTo(Hex.bytes("01 03 48 65 6C"));
		assertThat(FrameEncoder.frame(Opcode.CONTINUATION | FrameEncoder.MORE, payload))
			.isEqualTo(Hex.bytes("00 03 48 65 6C"));
		assertThat(FrameEncoder.frame(Opcode.CONTINUATION, payload)).isEqualTo(Hex.bytes("80 03 48 65 6C"));
		assertThat(FrameEncoder.frame(Opcode.BINARY | FrameEncoder.MORE | FrameEncoder.COMPRESSED, payload))
			.isEqualTo(Hex.bytes("42 03 48 65 6C"));
	}

	@Test
	void framesABufferFromPositionToLimitAndLeavesIt() {
		ByteBuffer payload = ByteBuffer.wrap(Hex.bytes("FF 61 62 FF")).position(1).limit(3);
		assertThat(FrameEncoder.frame(Opcode.TEXT, payload)).isEqualTo(Hex.bytes("81 02 61 62"));
		assertThat(payload.position()).isEqualTo(1);
		assertThat(payload.limit()).isEqualTo(3);
		ByteBuffer readOnlyDirect = ByteBuffer.allocateDirect(2).put(Hex.bytes("61 62")).flip().asReadOnlyBuffer();
		assertThat(FrameEncoder.frame(Opcode.PING, readOnlyDirect)).isEqualTo(Hex.bytes("89 02 61 62"));
	}

	@Test
	void doesNotChangeThePayload() {
		byte[] payload = Hex.bytes("61 62 63");
		FrameEncoder.frame(Opcode.BINARY, payload);
		assertThat(payload).isEqualTo(Hex.bytes("61 62 63"));
	}

	@Test
	void writesCloseFrames() {
		assertThat(close(1000, "")).isEqualTo(Hex.bytes("88 02 03 E8"));
		assertThat(close(1001, "\u20AC")).isEqualTo(Hex.bytes("88 05 03 E9 E2 82 AC"));
		assertThat(close(CloseCode.NO_STATUS, "")).isEqualTo(Hex.bytes("88 00"));
		assertThat(close(4999, "a".repeat(123))).hasSize(2 + 125);
	}

	@Test
	void refusesReasonsThatDoNotFit() {
		assertThatIllegalArgumentException().isThrownBy(() -> close(1000, "a".repeat(124)));
		assertThatIllegalArgumentException().isThrownBy(() -> close(1000, "\u20AC".repeat(42)));
		assertThatIllegalArgumentException().isThrownBy(() -> close(1000, "\uD800"));
	}

	@Test
	void limitsControlFramesTo125Bytes() {
		assertThatNoException().isThrownBy(() -> FrameEncoder.requireControlPayload(ByteBuffer.allocate(125)));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> FrameEncoder.requireControlPayload(ByteBuffer.allocate(126)));
	}

	private static byte[] close(int code, String reason) {
		return FrameEncoder.frame(Opcode.CLOSE, FrameEncoder.closePayload(code, reason));
	}

}
