package dev.duplex.conformance.suite;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

import dev.duplex.engine.protocol.Opcode;

/**
 * Frames as bytes, well-formed or not. Cases are written as a client sends them, masked;
 * the same case for a client under test is what is left without the mask.
 */
final class Wire {

	private Wire() {
	}

	/**
	 * Where a frame lies among bytes.
	 *
	 * @param start its first byte
	 * @param payload the first byte behind its header
	 * @param end the first byte behind it, or behind all bytes if it is cut off
	 * @param key the masking key, 0 for none
	 * @param opcode the opcode
	 */
	record Span(int start, int payload, int end, int key, int opcode) {
	}

	/**
	 * Finds the frames among bytes, as far as there are any.
	 * @param bytes the bytes
	 * @return the frames, in order; the last one's header may be cut off
	 */
	static List<Span> frames(byte[] bytes) {
		List<Span> spans = new ArrayList<>();
		int at = 0;
		while (at + 2 <= bytes.length) {
			int length7 = bytes[at + 1] & 0x7F;
			int extended = (length7 < 126) ? 0 : (length7 == 126) ? 2 : 8;
			boolean masked = (bytes[at + 1] & 0x80) != 0;
			int payload = at + 2 + extended + (masked ? 4 : 0);
			if (payload > bytes.length) {
				spans.add(new Span(at, bytes.length, bytes.length, 0, bytes[at] & 0xF));
				return spans;
			}
			ByteBuffer header = ByteBuffer.wrap(bytes);
			long length = switch (extended) {
				case 0 -> length7;
				case 2 -> header.getShort(at + 2) & 0xFFFF;
				default -> header.getLong(at + 2);
			};
			long left = bytes.length - payload;
			int end = (int) (payload + ((length < 0) ? left : Math.min(length, left)));
			spans.add(new Span(at, payload, end, masked ? header.getInt(payload - 4) : 0, bytes[at] & 0xF));
			at = end;
		}
		return spans;
	}

	/**
	 * The same frames as a server sends them: without the mask bit, the key and the
	 * masking.
	 * @param bytes frames of a client, all with the mask bit
	 * @return the bytes
	 */
	static byte[] unmasked(byte[] bytes) {
		ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length);
		int at = 0;
		for (Span span : frames(bytes)) {
			int length7 = bytes[span.start + 1] & 0x7F;
			int keyAt = span.start + 2 + ((length7 < 126) ? 0 : (length7 == 126) ? 2 : 8);
			out.write(bytes[span.start]);
			out.write(length7);
			out.write(bytes, span.start + 2, Math.min(keyAt, bytes.length) - span.start - 2);
			for (int i = span.payload; i < span.end; i++) {
				out.write(bytes[i] ^ key(span.key, i - span.payload));
			}
			at = span.end;
		}
		out.write(bytes, at, bytes.length - at);
		return out.toByteArray();
	}

	/**
	 * Offsets inside of characters of the text messages among frames: behind each byte of
	 * a sequence but its last.
	 * @param bytes frames
	 * @return offsets, in order
	 */
	static List<Integer> insideCharacters(byte[] bytes) {
		List<Integer> offsets = new ArrayList<>();
		for (Span span : frames(bytes)) {
			if (span.opcode != Opcode.TEXT && span.opcode != Opcode.CONTINUATION) {
				continue;
			}
			for (int i = span.payload + 1; i < span.end; i++) {
				if (((bytes[i] ^ key(span.key, i - span.payload)) & 0xC0) == 0x80) {
					offsets.add(i);
				}
			}
		}
		return offsets;
	}

	private static int key(int key, int index) {
		return key >>> 24 - 8 * (index & 3);
	}

}
