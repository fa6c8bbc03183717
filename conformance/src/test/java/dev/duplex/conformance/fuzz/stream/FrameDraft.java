package dev.duplex.conformance.fuzz.stream;

import java.io.ByteArrayOutputStream;

/**
 * A frame whose every field may be wrong.
 */
final class FrameDraft {

	static final int FIN = 0x80;

	static final int RSV1 = 0x40;

	/** FIN, the reserved bits and the opcode. */
	int first;

	boolean masked;

	int maskingKey;

	/** Without masking. */
	byte[] payload;

	/** What the header says. */
	long declaredLength;

	/** How many bytes the header says it in, beside the seven bits: 0, 2 or 8. */
	int lengthBytes;

	FrameDraft(int first, boolean masked, int maskingKey, byte[] payload) {
		this.first = first;
		this.masked = masked;
		this.maskingKey = maskingKey;
		payload(payload);
	}

	FrameDraft(FrameDraft other) {
		this.first = other.first;
		this.masked = other.masked;
		this.maskingKey = other.maskingKey;
		this.payload = other.payload.clone();
		this.declaredLength = other.declaredLength;
		this.lengthBytes = other.lengthBytes;
	}

	int opcode() {
		return this.first & 0xF;
	}

	/**
	 * Gives it another payload, and the length that belongs to it.
	 */
	void payload(byte[] other) {
		this.payload = other;
		this.declaredLength = other.length;
		this.lengthBytes = (other.length < 126) ? 0 : (other.length <= 0xFFFF) ? 2 : 8;
	}

	void writeTo(ByteArrayOutputStream out) {
		out.write(this.first);
		int length7 = switch (this.lengthBytes) {
			case 0 -> (int) this.declaredLength & 0x7F;
			case 2 -> 126;
			default -> 127;
		};
		out.write((this.masked ? 0x80 : 0) | length7);
		for (int i = this.lengthBytes - 1; i >= 0; i--) {
			out.write((int) (this.declaredLength >>> 8 * i));
		}
		if (!this.masked) {
			out.writeBytes(this.payload);
			return;
		}
		for (int i = 3; i >= 0; i--) {
			out.write(this.maskingKey >>> 8 * i);
		}
		byte[] sent = new byte[this.payload.length];
		for (int i = 0; i < sent.length; i++) {
			sent[i] = (byte) (this.payload[i] ^ this.maskingKey >>> 24 - 8 * (i & 3));
		}
		out.writeBytes(sent);
	}

}
