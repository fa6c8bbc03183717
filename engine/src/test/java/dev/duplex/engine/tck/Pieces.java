package dev.duplex.engine.tck;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Ways to cut bytes into pieces, as TCP does.
 */
public final class Pieces {

	/**
	 * Up to this length a cut is made at every place, beyond it near both ends and at
	 * some places between.
	 */
	private static final int EVERY_PLACE = 2_048;

	private static final int NEAR = 48;

	private Pieces() {
	}

	/**
	 * In one piece, in two pieces cut at every place, and byte by byte.
	 * @param bytes the bytes
	 * @return the ways to cut them
	 */
	public static Stream<List<byte[]>> everyWay(byte[] bytes) {
		return Stream.concat(Stream.of(List.of(bytes), byteByByte(bytes)), places(bytes.length)
			.mapToObj((place) -> List.of(Arrays.copyOf(bytes, place), Arrays.copyOfRange(bytes, place, bytes.length))));
	}

	/**
	 * Byte by byte.
	 * @param bytes the bytes
	 * @return pieces of one byte
	 */
	public static List<byte[]> byteByByte(byte[] bytes) {
		List<byte[]> pieces = new ArrayList<>(bytes.length);
		for (byte b : bytes) {
			pieces.add(new byte[] { b });
		}
		return pieces;
	}

	/**
	 * At random places.
	 * @param bytes the bytes
	 * @param random the source of chance
	 * @return pieces, none empty
	 */
	public static List<byte[]> atRandom(byte[] bytes, Random random) {
		List<byte[]> pieces = new ArrayList<>();
		int from = 0;
		while (from < bytes.length) {
			int most = random.nextBoolean() ? 4 : bytes.length;
			int to = Math.min(bytes.length, from + 1 + random.nextInt(most));
			pieces.add(Arrays.copyOfRange(bytes, from, to));
			from = to;
		}
		return pieces;
	}

	private static IntStream places(int length) {
		if (length <= EVERY_PLACE) {
			return IntStream.range(1, length);
		}
		Random random = new Random(length);
		return IntStream.concat(IntStream.concat(IntStream.range(1, NEAR), IntStream.range(length - NEAR, length)),
				IntStream.generate(() -> 1 + random.nextInt(length - 1)).limit(NEAR));
	}

}
