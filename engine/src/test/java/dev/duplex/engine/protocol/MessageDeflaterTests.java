package dev.duplex.engine.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.Stream;

import dev.duplex.engine.tck.Hex;
import dev.duplex.engine.tck.WindowedInflate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * {@link MessageDeflater}, checked with a decompressor whose window is as small as was
 * agreed.
 */
class MessageDeflaterTests {

	@Test
	void compressesAsTheRfcShows() {
		MessageDeflater deflater = new MessageDeflater(-1, 15, true);
		assertThat(compress(deflater, "Hello")).isEqualTo(Hex.bytes("F2 48 CD C9 C9 07 00"));
		// The RFC's F2 00 11 00 00 has a literal too many; a newer zlib does without.
		assertThat(compress(deflater, "Hello")).isIn(Hex.bytes("F2 00 11 00 00"), Hex.bytes("02 13 00 00"));
		deflater.end();
	}

	@Test
	void refersToNoOtherMessageWithoutContextTakeover() {
		MessageDeflater deflater = new MessageDeflater(-1, 15, false);
		assertThat(compress(deflater, "Hello")).isEqualTo(Hex.bytes("F2 48 CD C9 C9 07 00"));
		assertThat(compress(deflater, "Hello")).isEqualTo(Hex.bytes("F2 48 CD C9 C9 07 00"));
		deflater.end();
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void compressesNothingToOneEmptyBlock(boolean takeover) {
		for (int bits = 8; bits <= 15; bits++) {
			MessageDeflater deflater = new MessageDeflater(1, bits, takeover);
			assertThat(compress(deflater, "")).isEqualTo(new byte[1]);
			assertThat(compress(deflater, "")).isEqualTo(new byte[1]);
			compress(deflater, "a".repeat(256));
			assertThat(compress(deflater, "")).isEqualTo(new byte[1]);
			deflater.end();
		}
	}

	@Test
	void refersToNothingBeforeItForgot() {
		MessageDeflater deflater = new MessageDeflater(-1, 15, true);
		compress(deflater, "Hello");
		deflater.forget();
		assertThat(compress(deflater, "Hello")).isEqualTo(Hex.bytes("F2 48 CD C9 C9 07 00"));
		deflater.end();
	}

	static Stream<Arguments> parameters() {
		return Stream.of(-1, 0, 1, 6, 9)
			.flatMap((level) -> Stream.of(8, 9, 10, 11, 12, 13, 14, 15)
				.flatMap((bits) -> Stream.of(Arguments.of(level, bits, true), Arguments.of(level, bits, false))));
	}

	@ParameterizedTest
	@MethodSource("parameters")
	void isReadBackWithTheWindowThatWasAgreed(int level, int bits, boolean takeover) {
		Random random = new Random(level * 100 + bits);
		MessageDeflater deflater = new MessageDeflater(level, bits, takeover);
		WindowedInflate inflate = new WindowedInflate(bits, takeover);
		MessageInflater ours = new MessageInflater();
		ours.begin(takeover ? new SlidingWindow() : null, 1 << 20);
		for (int i = 0; i < 60; i++) {
			byte[] message = message(random, (i < 55) ? random.nextInt(3_000) : random.nextInt(150_000));
			byte[] compressed = deflater.compress(ByteBuffer.wrap(message));
			assertThat(compressed.length).isLessThanOrEqualTo((int) MessageDeflater.bound(message.length));
			assertThat(inflate.message(compressed)).isEqualTo(message);
			assertThat(MessageInflaterTests.inflate(ours, compressed)).isEqualTo(message);
		}
		assertThat(inflate.longestDistance()).isLessThanOrEqualTo(1 << bits);
		deflater.end();
		ours.end();
	}

	@ParameterizedTest
	@ValueSource(ints = { 8, 9, 15 })
	void keepsTheWindowWhereverMessagesEnd(int bits) {
		for (int length = (1 << bits) - 3; length <= (1 << bits) + 3; length++) {
			MessageDeflater deflater = new MessageDeflater(9, bits, true);
			WindowedInflate inflate = new WindowedInflate(bits, true);
			byte[] message = message(new Random(length), length);
			for (int i = 0; i < 5; i++) {
				assertThat(inflate.message(deflater.compress(ByteBuffer.wrap(message)))).isEqualTo(message);
			}
			deflater.end();
		}
	}

	@Test
	void theCheckNoticesAWindowThatIsNotKept() {
		MessageDeflater deflater = new MessageDeflater(9, 15, true);
		byte[] compressed = deflater.compress(ByteBuffer.wrap(message(new Random(1), 20_000)));
		WindowedInflate inflate = new WindowedInflate(10, true);
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> inflate.message(compressed))
			.withMessageContaining("beyond the window");
		deflater.end();
	}

	@Test
	void usesTheWindowItHas() {
		byte[] message = message(new Random(2), 200_000);
		int previous = Integer.MAX_VALUE;
		for (int bits = 8; bits <= 15; bits++) {
			MessageDeflater deflater = new MessageDeflater(6, bits, false);
			int length = deflater.compress(ByteBuffer.wrap(message)).length;
			assertThat(length).as("compressed with %d bits", bits).isLessThan(previous);
			previous = length;
			deflater.end();
		}
	}

	@Test
	void takesAnyBufferFromPositionToLimitAndLeavesIt() {
		MessageDeflater deflater = new MessageDeflater(-1, 9, false);
		ByteBuffer heap = ByteBuffer.wrap("..Hello..".getBytes(StandardCharsets.US_ASCII)).position(2).limit(7);
		ByteBuffer direct = ByteBuffer.allocateDirect(5).put(heap.duplicate()).flip().asReadOnlyBuffer();
		assertThat(deflater.compress(heap)).isEqualTo(Hex.bytes("F2 48 CD C9 C9 07 00"));
		assertThat(deflater.compress(direct)).isEqualTo(Hex.bytes("F2 48 CD C9 C9 07 00"));
		assertThat(heap.position()).isEqualTo(2);
		assertThat(heap.limit()).isEqualTo(7);
		assertThat(direct.remaining()).isEqualTo(5);
		deflater.end();
	}

	@Test
	void isReadBackWhereverItsBufferEnds() {
		MessageDeflater deflater = new MessageDeflater(0, 15, false);
		WindowedInflate inflate = new WindowedInflate(15, false);
		for (int length = 1; length < 2_100; length++) {
			byte[] message = new byte[length];
			byte[] compressed = deflater.compress(ByteBuffer.wrap(message));
			assertThat(compressed.length).isLessThanOrEqualTo(length + 11);
			assertThat(inflate.message(compressed)).isEqualTo(message);
		}
		deflater.end();
	}

	private static byte[] compress(MessageDeflater deflater, String message) {
		return deflater.compress(ByteBuffer.wrap(message.getBytes(StandardCharsets.UTF_8)));
	}

	/** Text with references of every distance, or noise. */
	static byte[] message(Random random, int length) {
		byte[] message = new byte[length];
		if (random.nextInt(8) == 0) {
			random.nextBytes(message);
			return message;
		}
		int at = 0;
		while (at < length) {
			if (at > 4 && random.nextInt(3) > 0) {
				int distance = 1 + random.nextInt(Math.min(at, 1 << 8 + random.nextInt(8)));
				int count = Math.min(length - at, 3 + random.nextInt(60));
				for (int i = 0; i < count; i++, at++) {
					message[at] = message[at - distance];
				}
			}
			else {
				message[at++] = (byte) ('a' + random.nextInt(26));
			}
		}
		return message;
	}

}
