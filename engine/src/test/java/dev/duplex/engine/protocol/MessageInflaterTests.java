package dev.duplex.engine.protocol;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import dev.duplex.engine.tck.DeflateCases;
import dev.duplex.engine.tck.Hex;
import dev.duplex.engine.tck.Pieces;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * {@link MessageInflater}. What it says to single messages is in {@link DeflateCases},
 * run by {@link FrameDecoderTests}.
 */
class MessageInflaterTests {

	private static final byte[] HELLO = Hex.bytes("F2 48 CD C9 C9 07 00");

	private static final byte[] HELLO_AGAIN = Hex.bytes("F2 00 11 00 00");

	private final MessageInflater inflater = new MessageInflater();

	@AfterEach
	void end() {
		this.inflater.end();
	}

	@Test
	void keepsTheContextOrForgetsIt() {
		this.inflater.begin(new SlidingWindow(), 100);
		assertThat(inflate(HELLO)).isEqualTo("Hello");
		assertThat(inflate(HELLO_AGAIN)).isEqualTo("Hello");
		this.inflater.begin(null, 100);
		assertThat(inflate(HELLO)).isEqualTo("Hello");
		assertThatExceptionOfType(ProtocolException.class).isThrownBy(() -> inflate(HELLO_AGAIN))
			.satisfies((ex) -> assertThat(ex.closeCode()).isEqualTo(1007));
	}

	@Test
	void servesSeveralConnectionsInTurn() {
		SlidingWindow first = new SlidingWindow();
		SlidingWindow second = new SlidingWindow();
		this.inflater.begin(first, 100);
		assertThat(inflate(HELLO)).isEqualTo("Hello");
		this.inflater.begin(second, 100);
		assertThat(inflate(DeflateCases.deflate("World".getBytes(StandardCharsets.US_ASCII), 6))).isEqualTo("World");
		this.inflater.begin(first, 100);
		assertThat(inflate(HELLO_AGAIN)).isEqualTo("Hello");
		this.inflater.begin(null, 100);
		assertThat(inflate(HELLO)).isEqualTo("Hello");
		this.inflater.begin(second, 100);
		assertThat(inflate(HELLO_AGAIN)).isEqualTo("Horld");
	}

	@ParameterizedTest
	@ValueSource(strings = { "F2 48 CD", "F3 48 CD C9 C9 07 00 F2", "00 05 00 FA FF 48", "07" })
	void carriesNothingOverToAnotherConnection(String unfinished) {
		this.inflater.begin(new SlidingWindow(), 100);
		inflate(HELLO);
		try {
			inflate(this.inflater, List.of(Hex.bytes(unfinished)), false);
		}
		catch (ProtocolException ex) {
			assertThat(unfinished).isEqualTo("07");
		}
		this.inflater.begin(new SlidingWindow(), 5);
		assertThat(inflate(HELLO)).isEqualTo("Hello");
		this.inflater.begin(new SlidingWindow(), 5);
		assertThatExceptionOfType(ProtocolException.class).isThrownBy(() -> inflate(HELLO_AGAIN));
	}

	@Test
	void countsTheLimitForEachMessageAnew() {
		this.inflater.begin(new SlidingWindow(), 5);
		for (int i = 0; i < 10; i++) {
			assertThat(inflate(HELLO)).isEqualTo("Hello");
		}
	}

	@Test
	void refusesAMessageAtTheFirstByteTooMany() {
		byte[] bomb = DeflateCases.deflate(new byte[64 << 20], 9);
		this.inflater.begin(null, 1_000_000);
		List<Integer> steps = new ArrayList<>();
		byte[] scratch = new byte[MessageInflater.STEP];
		long[] allocated = new long[1];
		assertThatExceptionOfType(ProtocolException.class).isThrownBy(() -> {
			long before = Allocation.of(() -> {
			});
			assertThat(before).isLessThan(1_024);
			allocated[0] = Allocation.of(() -> {
				try {
					this.inflater.inflate(ByteBuffer.wrap(bomb), true, scratch, (bytes, last) -> {
						steps.add(bytes.remaining());
					});
				}
				catch (ProtocolException ex) {
					steps.add(-1);
				}
			});
			this.inflater.inflate(ByteBuffer.wrap(bomb), true, scratch, (bytes, last) -> {
			});
		})
			.satisfies((ex) -> assertThat(ex.closeCode()).isEqualTo(1009))
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(ProtocolException.Cause.MESSAGE_SIZE));
		assertThat(steps).endsWith(-1).hasSizeLessThan(125).allMatch((count) -> count <= MessageInflater.STEP);
		// With what a JDK allocates to link lambdas for the first time; the bomb has 64
		// MiB.
		assertThat(allocated[0]).isLessThan(512_000);
	}

	/** 200 times as many blocks cost about 200 times as much, not 40,000 times. */
	@Test
	void takesTimeThatGrowsWithTheBytes() {
		byte[] blocks = Hex.bytes("00 00 00 FF FF ".repeat(200_000) + "00");
		this.inflater.begin(new SlidingWindow(), 100);
		long start = System.nanoTime();
		assertThat(inflate(blocks)).isEmpty();
		assertThat(System.nanoTime() - start).isLessThan(2_000_000_000L);
	}

	@Test
	void keepsTheWholeWindowOverAFinalBlock() {
		Random random = new Random(32);
		byte[] noise = new byte[100_000];
		random.nextBytes(noise);
		ByteArrayOutputStream expected = new ByteArrayOutputStream();
		this.inflater.begin(new SlidingWindow(), 1 << 20);
		for (int length : new int[] { 300, 600, 7_000, 32_768, 32_767, 1, 40_000, 8_192, 32_769, 100_000 }) {
			byte[] message = Arrays.copyOf(noise, length);
			assertThat(inflate(this.inflater, stored(message))).isEqualTo(message);
			expected.writeBytes(message);
			byte[] all = expected.toByteArray();
			// A final block of nothing, then the oldest bytes that may be referred to.
			int distance = Math.min(all.length, 32_768);
			byte[] oldest = Arrays.copyOfRange(all, all.length - distance, all.length - distance + 3);
			byte[] copied = inflate(this.inflater, finalBlockThenReference(distance));
			assertThat(copied).as("%d bytes back", distance).isEqualTo(Arrays.copyOf(oldest, copied.length));
			expected.writeBytes(copied);
		}
	}

	private static byte[] stored(byte[] message) {
		return DeflateCases.deflate(message, 0);
	}

	/** Written bit by bit: 03 00, then a fixed block with one reference of length 3. */
	private static byte[] finalBlockThenReference(int distance) {
		Bits bits = new Bits();
		bits.put(3, 10).align();
		bits.put(2, 3).code(1, 7);
		int code = 0;
		int base = 1;
		int extra = 0;
		while (distance >= base + (1 << extra)) {
			base += 1 << extra;
			code++;
			extra = (code < 4) ? 0 : code / 2 - 1;
		}
		bits.code(code, 5).put(distance - base, extra);
		bits.code(0, 7).put(0, 3).align();
		return bits.bytes();
	}

	@Test
	void isGivenPiecesOfAnySize() {
		Random random = new Random(77);
		this.inflater.begin(new SlidingWindow(), 1 << 20);
		MessageDeflater deflater = new MessageDeflater(6, 15, true);
		for (int i = 0; i < 300; i++) {
			byte[] message = MessageDeflaterTests.message(random, random.nextInt(30_000));
			byte[] compressed = deflater.compress(ByteBuffer.wrap(message));
			assertThat(inflate(this.inflater, Pieces.atRandom(compressed, random), true)).isEqualTo(message);
		}
		deflater.end();
	}

	private String inflate(byte[] compressed) {
		return new String(inflate(this.inflater, compressed), StandardCharsets.UTF_8);
	}

	static byte[] inflate(MessageInflater inflater, byte[] compressed) {
		return inflate(inflater, List.of(compressed), true);
	}

	private static byte[] inflate(MessageInflater inflater, List<byte[]> pieces, boolean whole) {
		ByteArrayOutputStream message = new ByteArrayOutputStream();
		List<Boolean> ends = new ArrayList<>();
		byte[] scratch = new byte[MessageInflater.STEP];
		MessageInflater.Output output = (bytes, end) -> {
			message.write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
			ends.add(end);
		};
		for (byte[] piece : pieces) {
			inflater.inflate(ByteBuffer.wrap(piece), false, scratch, output);
		}
		assertThat(ends).doesNotContain(true);
		if (whole) {
			inflater.inflate(ByteBuffer.allocate(0), true, scratch, output);
			assertThat(ends).endsWith(true);
		}
		return message.toByteArray();
	}

	/**
	 * Writes bits as RFC 1951 section 3.1.1 packs them.
	 */
	private static final class Bits {

		private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

		private int current;

		private int count;

		/** A number, lowest bit first. */
		Bits put(int value, int length) {
			for (int i = 0; i < length; i++) {
				this.current |= (value >> i & 1) << this.count++;
				if (this.count == 8) {
					align();
				}
			}
			return this;
		}

		/** A Huffman code, highest bit first. */
		Bits code(int value, int length) {
			return put(Integer.reverse(value) >>> 32 - length, length);
		}

		Bits align() {
			if (this.count > 0) {
				this.bytes.write(this.current);
				this.current = 0;
				this.count = 0;
			}
			return this;
		}

		byte[] bytes() {
			return this.bytes.toByteArray();
		}

	}

}
