package dev.duplex.engine.tck;

import java.util.Arrays;

/**
 * Decompresses messages (RFC 1951, RFC 7692 section 7.2.2) with a window of a given size
 * and not a byte more, which the JDK's own cannot. Slow and strict.
 */
public final class WindowedInflate {

	private static final int[] LENGTH_BASE = { 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59,
			67, 83, 99, 115, 131, 163, 195, 227, 258 };

	private static final int[] LENGTH_BITS = { 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4,
			5, 5, 5, 5, 0 };

	private static final int[] DISTANCE_BASE = { 1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385,
			513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577 };

	private static final int[] CODE_ORDER = { 16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15 };

	private static final Huffman FIXED_LITERALS = new Huffman(fixedLengths());

	private static final Huffman FIXED_DISTANCES = new Huffman(filled(30, 5));

	private final int windowSize;

	private final boolean contextTakeover;

	private byte[] in = new byte[0];

	private int at;

	private int bits;

	private int bitCount;

	/** All that was inflated since the context began. */
	private byte[] out = new byte[1024];

	private int length;

	private int longestDistance;

	/**
	 * Creates a decompressor.
	 * @param windowBits the window's size as a power of two
	 * @param contextTakeover whether messages may refer to the ones before them
	 */
	public WindowedInflate(int windowBits, boolean contextTakeover) {
		this.windowSize = 1 << windowBits;
		this.contextTakeover = contextTakeover;
	}

	/**
	 * Inflates a message.
	 * @param compressed the compressed payload
	 * @return the message
	 * @throws AssertionError if it is malformed or refers to what is not in the window
	 */
	public byte[] message(byte[] compressed) {
		this.in = Arrays.copyOf(compressed, compressed.length + 4);
		this.in[compressed.length + 2] = (byte) 0xFF;
		this.in[compressed.length + 3] = (byte) 0xFF;
		this.at = 0;
		this.bitCount = 0;
		if (!this.contextTakeover) {
			this.length = 0;
		}
		int from = this.length;
		while (this.at < this.in.length || this.bitCount > 0) {
			block();
		}
		return Arrays.copyOfRange(this.out, from, this.length);
	}

	/**
	 * How far back a reference has reached so far.
	 * @return bytes
	 */
	public int longestDistance() {
		return this.longestDistance;
	}

	private void block() {
		boolean last = bits(1) == 1;
		switch (bits(2)) {
			case 0 -> stored();
			case 1 -> coded(FIXED_LITERALS, FIXED_DISTANCES);
			case 2 -> dynamic();
			default -> throw new AssertionError("reserved block type");
		}
		if (last) {
			this.bitCount = 0;
		}
	}

	private void stored() {
		this.bitCount = 0;
		int count = bits(16);
		check(count == (~bits(16) & 0xFFFF), "the lengths of a stored block differ");
		for (int i = 0; i < count; i++) {
			emit(bits(8));
		}
	}

	private void dynamic() {
		int literals = bits(5) + 257;
		int distances = bits(5) + 1;
		int codes = bits(4) + 4;
		int[] codeLengths = new int[19];
		for (int i = 0; i < codes; i++) {
			codeLengths[CODE_ORDER[i]] = bits(3);
		}
		Huffman code = new Huffman(codeLengths);
		int[] lengths = new int[literals + distances];
		int count = 0;
		while (count < lengths.length) {
			int symbol = code.next(this);
			int value = (symbol < 16) ? symbol : (symbol == 16) ? lengths[count - 1] : 0;
			int times = switch (symbol) {
				case 16 -> 3 + bits(2);
				case 17 -> 3 + bits(3);
				case 18 -> 11 + bits(7);
				default -> 1;
			};
			Arrays.fill(lengths, count, count + times, value);
			count += times;
		}
		coded(new Huffman(Arrays.copyOf(lengths, literals)),
				new Huffman(Arrays.copyOfRange(lengths, literals, lengths.length)));
	}

	private void coded(Huffman literals, Huffman distances) {
		while (true) {
			int symbol = literals.next(this);
			if (symbol == 256) {
				return;
			}
			if (symbol < 256) {
				emit(symbol);
				continue;
			}
			int count = LENGTH_BASE[symbol - 257] + bits(LENGTH_BITS[symbol - 257]);
			int code = distances.next(this);
			int distance = DISTANCE_BASE[code] + bits((code < 4) ? 0 : code / 2 - 1);
			check(distance <= this.windowSize, "a reference beyond the window: " + distance);
			check(distance <= this.length, "a reference behind the beginning");
			this.longestDistance = Math.max(this.longestDistance, distance);
			for (int i = 0; i < count; i++) {
				emit(this.out[this.length - distance] & 0xFF);
			}
		}
	}

	private void emit(int value) {
		if (this.length == this.out.length) {
			this.out = Arrays.copyOf(this.out, this.length * 2);
		}
		this.out[this.length++] = (byte) value;
	}

	private int bits(int count) {
		int value = 0;
		for (int i = 0; i < count; i++) {
			if (this.bitCount == 0) {
				check(this.at < this.in.length, "the message ends inside of a block");
				this.bits = this.in[this.at++];
				this.bitCount = 8;
			}
			value |= (this.bits & 1) << i;
			this.bits >>= 1;
			this.bitCount--;
		}
		return value;
	}

	private static void check(boolean valid, String message) {
		if (!valid) {
			throw new AssertionError(message);
		}
	}

	private static int[] fixedLengths() {
		int[] lengths = filled(288, 8);
		Arrays.fill(lengths, 144, 256, 9);
		Arrays.fill(lengths, 256, 280, 7);
		return lengths;
	}

	private static int[] filled(int count, int value) {
		int[] array = new int[count];
		Arrays.fill(array, value);
		return array;
	}

	/**
	 * A canonical code (RFC 1951 section 3.2.2), walked bit by bit.
	 */
	private static final class Huffman {

		private final int[] countOfLength = new int[16];

		private final int[] symbols;

		Huffman(int[] lengths) {
			for (int length : lengths) {
				this.countOfLength[length]++;
			}
			this.countOfLength[0] = 0;
			int[] next = new int[16];
			for (int length = 1; length < 15; length++) {
				next[length + 1] = next[length] + this.countOfLength[length];
			}
			this.symbols = new int[lengths.length];
			for (int symbol = 0; symbol < lengths.length; symbol++) {
				if (lengths[symbol] > 0) {
					this.symbols[next[lengths[symbol]]++] = symbol;
				}
			}
		}

		int next(WindowedInflate source) {
			int code = 0;
			int first = 0;
			int index = 0;
			for (int length = 1; length < 16; length++) {
				code |= source.bits(1);
				int count = this.countOfLength[length];
				if (code - first < count) {
					return this.symbols[index + code - first];
				}
				index += count;
				first = first + count << 1;
				code <<= 1;
			}
			throw new AssertionError("no such code");
		}

	}

}
