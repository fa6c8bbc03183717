package dev.duplex.benchmarks.client;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Makes JSON as an application would send it: the same field names in each, in values
 * some that repeat and some that don't. The same texts in every run.
 */
final class JsonTexts {

	private static final String[] WORDS = { "order", "shipped", "waiting", "customer", "asked", "for", "another",
			"size", "the", "parcel", "was", "left", "with", "a", "neighbour", "and", "will", "be", "returned", "to",
			"stock", "after", "payment", "has", "cleared", "please", "call", "before", "delivery", "no", "gift",
			"wrap" };

	private static final String[] STATES = { "open", "paid", "packed", "sent", "returned" };

	private static final String END = "\"}";

	/** Room for the last item and the field behind the items. */
	private static final int RESERVE = 96;

	private final SplittableRandom random = new SplittableRandom(7692);

	private JsonTexts() {
	}

	/**
	 * Makes texts.
	 * @param count how many
	 * @param size the length of each in bytes; below some 250 they are cut off
	 */
	static List<byte[]> make(int count, int size) {
		JsonTexts texts = new JsonTexts();
		List<byte[]> made = new ArrayList<>(count);
		for (int i = 0; i < count; i++) {
			made.add(texts.next(size).getBytes(StandardCharsets.US_ASCII));
		}
		return made;
	}

	private String next(int size) {
		StringBuilder text = new StringBuilder(size + 256);
		text.append("{\"id\":\"")
			.append(hex())
			.append("\",\"time\":")
			.append(1_700_000_000_000L + this.random.nextInt(1_000_000_000))
			.append(",\"state\":\"")
			.append(STATES[this.random.nextInt(STATES.length)])
			.append("\",\"customer\":")
			.append(this.random.nextInt(100_000))
			.append(",\"items\":[");
		do {
			text.append((text.charAt(text.length() - 1) == '[') ? "" : ",").append(item());
		}
		while (text.length() < size / 2 || text.length() < size - 2 * RESERVE && this.random.nextInt(8) > 0);
		text.append("],\"note\":\"");
		while (text.length() < size) {
			text.append(WORDS[this.random.nextInt(WORDS.length)]).append(' ');
		}
		text.setLength(Math.max(0, size - END.length()));
		return text.append(END, 0, Math.min(END.length(), size)).toString();
	}

	private String item() {
		return String.format(Locale.ROOT, "{\"sku\":\"%s\",\"quantity\":%d,\"price\":%.2f,\"discount\":%b}",
				hex().substring(0, 8), 1 + this.random.nextInt(9), this.random.nextDouble(500),
				this.random.nextInt(4) == 0);
	}

	private String hex() {
		return String.format(Locale.ROOT, "%016x", this.random.nextLong());
	}

}
