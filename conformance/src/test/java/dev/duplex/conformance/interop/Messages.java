package dev.duplex.conformance.interop;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * What is sent in tests: the same at each run.
 */
final class Messages {

	/** Around the steps of a frame's length field, and beyond any buffer. */
	private static final int[] SIZES = { 0, 1, 125, 126, 127, 4_096, 65_535, 65_536, 1 << 20 };

	private Messages() {
	}

	static List<String> texts() {
		List<String> texts = new ArrayList<>(List.of("Hello, world", "👋🏽", "Grüße, 世界 𝒳 \uFFFF\uD83D\uDE80 שלום",
				"\0 and \r\n and \u007F", "👋🏽".repeat(10_000)));
		for (int size : SIZES) {
			texts.add(json(size, size));
		}
		return texts;
	}

	static List<byte[]> binaries() {
		List<byte[]> binaries = new ArrayList<>();
		for (int size : SIZES) {
			byte[] noise = new byte[size];
			new Random(size).nextBytes(noise);
			binaries.add(noise);
			binaries.add(new byte[size]);
		}
		return binaries;
	}

	/**
	 * Many messages that resemble each other, some of them long.
	 */
	static List<String> burst(int count) {
		return IntStream.range(0, count)
			.mapToObj((i) -> i + " " + json(i, (i % 100 == 99) ? 20_000 : (i * 37) % 600))
			.toList();
	}

	/**
	 * Text of ASCII that can be compressed.
	 * @param length how much of it
	 */
	private static String json(int seed, int length) {
		StringBuilder json = new StringBuilder(length + 64);
		Random random = new Random(seed);
		while (json.length() < length) {
			json.append("{\"symbol\":\"")
				.append((char) ('A' + random.nextInt(26)))
				.append("\",\"price\":")
				.append(random.nextInt(100_000))
				.append("},");
		}
		return json.substring(0, length);
	}

}
