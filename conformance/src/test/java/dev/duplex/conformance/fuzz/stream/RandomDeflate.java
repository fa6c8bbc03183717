package dev.duplex.conformance.fuzz.stream;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Compresses messages (RFC 1951, RFC 7692 section 7.2.1) into blocks that are valid and
 * as odd as may be: stored, fixed and dynamic ones, empty ones, final ones in the middle.
 * The same seed gives the same bytes everywhere, which zlib does not promise.
 */
final class RandomDeflate {

	private static final int END_OF_BLOCK = 256;

	private static final int SHORTEST_MATCH = 3;

	private static final int LONGEST_MATCH = 258;

	private static final int WINDOW = 32 * 1024;

	private static final int HASH_BITS = 12;

	/** Receivers bear at least as many in one message. */
	private static final int MAX_FINAL_BLOCKS = 8;

	private static final Code FIXED_LITERALS = fixedLiterals();

	private static final Code FIXED_DISTANCES = new Code(filled(30, 5));

	private final RandomGenerator random;

	/** What was compressed so far, if later messages may refer to it. */
	private byte[] history = new byte[1024];

	private int length;

	/** One more than where bytes of this hash were last seen. */
	private final int[] seen = new int[1 << HASH_BITS];

	private ByteArrayOutputStream out = new ByteArrayOutputStream();

	private int bits;

	private int bitCount;

	RandomDeflate(RandomGenerator random) {
		this.random = random;
	}

	/**
	 * Lets no later message refer to what was compressed so far.
	 */
	void forget() {
		this.length = 0;
		Arrays.fill(this.seen, 0);
	}

	/**
	 * Takes back what was compressed last, as it will not be sent.
	 */
	void forget(int bytes) {
		this.length -= bytes;
	}

	/**
	 * Compresses a message.
	 * @return the payload, without the four bytes that the sender leaves out
	 */
	byte[] compress(byte[] message) {
		this.out = new ByteArrayOutputStream(message.length / 2 + 16);
		int at = this.length;
		append(message);
		int finalBlocks = 0;
		while (at < this.length || this.random.nextInt(8) == 0) {
			int most = this.length - at;
			int count = this.random.nextBoolean() ? most : this.random.nextInt(most + 1);
			boolean last = finalBlocks < MAX_FINAL_BLOCKS && this.random.nextInt(16) == 0;
			at += block(last, at, Math.min(count, 0xFFFF));
			if (last) {
				finalBlocks++;
				align();
			}
		}
		// The empty stored block, whose lengths are left out.
		bits(0, 3);
		align();
		return this.out.toByteArray();
	}

	private void append(byte[] message) {
		if (this.length + message.length > this.history.length) {
			this.history = Arrays.copyOf(this.history, Math.max(2 * this.history.length, this.length + message.length));
		}
		System.arraycopy(message, 0, this.history, this.length, message.length);
		this.length += message.length;
	}

	private int block(boolean last, int from, int count) {
		int type = this.random.nextInt(10);
		bits(last ? 1 : 0, 1);
		if (type < 2) {
			bits(0, 2);
			align();
			bits(count, 16);
			bits(~count & 0xFFFF, 16);
			this.out.write(this.history, from, count);
		}
		else if (type < 9) {
			bits(1, 2);
			coded(FIXED_LITERALS, FIXED_DISTANCES, from, count);
		}
		else {
			bits(2, 2);
			int[] literals = shuffled(286, 226, 8, 9);
			int[] distances = shuffled(30, 2, 4, 5);
			codeLengths(literals, distances);
			coded(new Code(literals), new Code(distances), from, count);
		}
		return count;
	}

	/**
	 * The lengths of a complete code, in any order of the symbols.
	 */
	private int[] shuffled(int symbols, int shorter, int shortLength, int longLength) {
		int[] lengths = filled(symbols, longLength);
		Arrays.fill(lengths, 0, shorter, shortLength);
		for (int i = symbols - 1; i > 0; i--) {
			int j = this.random.nextInt(i + 1);
			int swapped = lengths[i];
			lengths[i] = lengths[j];
			lengths[j] = swapped;
		}
		return lengths;
	}

	/**
	 * Says the lengths (RFC 1951 section 3.2.7), in a code that knows 4, 5, 8 and 9 only,
	 * two bits each.
	 */
	private void codeLengths(int[] literals, int[] distances) {
		bits(literals.length - 257, 5);
		bits(distances.length - 1, 5);
		int[] order = { 16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4 };
		bits(order.length - 4, 4);
		int[] ofLengths = new int[19];
		for (int used : new int[] { 4, 5, 8, 9 }) {
			ofLengths[used] = 2;
		}
		for (int symbol : order) {
			bits(ofLengths[symbol], 3);
		}
		Code code = new Code(ofLengths);
		for (int length : literals) {
			write(code, length);
		}
		for (int length : distances) {
			write(code, length);
		}
	}

	private void coded(Code literals, Code distances, int from, int count) {
		int at = from;
		int end = from + count;
		while (at < end) {
			int earlier = remember(at, end);
			int match = (earlier < 0) ? 0 : matchLength(earlier, at, end);
			if (match < SHORTEST_MATCH || this.random.nextInt(8) == 0) {
				write(literals, this.history[at] & 0xFF);
				at++;
			}
			else {
				lengthOf(literals, match);
				distance(distances, at - earlier);
				at += match;
			}
		}
		write(literals, END_OF_BLOCK);
	}

	/**
	 * Where the next three bytes were before, within the window.
	 * @return the place, or -1
	 */
	private int remember(int at, int end) {
		if (at + SHORTEST_MATCH > end) {
			return -1;
		}
		int three = this.history[at] << 16 | (this.history[at + 1] & 0xFF) << 8 | this.history[at + 2] & 0xFF;
		int hash = three * 0x9E3779B1 >>> 32 - HASH_BITS;
		int before = this.seen[hash] - 1;
		boolean usable = before >= 0 && before < at && at - before <= WINDOW;
		if (!usable || this.random.nextInt(8) == 0) {
			// Often the older place is kept, so that references reach far.
			this.seen[hash] = at + 1;
		}
		return usable ? before : -1;
	}

	private int matchLength(int earlier, int at, int end) {
		int most = Math.min(LONGEST_MATCH, end - at);
		int match = 0;
		while (match < most && this.history[earlier + match] == this.history[at + match]) {
			match++;
		}
		return match;
	}

	private void lengthOf(Code literals, int match) {
		int rest = match - SHORTEST_MATCH;
		if (match == LONGEST_MATCH) {
			write(literals, 285);
		}
		else if (rest < 8) {
			write(literals, 257 + rest);
		}
		else {
			int extra = 29 - Integer.numberOfLeadingZeros(rest);
			write(literals, 257 + (extra << 2) + (rest >> extra));
			bits(rest & (1 << extra) - 1, extra);
		}
	}

	private void distance(Code distances, int distance) {
		int rest = distance - 1;
		if (rest < 4) {
			write(distances, rest);
		}
		else {
			int extra = 30 - Integer.numberOfLeadingZeros(rest);
			write(distances, (extra << 1) + (rest >> extra));
			bits(rest & (1 << extra) - 1, extra);
		}
	}

	private void bits(int value, int count) {
		for (int i = 0; i < count; i++) {
			this.bits |= (value >> i & 1) << this.bitCount;
			if (++this.bitCount == 8) {
				align();
			}
		}
	}

	private void align() {
		if (this.bitCount > 0) {
			this.out.write(this.bits);
			this.bits = 0;
			this.bitCount = 0;
		}
	}

	/**
	 * Codes are packed from their highest bit.
	 */
	private void write(Code code, int symbol) {
		int length = code.lengths[symbol];
		bits(Integer.reverse(code.codes[symbol]) >>> 32 - length, length);
	}

	private static Code fixedLiterals() {
		int[] lengths = filled(288, 8);
		Arrays.fill(lengths, 144, 256, 9);
		Arrays.fill(lengths, 256, 280, 7);
		return new Code(lengths);
	}

	private static int[] filled(int count, int value) {
		int[] array = new int[count];
		Arrays.fill(array, value);
		return array;
	}

	/**
	 * A canonical code (RFC 1951 section 3.2.2).
	 */
	private static final class Code {

		private final int[] lengths;

		private final int[] codes;

		Code(int[] lengths) {
			this.lengths = lengths;
			this.codes = new int[lengths.length];
			int code = 0;
			for (int length = 1; length < 16; length++) {
				for (int symbol = 0; symbol < lengths.length; symbol++) {
					if (lengths[symbol] == length) {
						this.codes[symbol] = code++;
					}
				}
				code <<= 1;
			}
		}

	}

}
