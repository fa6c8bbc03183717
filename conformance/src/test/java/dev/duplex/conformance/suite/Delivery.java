package dev.duplex.conformance.suite;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import dev.duplex.engine.tck.Pieces;

/**
 * How bytes arrive. TCP keeps no boundaries, so an engine has to answer the same however
 * they are cut.
 *
 * @param name the name in reports
 * @param early whether the first bytes come in one segment with the opening handshake
 * @param pieces the pieces, one write each
 */
record Delivery(String name, boolean early, List<byte[]> pieces) {

	/** Byte by byte up to this length. */
	private static final int SMALL = 2_048;

	/** Of larger bytes, cuts are made in so many places only. */
	private static final int MOST_CUTS = 200;

	private static final int SEED = 6455;

	/**
	 * All ways that differ.
	 * @param bytes frames as they go over the wire
	 * @return the ways: whole, with the handshake, byte by byte, cut around the ends of
	 * frames, within headers, within characters, at random
	 */
	static List<Delivery> all(byte[] bytes) {
		Map<String, Delivery> ways = new LinkedHashMap<>();
		add(ways, "in one piece", List.of(bytes));
		ways.put("early", new Delivery("in one segment with the opening handshake", true, List.of(bytes)));
		if (bytes.length <= SMALL) {
			add(ways, "byte by byte", Pieces.byteByByte(bytes));
		}
		List<Wire.Span> frames = Wire.frames(bytes);
		for (int shift = -1; shift <= 1; shift++) {
			int by = shift;
			add(ways, "cut at the ends of frames" + ((by == 0) ? "" : " %+d".formatted(by)),
					cut(bytes, frames.stream().mapToInt((frame) -> frame.end() + by)));
		}
		add(ways, "cut behind the first byte of frames",
				cut(bytes, frames.stream().mapToInt((frame) -> frame.start() + 1)));
		add(ways, "cut within headers", cut(bytes, frames.stream()
			.flatMapToInt((frame) -> IntStream.of((frame.start() + 2 + frame.payload()) / 2, frame.payload() - 1))));
		add(ways, "cut behind headers", cut(bytes, frames.stream().mapToInt(Wire.Span::payload)));
		add(ways, "cut within characters",
				cut(bytes, Wire.insideCharacters(bytes).stream().mapToInt(Integer::intValue)));
		for (int seed = 1; seed <= 2; seed++) {
			add(ways, "cut at random, seed " + seed, Pieces.atRandom(bytes, new Random(SEED + seed)));
		}
		return List.copyOf(ways.values());
	}

	/**
	 * Cut into pieces of a size.
	 * @param bytes the bytes
	 * @param size the size of all pieces but the last
	 * @return the delivery
	 */
	static Delivery chopped(byte[] bytes, int size) {
		List<byte[]> pieces = new ArrayList<>();
		for (int from = 0; from < bytes.length; from += size) {
			pieces.add(Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + size)));
		}
		return new Delivery("in pieces of " + size, false, pieces);
	}

	private static void add(Map<String, Delivery> ways, String name, List<byte[]> pieces) {
		String lengths = pieces.stream()
			.map((piece) -> Integer.toString(piece.length))
			.collect(Collectors.joining(" "));
		ways.putIfAbsent(lengths, new Delivery(name, false, pieces));
	}

	private static List<byte[]> cut(byte[] bytes, IntStream offsets) {
		TreeSet<Integer> places = offsets.filter((offset) -> offset > 0 && offset < bytes.length)
			.limit(MOST_CUTS)
			.boxed()
			.collect(Collectors.toCollection(TreeSet::new));
		List<byte[]> pieces = new ArrayList<>();
		int from = 0;
		for (int place : places) {
			pieces.add(Arrays.copyOfRange(bytes, from, place));
			from = place;
		}
		pieces.add(Arrays.copyOfRange(bytes, from, bytes.length));
		return pieces;
	}

}
