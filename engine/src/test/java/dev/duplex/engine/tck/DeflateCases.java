package dev.duplex.engine.tck;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.zip.Deflater;

import dev.duplex.engine.protocol.Opcode;

/**
 * The rules of RFC 7692 as bytes and answers, on a connection that agreed on
 * permessage-deflate with context takeover and whose server answers without compressing.
 * Each case holds for every way to cut its bytes into pieces.
 */
public final class DeflateCases {

	private static final String HELLO = "C1 87 K F2 48 CD C9 C9 07 00 ";

	private static final String HELLO_AGAIN = "C1 85 K F2 00 11 00 00 ";

	private static final int LIMIT = 65_536;

	private final List<FrameCase> cases = new ArrayList<>();

	private DeflateCases() {
	}

	/**
	 * All cases.
	 * @return the cases
	 */
	public static List<FrameCase> all() {
		DeflateCases cases = new DeflateCases();
		cases.reservedBit();
		cases.messages();
		cases.contextTakeover();
		cases.blocks();
		cases.finalBlocks();
		cases.limits();
		cases.corrupt();
		cases.text();
		return List.copyOf(cases.cases);
	}

	private void reservedBit() {
		fails("D19 RSV1 on a ping", "6.1", "C9 80 K", 1002);
		fails("D19 RSV1 on a close", "6.1", "C8 82 K 03 E8", 1002);
		fails("D19 RSV1 on a continuation", "6.1", "41 83 K F2 48 CD C0 84 K C9 C9 07 00", 1002);
		fails("D19 RSV1 on a continuation of a plain message", "6.1", "01 81 K 61 C0 81 K 62", 1002);
		fails("D19 RSV1 and RSV2", "6.1", "E1 81 K 00", 1002);
		fails("D19 RSV1 and RSV3", "6.1", "D1 81 K 00", 1002);
		fails("D19 RSV1 on an unknown opcode", "6.1", "C3 80 K", 1002);
		fails("D19 RSV1 on a continuation of nothing", "6.1", "C0 81 K 00", 1002);
	}

	private void messages() {
		answers("D20 the RFC's \"Hello\"", "7.2.3.1", HELLO, "Hello");
		answers("D20 the RFC's \"Hello\" in two frames", "7.2.3.1", "41 83 K F2 48 CD 80 84 K C9 C9 07 00", "Hello");
		answers("D20 a frame for each byte", "7.2.3.1",
				"41 81 K F2 00 81 K 48 00 81 K CD 00 81 K C9 00 81 K C9 00 81 K 07 80 81 K 00", "Hello");
		answers("D20 empty frames around it", "7.2.3.1", "41 80 K 00 80 K 00 87 K F2 48 CD C9 C9 07 00 80 80 K",
				"Hello");
		add("D20 binary", "7.2.3.1", Hex.bytes("C2 87 K F2 48 CD C9 C9 07 00"),
				List.of(Frame.binary("Hello".getBytes(StandardCharsets.US_ASCII))), Set.of());
		answers("D22 the RFC's empty message", "7.2.3.6", "C1 81 K 00", "");
		answers("D22 an empty message of no bytes, and one after it", "7.2.3.6", "C1 80 K " + HELLO, "", "Hello");
		answers("D22 empty messages in a row", "7.2.3.6", "C1 80 K C1 81 K 00 C1 80 K 41 80 K 80 80 K", "", "", "", "");
		answers("D24 plain between compressed messages", "6.1", HELLO + "81 81 K 61 " + HELLO_AGAIN + "81 80 K",
				"Hello", "a", "Hello", "");
		add("D25 a ping between compressed fragments", "6.1",
				Hex.bytes("41 83 K F2 48 CD 89 81 K 70 80 84 K C9 C9 07 00"),
				List.of(Frame.pong("p"), Frame.text("Hello")), Set.of());
		add("D25 a close between compressed fragments", "6.1", Hex.bytes("41 83 K F2 48 CD 88 82 K 03 E8"), List.of(),
				Set.of(1000));
	}

	private void contextTakeover() {
		answers("D21 the RFC's second \"Hello\"", "7.2.3.2", HELLO + HELLO_AGAIN.repeat(3), "Hello", "Hello", "Hello",
				"Hello");
		answers("D21 back over an empty message", "7.2.3.2", HELLO + "C1 80 K C1 81 K 00 " + HELLO_AGAIN, "Hello", "",
				"", "Hello");
		answers("D21 a message that does not refer back", "7.2.3.2", HELLO + HELLO, "Hello", "Hello");
		fails("D21 back to nothing", "7.2.3.2", HELLO_AGAIN, 1007);
	}

	private void blocks() {
		answers("D23 the RFC's stored block", "7.2.3.3", "C1 8B K 00 05 00 FA FF 48 65 6C 6C 6F 00", "Hello");
		answers("D23 the RFC's two blocks", "7.2.3.5", "C1 8D K F2 48 05 00 00 00 FF FF CA C9 C9 07 00", "Hello");
		answers("D23 padding blocks in front", "7.2.3", "C1 91 K 00 00 00 FF FF 00 00 00 FF FF F2 48 CD C9 C9 07 00",
				"Hello");
		answers("D23 an empty fixed block", "7.2.3", "C1 82 K 02 00", "");
		add("D23 a header in two bytes", "7.2.3", Hex.bytes("C2 88 K FA FF FF FF FF FF 00 00"),
				List.of(Frame.binary(Hex.bytes("FF FF FF FF FF"))), Set.of());
		Random random = new Random(7692);
		StringBuilder text = new StringBuilder();
		for (int i = 0; i < 3_000; i++) {
			text.append((char) ('a' + Math.abs(random.nextGaussian()) * 5));
		}
		byte[] plain = text.toString().getBytes(StandardCharsets.US_ASCII);
		for (int level : new int[] { 0, 1, 6, 9 }) {
			add("D23 dynamic blocks, level " + level, "7.2.3", compressed(Opcode.TEXT, deflate(plain, level)).masked(),
					List.of(Frame.text(text.toString())), Set.of());
		}
	}

	private void finalBlocks() {
		answers("D23 the RFC's final block", "7.2.3.4", "C1 88 K F3 48 CD C9 C9 07 00 00", "Hello");
		answers("D23 a final block without the empty one behind it", "7.2.3.4", "C1 87 K F3 48 CD C9 C9 07 00 " + HELLO,
				"Hello", "Hello");
		answers("D23 two final blocks", "7.2.3.4", "C1 8F K F3 48 CD C9 C9 07 00 F3 48 CD C9 C9 07 00 00",
				"HelloHello");
		answers("D23 back over a final block", "7.2.3.4", "C1 8C K F3 48 CD C9 C9 07 00 F2 00 11 00 00", "HelloHello");
		answers("D23 back over a final block to the message before", "7.2.3.4",
				"C1 88 K F3 48 CD C9 C9 07 00 00 " + HELLO_AGAIN, "Hello", "Hello");
		answers("C4 16 final blocks", "7.2.3.4", "C1 A0 K " + "03 00 ".repeat(16), "");
		fails("C4 17 final blocks", "7.2.3.4", "C1 A2 K " + "03 00 ".repeat(17), 1007);
		fails("C4 32000 final blocks", "7.2.3.4", "C1 FE FA 00 K " + "03 00 ".repeat(32_000), 1007);
		fails("C2 what follows a final block is no frame", "7.2.3.4",
				"C1 8D K F3 48 CD C9 C9 07 00 81 84 00 00 00 00 89 80 K", 1007);
	}

	private void limits() {
		byte[] largest = new byte[LIMIT];
		Arrays.fill(largest, (byte) 'a');
		byte[] larger = Arrays.copyOf(largest, LIMIT + 1);
		byte[] noise = new byte[LIMIT];
		new Random(1).nextBytes(noise);
		add("D26 the largest message", "10.4", compressed(Opcode.BINARY, deflate(largest, 9)).masked(),
				List.of(Frame.binary(largest)), Set.of());
		add("D26 one byte more", "10.4", compressed(Opcode.BINARY, deflate(larger, 9)).masked(), List.of(),
				Set.of(1009));
		add("D26 the largest message, larger when compressed", "10.4",
				compressed(Opcode.BINARY, deflate(noise, 1)).masked(), List.of(Frame.binary(noise)), Set.of());
		add("C1 64 MiB of zeros", "10.4", compressed(Opcode.BINARY, deflate(new byte[64 << 20], 9)).masked(), List.of(),
				Set.of(1009));
		add("C1 64 MiB of zeros, from the first half of the frame", "10.4",
				firstHalf(compressed(Opcode.BINARY, deflate(new byte[64 << 20], 9)).masked()), List.of(), Set.of(1009));
		fails("C1 a compressed frame of 1 MiB, from its header", "10.4", "C2 FF 00 00 00 00 00 10 00 00", 1009);
		answers("C4 13000 empty blocks", "7.2.3", "C1 FE FD E9 K " + "00 00 00 FF FF ".repeat(13_000) + "00", "");
		fails("1.2.B2 1025 empty compressed fragments", "10.4", "41 80 K " + "00 80 K ".repeat(1024), 1008);
	}

	private void corrupt() {
		fails("D27 a reserved block type", "7.2.2", "C1 81 K 07", 1007);
		fails("D27 a stored block whose lengths differ", "7.2.2", "C1 86 K 00 05 00 00 00 61", 1007);
		fails("D27 a reference behind the beginning", "7.2.2", "C1 85 K F2 00 11 00 00", 1007);
		fails("D27 a reserved block type in the second frame", "7.2.2", "41 83 K F2 48 05 80 85 K 00 00 FF FF 06",
				1007);
		fails("D27 in a binary message", "7.2.2", "C2 82 K FF FF", 1007);
		add("D27 what came before is answered", "7.2.2", Hex.bytes(HELLO + "C1 81 K 07"), List.of(Frame.text("Hello")),
				Set.of(1007));
		fails("D27 a message that ends inside of a stored block", "7.2.2", "C1 86 K 00 05 00 FA FF 48", 1007);
		fails("D27 a message that ends inside of a block's header", "7.2.2", "C2 87 K FA FF FF FF FF FF 00", 1007);
		fails("D27 a message that ends before the lengths of codes", "7.2.2", "C2 83 K 6C 6F 00", 1007);
		fails("D27 a message that ends inside of a block of codes", "7.2.2", "C2 84 K F2 48 CD C9", 1007);
	}

	private void text() {
		add("F 2.4.4 invalid UTF-8 when inflated", "8.1",
				compressed(Opcode.TEXT, deflate(Hex.bytes("61 62 FF FE"), 1)).masked(), List.of(), Set.of(1007));
		add("F 2.4.4 cut inside a character when inflated", "8.1",
				compressed(Opcode.TEXT, deflate(Hex.bytes("61 E2 82"), 1)).masked(), List.of(), Set.of(1007));
		add("F 2.4.4 binary is not checked when inflated", "8.1",
				compressed(Opcode.BINARY, deflate(Hex.bytes("61 62 FF FE"), 1)).masked(),
				List.of(Frame.binary(Hex.bytes("61 62 FF FE"))), Set.of());
		String smileys = "\uD83D\uDE00\u20AC\u00E4a".repeat(3_000);
		add("F 2.4.4 characters across what is inflated at a time", "8.1",
				compressed(Opcode.TEXT, deflate(smileys.getBytes(StandardCharsets.UTF_8), 9)).masked(),
				List.of(Frame.text(smileys)), Set.of());
	}

	/**
	 * The only frame of a compressed message.
	 * @param opcode text or binary
	 * @param payload the compressed payload
	 * @return the frame
	 */
	public static Frame compressed(int opcode, byte[] payload) {
		return Frame.of(0x40 | opcode, payload);
	}

	/**
	 * Compresses a message that refers to no other.
	 * @param message the message
	 * @param level zlib's level
	 * @return the compressed payload
	 */
	public static byte[] deflate(byte[] message, int level) {
		Deflater deflater = new Deflater(level, true);
		try {
			return deflate(deflater, message);
		}
		finally {
			deflater.end();
		}
	}

	/**
	 * Compresses a message with a compressor that may have seen others.
	 * @param deflater the compressor
	 * @param message the message
	 * @return the compressed payload
	 */
	public static byte[] deflate(Deflater deflater, byte[] message) {
		if (message.length == 0) {
			return new byte[1];
		}
		deflater.setInput(message);
		ByteBuffer out = ByteBuffer.allocate(message.length + message.length / 8 + 64);
		deflater.deflate(out, Deflater.SYNC_FLUSH);
		return Arrays.copyOf(out.array(), out.position() - 4);
	}

	private static byte[] firstHalf(byte[] frame) {
		return Arrays.copyOf(frame, frame.length / 2);
	}

	private void answers(String id, String section, String input, String... answers) {
		add(id, section, Hex.bytes(input), Arrays.stream(answers).map(Frame::text).toList(), Set.of());
	}

	private void fails(String id, String section, String input, int code) {
		add(id, section, Hex.bytes(input), List.of(), Set.of(code));
	}

	private void add(String id, String section, byte[] input, List<Frame> answers, Set<Integer> closeCodes) {
		String rfc = section.equals("8.1") || section.equals("10.4") ? "6455" : "7692";
		this.cases.add(new FrameCase(id, "RFC " + rfc + " section " + section, input, answers, closeCodes));
	}

}
