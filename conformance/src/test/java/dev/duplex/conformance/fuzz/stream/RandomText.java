package dev.duplex.conformance.fuzz.stream;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.random.RandomGenerator;

import dev.duplex.engine.tck.Hex;

/**
 * Text from a seed, and what no text may contain.
 */
final class RandomText {

	/** The last and first code points of each length, and what lies around surrogates. */
	private static final int[] EDGES = { 0, 0x7F, 0x80, 0x7FF, 0x800, 0xD7FF, 0xE000, 0xFDD0, 0xFEFF, 0xFFFF, 0x10000,
			0x10FFFF };

	private static final String[] WORDS = { "price", "{\"id\":", "\"text\"", "hello", " ", ", ", "null", "\u00E4\u00F6",
			"\u20AC", "\u4F60\u597D", "\uD83D\uDE00" };

	/** RFC 3629 section 3 and 10: overlong, surrogates, too large, too short, alone. */
	private static final List<byte[]> ILL_FORMED = List.of(Hex.bytes("C0 80"), Hex.bytes("C1 BF"),
			Hex.bytes("E0 9F BF"), Hex.bytes("F0 8F BF BF"), Hex.bytes("ED A0 80"), Hex.bytes("ED BF BF"),
			Hex.bytes("F4 90 80 80"), Hex.bytes("F5 80 80 80"), Hex.bytes("F8 88 80 80 80"), Hex.bytes("FE"),
			Hex.bytes("FF"), Hex.bytes("80"), Hex.bytes("BF"), Hex.bytes("C2"), Hex.bytes("E2 82"),
			Hex.bytes("F0 9F 98"), Hex.bytes("E2 82 41"), Hex.bytes("ED 9F 41"), Hex.bytes("F4 8F BF 41"));

	private RandomText() {
	}

	/**
	 * A well-formed text of at most so many bytes, and often of exactly as many.
	 */
	static byte[] utf8(RandomGenerator random, int bytes) {
		StringBuilder text = new StringBuilder();
		int length = 0;
		int style = random.nextInt(4);
		while (length < bytes) {
			int left = bytes - length;
			String next = switch (style) {
				case 0 -> Character.toString('a' + random.nextInt(26));
				case 1 -> WORDS[random.nextInt(WORDS.length)];
				case 2 -> Character.toString(EDGES[random.nextInt(EDGES.length)]);
				default -> Character.toString(codePoint(random));
			};
			int size = next.getBytes(StandardCharsets.UTF_8).length;
			if (size > left) {
				next = "x";
				size = 1;
			}
			text.append(next);
			length += size;
		}
		return text.toString().getBytes(StandardCharsets.UTF_8);
	}

	private static int codePoint(RandomGenerator random) {
		int limit = switch (random.nextInt(4)) {
			case 0 -> 0x80;
			case 1 -> 0x800;
			case 2 -> 0xD800;
			default -> 0x110000;
		};
		int codePoint = random.nextInt(limit);
		return (codePoint >= 0xD800 && codePoint <= 0xDFFF) ? codePoint - 0x800 : codePoint;
	}

	static byte[] illFormed(RandomGenerator random) {
		return ILL_FORMED.get(random.nextInt(ILL_FORMED.size()));
	}

}
