package dev.duplex.engine.tck;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import dev.duplex.engine.protocol.Opcode;

/**
 * The rules of RFC 6455 sections 5 to 8 as bytes and answers. Each case holds for every
 * way to cut its bytes into pieces.
 */
public final class FrameCases {

	private static final int PROTOCOL_ERROR = 1002;

	private static final int INVALID_PAYLOAD = 1007;

	private static final int POLICY = 1008;

	private static final int TOO_BIG = 1009;

	private static final String HALF_MESSAGE = "01 81 K 61 ";

	private final List<FrameCase> cases = new ArrayList<>();

	private FrameCases() {
	}

	/**
	 * Frames and messages (sections 5.2 to 5.6, 8.1), and limits.
	 * @return the cases
	 */
	public static List<FrameCase> frames() {
		FrameCases cases = new FrameCases();
		cases.reservedBitsAndOpcodes();
		cases.masking();
		cases.lengths();
		cases.limits();
		cases.fragmentation();
		cases.controlFrames();
		cases.validText();
		cases.invalidText();
		return List.copyOf(cases.cases);
	}

	/**
	 * Close frames (sections 5.5.1 and 7.4).
	 * @return the cases
	 */
	public static List<FrameCase> closes() {
		FrameCases cases = new FrameCases();
		cases.closeFrames();
		cases.closeCodes();
		cases.afterClose();
		return List.copyOf(cases.cases);
	}

	private void reservedBitsAndOpcodes() {
		fails("F 2.3.1 RSV1", "5.2", "C1 81 K 61", PROTOCOL_ERROR);
		fails("F 2.3.1 RSV2", "5.2", "A1 81 K 61", PROTOCOL_ERROR);
		fails("F 2.3.1 RSV3", "5.2", "91 81 K 61", PROTOCOL_ERROR);
		fails("F 2.3.1 all reserved bits", "5.2", "F1 81 K 61", PROTOCOL_ERROR);
		fails("F 2.3.1 RSV1 on a control frame", "5.2", "C9 80 K", PROTOCOL_ERROR);
		fails("F 2.3.1 RSV1 on a continuation", "5.2", HALF_MESSAGE + "C0 81 K 62", PROTOCOL_ERROR);
		for (int opcode : new int[] { 0x3, 0x4, 0x5, 0x6, 0x7, 0xB, 0xC, 0xD, 0xE, 0xF }) {
			fails("F 2.3.2 opcode %X".formatted(opcode), "5.2", "8%X 80 K".formatted(opcode), PROTOCOL_ERROR);
			fails("F 2.3.2 opcode %X, not final".formatted(opcode), "5.2", "0%X 80 K".formatted(opcode),
					PROTOCOL_ERROR);
		}
		fails("F 1.1.F2 unknown opcode with 1 GiB declared", "5.2", "83 FF 00 00 00 00 40 00 00 00 K", PROTOCOL_ERROR);
		add("F 2.3.2 what came before the violation is answered", "5.2", "81 82 K 68 69 83 80 K",
				List.of(Frame.text("hi")), Set.of(PROTOCOL_ERROR));
	}

	private void masking() {
		fails("F 2.3.3 unmasked", "5.1", "81 02 68 69", PROTOCOL_ERROR);
		fails("F 2.3.3 unmasked and empty", "5.1", "81 00", PROTOCOL_ERROR);
		fails("F 2.3.3 unmasked control frame", "5.1", "89 00", PROTOCOL_ERROR);
		echoes("F 2.3.3 the zero key", "5.3", "81 82 K 68 69", Frame.text("hi"));
		echoes("F 5.7 the RFC's masked \"Hello\"", "5.7", "81 85 37 FA 21 3D 7F 9F 4D 51 58", Frame.text("Hello"));
	}

	private void lengths() {
		for (int length : new int[] { 0, 1, 7, 8, 9, 124, 125, 126, 127, 128, 65_535, 65_536 }) {
			byte[] payload = new byte[length];
			for (int i = 0; i < length; i++) {
				payload[i] = (byte) (i * 31);
			}
			Frame frame = Frame.binary(payload);
			add("F 2.3.4 length " + length, "5.2", frame.masked(), List.of(frame), Set.of());
		}
		fails("F 2.3.5 16-bit length 125", "5.2", "82 FE 00 7D K 61*125", PROTOCOL_ERROR);
		fails("F 2.3.5 16-bit length 0", "5.2", "82 FE 00 00 K", PROTOCOL_ERROR);
		fails("F 2.3.5 64-bit length 65535", "5.2", "82 FF 00 00 00 00 00 00 FF FF K", PROTOCOL_ERROR);
		fails("F 2.3.5 64-bit length 5", "5.2", "82 FF 00 00 00 00 00 00 00 05 K 61*5", PROTOCOL_ERROR);
		fails("F 1.1.F1 top bit of the length", "5.2", "82 FF FF FF FF FF FF FF FF FF K", PROTOCOL_ERROR);
		fails("F 1.1.F1 only the top bit", "5.2", "82 FF 80 00 00 00 00 00 00 00 K", PROTOCOL_ERROR);
	}

	private void limits() {
		fails("F 1.1.F1 largest length", "7.1.7", "82 FF 7F FF FF FF FF FF FF FF K", TOO_BIG);
		fails("F 1.1.F5 header of one byte too many", "10.4", "82 FF 00 00 00 00 00 01 00 01 K", TOO_BIG);
		fails("F 2.3.6 the same before the masking key has come", "10.4", "82 FF 00 00 00 00 00 01 00 01", TOO_BIG);
		fails("F 2.3.6 text", "10.4", "81 FF 00 00 00 00 00 10 00 00", TOO_BIG);
		echoes("F 1.2.B1 a message of the largest size in two frames", "5.4",
				"02 FE 80 00 K 61*32768 80 FE 80 00 K " + "62*32768", Frame.binary(Hex.bytes("61*32768 62*32768")));
		fails("F 1.2.B1 one byte more, in two frames", "10.4", "02 FE 80 00 K 61*32768 80 FE 80 01", TOO_BIG);
		fails("F 1.2.B1 endless continuations", "10.4", "01 FE 40 00 K 61*16384 " + "00 FE 40 00 K 61*16384 ".repeat(4),
				TOO_BIG);
		echoes("F 1.2.B2 1024 empty fragments", "5.4", "01 80 K " + "00 80 K ".repeat(1022) + "80 80 K",
				Frame.text(""));
		fails("F 1.2.B2 1025 empty fragments", "10.4", "01 80 K " + "00 80 K ".repeat(1024), POLICY);
		fails("F 1.2.B2 1025 fragments of a byte", "10.4", "01 81 K 61 " + "00 81 K 61 ".repeat(1024), POLICY);
		fails("F 1.2.B2 1025 fragments with pongs between them", "10.4",
				"01 80 K " + ("00 80 K ".repeat(16) + "8A 80 K ").repeat(64), POLICY);
		fails("F 1.2.B2 empty fragments after RSV1", "5.2", "41 80 K " + "00 80 K ".repeat(1024), PROTOCOL_ERROR);
	}

	private void fragmentation() {
		fails("F 2.3.7 continuation of nothing", "5.4", "80 80 K", PROTOCOL_ERROR);
		fails("F 2.3.7 continuation of nothing, not final", "5.4", "00 81 K 61", PROTOCOL_ERROR);
		for (String first : new String[] { "81", "82", "01", "02" }) {
			fails("F 2.3.7 new message " + first + " inside a message", "5.4", HALF_MESSAGE + first + " 81 K 62",
					PROTOCOL_ERROR);
		}
		add("F 2.3.7 continuation after the end", "5.4", "81 81 K 61 80 81 K 62", List.of(Frame.text("a")),
				Set.of(PROTOCOL_ERROR));
		add("F 2.3.8 ping between fragments", "5.4", HALF_MESSAGE + "89 81 K 70 80 81 K 62",
				List.of(Frame.pong("p"), Frame.text("ab")), Set.of());
		echoes("F 2.3.8 pong between fragments", "5.4", HALF_MESSAGE + "8A 81 K 70 80 81 K 62", Frame.text("ab"));
		add("F 2.3.8 close between fragments", "5.5.1", HALF_MESSAGE + "88 82 K 03 E8", List.of(), Set.of(1000));
		echoes("F 2.3.11 empty text", "5.4", "81 80 K", Frame.text(""));
		echoes("F 2.3.11 empty binary", "5.4", "82 80 K", Frame.binary(new byte[0]));
		echoes("F 2.3.11 all fragments empty", "5.4", "01 80 K 00 80 K 80 80 K", Frame.text(""));
		echoes("F 2.3.11 empty last fragment", "5.4", HALF_MESSAGE + "00 80 K 80 80 K", Frame.text("a"));
		echoes("F 2.3.11 empty first fragment", "5.4", "02 80 K 80 81 K 61", Frame.binary(new byte[] { 'a' }));
		add("F 5.7 the RFC's fragmented \"Hello\", twice", "5.7", "01 83 K 48 65 6C 80 82 K 6C 6F ".repeat(2),
				List.of(Frame.text("Hello"), Frame.text("Hello")), Set.of());
	}

	private void controlFrames() {
		fails("F 2.3.9 fragmented ping", "5.5", "09 80 K", PROTOCOL_ERROR);
		fails("F 2.3.9 fragmented pong", "5.5", "0A 80 K", PROTOCOL_ERROR);
		fails("F 2.3.9 fragmented close", "5.5", "08 82 K 03 E8", PROTOCOL_ERROR);
		fails("F 2.3.9 ping of 126", "5.5", "89 FE 00 7E K 61*126", PROTOCOL_ERROR);
		fails("F 2.3.9 pong of 64-bit length", "5.5", "8A FF 00 00 00 00 00 01 00 00 K", PROTOCOL_ERROR);
		fails("F 2.3.9 close of 126", "5.5", "88 FE 00 7E K 03 E8 61*124", PROTOCOL_ERROR);
		add("F 2.3.10 empty ping", "5.5.3", "89 80 K", List.of(Frame.pong("")), Set.of());
		add("F 2.3.10 ping of 125", "5.5.3", "89 FD K FE*125", List.of(Frame.of(Opcode.PONG, Hex.bytes("FE*125"))),
				Set.of());
		add("F 2.3.10 masked ping", "5.5.3", "89 85 37 FA 21 3D 7F 9F 4D 51 58", List.of(Frame.pong("Hello")),
				Set.of());
		List<Frame> pongs = new ArrayList<>();
		StringBuilder pings = new StringBuilder();
		for (int i = 0; i < 10; i++) {
			pings.append("89 81 K 3").append(i).append(' ');
			pongs.add(Frame.pong(Integer.toString(i)));
		}
		add("F 2.3.10 ten pings in a burst", "5.5.3", pings.toString(), pongs, Set.of());
		add("F 2.3.10 unsolicited pongs are ignored", "5.5.3", "8A 80 K 8A FD K 61*125 81 81 K 61",
				List.of(Frame.text("a")), Set.of());
	}

	private void validText() {
		echoes("F 2.3.12 fragments may split a character", "5.6", "01 81 K CE 80 81 K BA", Frame.text("\u03BA"));
		echoes("F 2.4.3 U+FFFF", "8.1", "81 83 K EF BF BF", Frame.text("\uFFFF"));
		echoes("F 2.4.3 U+10FFFF", "8.1", "81 84 K F4 8F BF BF", Frame.text("\uDBFF\uDFFF"));
		echoes("F 2.4.3 U+0000", "8.1", "81 81 K 00", Frame.text("\0"));
		echoes("F 2.4.3 U+FDD0", "8.1", "81 83 K EF B7 90", Frame.text("\uFDD0"));
		echoes("F 2.4.3 U+D7FF, U+E000", "8.1", "81 86 K ED 9F BF EE 80 80", Frame.text("\uD7FF\uE000"));
		echoes("F 2.4.3 the first characters of 2, 3 and 4 bytes", "8.1", "81 89 K C2 80 E0 A0 80 F0 90 80 80",
				Frame.text("\u0080\u0800\uD800\uDC00"));
		echoes("F 2.4.4 an emoji, a byte in each frame", "8.1", "01 81 K F0 00 81 K 9F 00 81 K 98 80 81 K 80",
				Frame.text("\uD83D\uDE00"));
		echoes("F 2.4.4 binary is not checked", "8.1", "82 82 K C0 80", Frame.binary(Hex.bytes("C0 80")));
	}

	private void invalidText() {
		fails("F 2.4.1 overlong NUL", "8.1", "81 82 K C0 80", INVALID_PAYLOAD);
		fails("F 2.4.1 overlong of 3 bytes", "8.1", "81 83 K E0 9F BF", INVALID_PAYLOAD);
		fails("F 2.4.1 overlong of 4 bytes", "8.1", "81 84 K F0 8F BF BF", INVALID_PAYLOAD);
		fails("F 2.4.1 surrogate", "8.1", "81 83 K ED A0 80", INVALID_PAYLOAD);
		fails("F 2.4.1 beyond U+10FFFF", "8.1", "81 84 K F4 90 80 80", INVALID_PAYLOAD);
		fails("F 2.4.1 five bytes", "8.1", "81 85 K F8 88 80 80 80", INVALID_PAYLOAD);
		fails("F 2.4.1 FE and FF", "8.1", "81 82 K FE FF", INVALID_PAYLOAD);
		fails("F 2.4.1 lone continuation byte", "8.1", "81 81 K 80", INVALID_PAYLOAD);
		fails("F 2.4.1 cut at the end", "8.1", "81 82 K E2 82", INVALID_PAYLOAD);
		fails("F 2.4.1 cut by ASCII", "8.1", "81 83 K E2 82 41", INVALID_PAYLOAD);
		fails("F 2.4.1 cut at the end of the last fragment", "8.1", "01 81 K 61 80 82 K E2 82", INVALID_PAYLOAD);
		fails("F 2.4.1 cut, then an empty last fragment", "8.1", "01 82 K E2 82 80 80 K", INVALID_PAYLOAD);
		fails("F 2.4.2 at once, with the message unfinished", "8.1", "01 83 K F4 90 80", INVALID_PAYLOAD);
		fails("F 2.4.2 at once, inside a frame that stalls", "8.1", "81 FE 03 E8 K 61*499 FF", INVALID_PAYLOAD);
		fails("F 2.4.2 at once, at the second byte of four", "8.1", "81 84 K F4 90", INVALID_PAYLOAD);
	}

	private void closeFrames() {
		add("C 2.5.1 without a code", "7.1.5", "88 80 K", List.of(), Set.of(1005, 1000));
		add("C 2.5.1 normal", "7.4.1", "88 82 K 03 E8", List.of(), Set.of(1000));
		fails("C 2.5.2 one byte", "5.5.1", "88 81 K 03", PROTOCOL_ERROR);
		fails("C 2.5.2 reason FF", "5.5.1", "88 83 K 03 E8 FF", INVALID_PAYLOAD);
		fails("C 2.5.2 reason cut inside a character", "5.5.1", "88 84 K 03 E8 E2 82", INVALID_PAYLOAD);
		add("C 2.5.2 reason of 123 bytes", "5.5.1", "88 FD K 03 E8 61*123", List.of(), Set.of(1000));
		add("C 2.5.2 reason beyond ASCII", "5.5.1", "88 85 K 03 E8 E2 82 AC", List.of(), Set.of(1000));
	}

	private void closeCodes() {
		for (int code : new int[] { 1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999,
				4000, 4999 }) {
			add("C 2.5.3 code " + code, "7.4", Frame.close(code).masked(0), List.of(),
					(code == 1000) ? Set.of(1000) : Set.of(code, 1000));
		}
		for (int code : new int[] { 0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535 }) {
			add("C 2.5.3 code " + code + " is refused", "7.4", Frame.close(code).masked(0), List.of(),
					Set.of(PROTOCOL_ERROR));
		}
	}

	private void afterClose() {
		add("C 2.5.5 a ping after Close has no pong", "5.5.1", "88 82 K 03 E8 89 80 K", List.of(), Set.of(1000));
		add("C 2.5.5 a message after Close is not delivered", "5.5.1", "88 82 K 03 E8 81 81 K 61", List.of(),
				Set.of(1000));
		add("C 2.5.5 a second Close has no answer", "5.5.1", "88 82 K 03 E8 88 82 K 03 E9", List.of(), Set.of(1000));
		add("C 2.5.5 a violation after Close is ignored", "5.5.1", "88 82 K 03 E8 FF FF FF FF", List.of(),
				Set.of(1000));
		add("C 2.5.5 what came before Close is answered", "5.5.1", "81 82 K 68 69 88 82 K 03 E8",
				List.of(Frame.text("hi")), Set.of(1000));
		add("C 7.1.7 nothing after a violation is answered", "7.1.7", "80 80 K 81 82 K 68 69 89 80 K", List.of(),
				Set.of(PROTOCOL_ERROR));
	}

	private void echoes(String id, String rfc, String input, Frame answer) {
		add(id, rfc, input, List.of(answer), Set.of());
	}

	private void fails(String id, String rfc, String input, int code) {
		add(id, rfc, input, List.of(), Set.of(code));
	}

	private void add(String id, String rfc, String input, List<Frame> answers, Set<Integer> closeCodes) {
		add(id, rfc, Hex.bytes(input), answers, closeCodes);
	}

	private void add(String id, String rfc, byte[] input, List<Frame> answers, Set<Integer> closeCodes) {
		this.cases.add(new FrameCase(id, "RFC 6455 section " + rfc, input, answers, closeCodes));
	}

}
