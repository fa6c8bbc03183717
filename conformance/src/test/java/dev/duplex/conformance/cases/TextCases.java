package dev.duplex.conformance.cases;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import dev.duplex.conformance.suite.Bytes;
import dev.duplex.conformance.suite.ConformanceCase;
import dev.duplex.conformance.suite.Exchange;
import dev.duplex.conformance.suite.Section;
import dev.duplex.engine.protocol.Opcode;
import dev.duplex.engine.tck.Frame;
import dev.duplex.engine.tck.Hex;

/**
 * Class 6 of the Autobahn|Testsuite: UTF-8, most of it after the stress test of Markus
 * Kuhn. What is valid is decided by the JDK's decoder, not by ours.
 */
final class TextCases {

	private static final int INVALID_PAYLOAD = 1007;

	private static final byte[] GREEK = Hex.bytes("CE BA E1 BD B9 CF 83 CE BC CE B5");

	/** Beyond U+10FFFF from its second byte on. */
	private static final byte[] TOO_HIGH = Hex.bytes("F4 90 80 80");

	private static final byte[] EDITED = "edited".getBytes(StandardCharsets.US_ASCII);

	private static final String UMLAUTS = "Hello-\u00B5@\u00DF\u00F6\u00E4\u00FC\u00E0\u00E1-UTF-8!!";

	private final CaseList cases = new CaseList(Section.UTF8);

	private TextCases() {
	}

	static List<ConformanceCase> all() {
		TextCases all = new TextCases();
		all.emptyFragments();
		all.fragments();
		all.failsFast();
		all.sequences();
		return all.cases.toList();
	}

	private void emptyFragments() {
		echoes("6.1.1", "no text", new byte[0]);
		echoes("6.1.2", "no text in three frames", new byte[0], new byte[0], new byte[0]);
		echoes("6.1.3", "text in the middle of three frames", new byte[0], utf8("middle frame payload"), new byte[0]);
	}

	private void fragments() {
		echoes("6.2.1", "in one frame", utf8(UMLAUTS));
		echoes("6.2.2", "in two frames, cut between characters", utf8(UMLAUTS.substring(0, 11)),
				utf8(UMLAUTS.substring(11)));
		echoes("6.2.3", "a frame for each byte", each(utf8(UMLAUTS)));
		echoes("6.2.4", "Greek, a frame for each byte", each(GREEK));
		byte[] surrogate = Bytes.join(GREEK, Hex.bytes("ED A0 80"), EDITED);
		fails("6.3.1", "a surrogate, in one frame", surrogate);
		fails("6.3.2", "a surrogate, a frame for each byte", each(surrogate));
	}

	private void failsFast() {
		byte[] whole = Bytes.join(GREEK, TOO_HIGH, EDITED);
		failsFast("6.4.1", "in the second of three frames", GREEK, TOO_HIGH, EDITED);
		failsFast("6.4.2", "at the last byte of the second of three frames", Arrays.copyOf(whole, 12),
				Arrays.copyOfRange(whole, 12, 13), Arrays.copyOfRange(whole, 13, whole.length));
		failsInside("6.4.3", "inside of a frame", GREEK, TOO_HIGH, EDITED);
		failsInside("6.4.4", "inside of a frame, at the byte that is wrong", Arrays.copyOf(whole, 12),
				Arrays.copyOfRange(whole, 12, 13), Arrays.copyOfRange(whole, 13, whole.length));
	}

	private void failsFast(String id, String title, byte[] valid, byte[] invalid, byte[] rest) {
		this.cases.add(id, "fails " + title, "8.1",
				Exchange.echo()
					.send(Frame.fragment(Opcode.TEXT, valid))
					.quiet()
					.send(Frame.fragment(Opcode.CONTINUATION, invalid))
					.closesAtOnce(INVALID_PAYLOAD, Frame.of(Opcode.CONTINUATION, rest)));
	}

	private void failsInside(String id, String title, byte[] valid, byte[] invalid, byte[] rest) {
		byte[] frame = Frame.of(Opcode.TEXT, Bytes.join(valid, invalid, rest)).masked(0);
		byte[] start = Arrays.copyOf(frame, frame.length - invalid.length - rest.length);
		this.cases.add(id, "fails " + title, "8.1",
				Exchange.echo().send(start).quiet().sendInside(invalid).closesInside(INVALID_PAYLOAD, rest));
	}

	private void sequences() {
		group(5, "some text", text("hello$world"), text("hello\u00A2world"), text("hello\u20ACworld"),
				text("hello\uD852\uDF62world"), Hex.show(GREEK));
		String[] prefixes = new String[GREEK.length];
		for (int i = 0; i < GREEK.length; i++) {
			prefixes[i] = Hex.show(Arrays.copyOf(GREEK, i + 1));
		}
		group(6, "the beginning of a text", prefixes);
		group(7, "the first sequence of a length", "00", "C2 80", "E0 A0 80", "F0 90 80 80");
		group(8, "the first sequence of 5 and 6 bytes", "F8 88 80 80 80", "FC 84 80 80 80 80");
		group(9, "the last sequence of a length", "7F", "DF BF", "EF BF BF", "F4 8F BF BF");
		group(10, "the last sequence of 4, 5 and 6 bytes", "F7 BF BF BF", "FB BF BF BF BF", "FD BF BF BF BF BF");
		group(11, "at a boundary", "ED 9F BF", "EE 80 80", "EF BF BD", "F4 8F BF BF", "F4 90 80 80");
		group(12, "continuation bytes", "80", "BF", "80 BF", "80 BF 80", "80 BF 80 BF", "80 BF 80 BF 80",
				"80 BF 80 BF 80 BF", range(0x80, 0xBF, ""));
		group(13, "lonely first bytes", range(0xC0, 0xDF, " 20"), range(0xE0, 0xEF, " 20"), range(0xF0, 0xF7, " 20"),
				range(0xF8, 0xFB, " 20"), range(0xFC, 0xFD, " 20"));
		String[] cut = { "C0", "E0 80", "F0 80 80", "F8 80 80 80", "FC 80 80 80 80", "DF", "EF BF", "F7 BF BF",
				"FB BF BF BF", "FD BF BF BF BF" };
		group(14, "a sequence without its last byte", cut);
		group(15, "sequences without their last bytes", String.join(" ", cut));
		group(16, "impossible bytes", "FE", "FF", "FE FE FF FF");
		group(17, "an overlong slash", "C0 AF", "E0 80 AF", "F0 80 80 AF", "F8 80 80 80 AF", "FC 80 80 80 80 AF");
		group(18, "the last overlong sequence of a length", "C1 BF", "E0 9F BF", "F0 8F BF BF", "F8 87 BF BF BF",
				"FC 83 BF BF BF BF");
		group(19, "an overlong NUL", "C0 80", "E0 80 80", "F0 80 80 80", "F8 80 80 80 80", "FC 80 80 80 80 80");
		group(20, "a surrogate", "ED A0 80", "ED AD BF", "ED AE 80", "ED AF BF", "ED B0 80", "ED BE 80", "ED BF BF");
		group(21, "a pair of surrogates", "ED A0 80 ED B0 80", "ED A0 80 ED BF BF", "ED AD BF ED B0 80",
				"ED AD BF ED BF BF", "ED AE 80 ED B0 80", "ED AE 80 ED BF BF", "ED AF BF ED B0 80",
				"ED AF BF ED BF BF");
		group(22, "a code point that is no character", noncharacters());
		group(23, "a code point of Specials", "EF BF B9", "EF BF BA", "EF BF BB", "EF BF BC", "EF BF BD", "EF BF BE",
				"EF BF BF");
	}

	private void group(int number, String title, String... sequences) {
		for (int i = 0; i < sequences.length; i++) {
			String id = "6." + number + "." + (i + 1);
			byte[] bytes = Hex.bytes(sequences[i]);
			String shown = (bytes.length <= 12) ? Hex.show(bytes) : bytes.length + " bytes";
			if (isValid(bytes)) {
				echoes(id, title + ": " + shown, bytes);
			}
			else {
				fails(id, title + ": " + shown, bytes);
			}
		}
	}

	/** The last two code points of planes. */
	private static String[] noncharacters() {
		List<String> sequences = new ArrayList<>(List.of("EF BF BE", "EF BF BF"));
		for (int first = 0xF0; first <= 0xF4; first++) {
			for (int second : new int[] { 0x8F, 0x9F, 0xAF, 0xBF }) {
				boolean overlong = first == 0xF0 && second == 0x8F;
				boolean tooHigh = first == 0xF4 && second != 0x8F;
				if (!overlong && !tooHigh) {
					sequences.add("%02X %02X BF BE".formatted(first, second));
					sequences.add("%02X %02X BF BF".formatted(first, second));
				}
			}
		}
		return sequences.toArray(String[]::new);
	}

	/**
	 * The bytes from one up to another, which is left out, each followed by something.
	 */
	private static String range(int from, int to, String behind) {
		StringBuilder hex = new StringBuilder();
		for (int b = from; b < to; b++) {
			hex.append("%02X".formatted(b)).append(behind).append(' ');
		}
		return hex.toString();
	}

	private static boolean isValid(byte[] bytes) {
		try {
			StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
			return true;
		}
		catch (CharacterCodingException ex) {
			return false;
		}
	}

	private void echoes(String id, String title, byte[]... fragments) {
		this.cases.add(id, title, "5.6",
				Exchange.echo()
					.send(frames(fragments))
					.answers(Frame.of(Opcode.TEXT, Bytes.join(fragments)))
					.staysOpen());
	}

	private void fails(String id, String title, byte[]... fragments) {
		this.cases.add(id, title, "8.1", Exchange.echo().send(frames(fragments)).closes(INVALID_PAYLOAD));
	}

	private static Frame[] frames(byte[]... fragments) {
		Frame[] frames = new Frame[fragments.length];
		for (int i = 0; i < fragments.length; i++) {
			int opcode = (i == 0) ? Opcode.TEXT : Opcode.CONTINUATION;
			frames[i] = (i == fragments.length - 1) ? Frame.of(opcode, fragments[i])
					: Frame.fragment(opcode, fragments[i]);
		}
		return frames;
	}

	private static byte[][] each(byte[] bytes) {
		byte[][] each = new byte[bytes.length][];
		for (int i = 0; i < bytes.length; i++) {
			each[i] = new byte[] { bytes[i] };
		}
		return each;
	}

	private static byte[] utf8(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private static String text(String text) {
		return Hex.show(utf8(text));
	}

}
