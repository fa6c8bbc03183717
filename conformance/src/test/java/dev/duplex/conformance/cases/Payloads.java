package dev.duplex.conformance.cases;

import java.nio.charset.StandardCharsets;
import java.util.Random;

import dev.duplex.conformance.suite.Payload;

/**
 * What messages are made from: of the kinds and sizes that the Autobahn|Testsuite uses,
 * made by chance from a fixed seed.
 */
final class Payloads {

	private static final String[] WORDS = { "Faust", "Gretchen", "und", "der", "die", "das", "nicht", "wie", "Geist",
			"Mephistopheles", "ein", "auf", "mit", "Nacht", "Herz", "Welt", "will", "Macht", "nur", "so" };

	/** JSON, ASCII. */
	static final Payload JSON = new Payload("JSON", json(194_056));

	/** A grey picture, little noise over slow changes. */
	static final Payload BITMAP = new Payload("a bitmap", bitmap(263_222));

	/** German verses in ISO-8859-1. */
	static final Payload VERSE = new Payload("verse", verse(222_218));

	/** HTML, ASCII. */
	static final Payload HTML = new Payload("HTML", html(263_527));

	/** What cannot be compressed, like most of a PDF. */
	static final Payload PDF = new Payload("a PDF", noise(1_042_328));

	/** Text that shows where it is from. */
	static final Payload COUNTED = new Payload("counted text", counted(1_000_003));

	/** All bytes. */
	static final Payload BYTES = new Payload("all bytes", bytes(999_983));

	private Payloads() {
	}

	private static byte[] json(int length) {
		Random random = new Random(1);
		StringBuilder text = new StringBuilder(length + 128).append('[');
		while (text.length() < length) {
			text.append("{\"id\":")
				.append(random.nextInt(1_000_000))
				.append(",\"name\":\"")
				.append(WORDS[random.nextInt(WORDS.length)])
				.append("\",\"active\":")
				.append(random.nextBoolean())
				.append(",\"position\":[")
				.append(random.nextInt(180))
				.append(',')
				.append(random.nextInt(90))
				.append("]},");
		}
		return ascii(text, length);
	}

	private static byte[] html(int length) {
		Random random = new Random(2);
		StringBuilder text = new StringBuilder(length + 128).append("<!doctype html><title>Faust</title><table>");
		while (text.length() < length) {
			text.append("<tr class=\"row")
				.append(random.nextInt(2))
				.append("\"><td>")
				.append(WORDS[random.nextInt(WORDS.length)])
				.append("</td><td align=\"right\">")
				.append(random.nextInt(10_000))
				.append("</td></tr>\r\n");
		}
		return ascii(text, length);
	}

	private static byte[] verse(int length) {
		Random random = new Random(3);
		StringBuilder text = new StringBuilder(length + 128);
		while (text.length() < length) {
			for (int i = random.nextInt(5); i >= 0; i--) {
				text.append(WORDS[random.nextInt(WORDS.length)]).append(' ');
			}
			text.append((random.nextInt(3) == 0) ? "f\u00FCr \u00DCber!\r\n" : "\r\n");
		}
		return text.substring(0, length).getBytes(StandardCharsets.ISO_8859_1);
	}

	private static byte[] bitmap(int length) {
		Random random = new Random(4);
		byte[] bytes = new byte[length];
		for (int i = 0; i < length; i++) {
			bytes[i] = (byte) (i / 512 / 4 + i % 512 / 8 + random.nextInt(3));
		}
		return bytes;
	}

	private static byte[] noise(int length) {
		byte[] bytes = new byte[length];
		new Random(5).nextBytes(bytes);
		return bytes;
	}

	private static byte[] counted(int length) {
		StringBuilder text = new StringBuilder(length + 128);
		for (int i = 0; text.length() < length; i++) {
			text.append(i).append(' ');
		}
		return ascii(text, length);
	}

	private static byte[] bytes(int length) {
		byte[] bytes = new byte[length];
		for (int i = 0; i < length; i++) {
			bytes[i] = (byte) (i * 31 + (i >> 8));
		}
		return bytes;
	}

	private static byte[] ascii(StringBuilder text, int length) {
		return text.substring(0, length).getBytes(StandardCharsets.US_ASCII);
	}

}
