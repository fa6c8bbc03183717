package dev.duplex.conformance.fuzz.stream;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

import dev.duplex.engine.protocol.Opcode;

/**
 * Makes streams wrong, first frame by frame where it is known what the bytes mean, then
 * as bytes. One to four things a stream, as more would all hide behind the first.
 */
final class StreamMutator {

	private static final int[] CODES = { 0, 1, 999, 1000, 1003, 1004, 1005, 1006, 1007, 1010, 1014, 1015, 1016, 1100,
			2000, 2999, 3000, 4999, 5000, 32_767, 32_768, 65_535 };

	private static final long[] LENGTHS = { 0, 1, 2, 124, 125, 126, 127, 128, 299, 300, 301, 700, 701, 4_096, 4_097,
			65_535, 65_536, 65_537, 0x7FFF_FFFFL, 0x8000_0000L, 0xFFFF_FFFFL, 0x1_0000_0000L, Long.MAX_VALUE,
			Long.MIN_VALUE, -1 };

	private final RandomGenerator random;

	private final StreamRules rules;

	StreamMutator(RandomGenerator random, StreamRules rules) {
		this.random = random;
		this.rules = rules;
	}

	byte[] mutate(List<FrameDraft> frames) {
		int mutations = 1 + Math.min(this.random.nextInt(4), this.random.nextInt(4));
		int ofBytes = 0;
		for (int i = 0; i < mutations; i++) {
			if (frames.isEmpty() || this.random.nextInt(3) == 0) {
				ofBytes++;
			}
			else {
				int at = this.random.nextInt(frames.size());
				if (this.random.nextInt(5) == 0) {
					order(frames, at);
				}
				else {
					frame(frames.get(at));
				}
			}
		}
		byte[] bytes = StreamGenerator.bytes(frames);
		for (int i = 0; i < ofBytes; i++) {
			bytes = bytes(bytes);
		}
		return bytes;
	}

	private void order(List<FrameDraft> frames, int at) {
		switch (this.random.nextInt(4)) {
			case 0 -> frames.remove(at);
			case 1 -> frames.add(this.random.nextInt(frames.size() + 1), new FrameDraft(frames.get(at)));
			case 2 -> frames.add(frames.remove(this.random.nextInt(frames.size())));
			default -> {
				byte[] payload = new byte[this.random.nextInt(12)];
				this.random.nextBytes(payload);
				int first = FrameDraft.FIN | this.random.nextInt(16);
				frames.add(at, new FrameDraft(first, this.rules.fromClient(), this.random.nextInt(), payload));
			}
		}
	}

	private void frame(FrameDraft frame) {
		switch (this.random.nextInt(12)) {
			case 0 -> frame.first = frame.first & 0xF0 | this.random.nextInt(16);
			case 1 -> frame.first ^= 0x10 << this.random.nextInt(3);
			case 2 -> frame.first ^= FrameDraft.FIN;
			case 3 -> frame.masked = !frame.masked;
			case 4 -> frame.lengthBytes = new int[] { 0, 2, 8 }[this.random.nextInt(3)];
			case 5 -> length(frame);
			case 6 -> frame.payload(closePayload());
			case 7 -> frame.payload(insert(frame.payload, RandomText.illFormed(this.random)));
			case 8 -> frame.payload(Arrays.copyOf(frame.payload, this.random.nextInt(frame.payload.length + 1)));
			case 9 -> {
				frame.first = FrameDraft.FIN | Opcode.CLOSE;
				frame.payload(closePayload());
			}
			default -> frame.payload(payloadBytes(frame.payload));
		}
	}

	private void length(FrameDraft frame) {
		frame.declaredLength = switch (this.random.nextInt(4)) {
			case 0 -> frame.declaredLength + 1;
			case 1 -> frame.declaredLength - 1;
			default -> LENGTHS[this.random.nextInt(LENGTHS.length)];
		};
		if (this.random.nextBoolean()) {
			long length = frame.declaredLength;
			frame.lengthBytes = (length < 0 || length > 0xFFFF) ? 8 : (length < 126) ? 0 : 2;
		}
	}

	private byte[] closePayload() {
		if (this.random.nextInt(8) == 0) {
			return new byte[] { 3 };
		}
		int code = this.random.nextBoolean() ? CODES[this.random.nextInt(CODES.length)] : this.random.nextInt(0x10000);
		byte[] reason = RandomText.utf8(this.random, this.random.nextInt(20));
		if (this.random.nextInt(3) == 0) {
			reason = insert(reason, RandomText.illFormed(this.random));
		}
		return StreamGenerator.closePayload(code, reason);
	}

	/**
	 * Of a compressed payload, the first bytes say how the rest is to be read.
	 */
	private byte[] payloadBytes(byte[] payload) {
		byte[] changed = payload.clone();
		if (changed.length > 0) {
			int at = this.random.nextInt(this.random.nextBoolean() ? changed.length : Math.min(changed.length, 4));
			changed[at] ^= (byte) (1 << this.random.nextInt(8));
		}
		return changed;
	}

	private byte[] bytes(byte[] bytes) {
		if (bytes.length == 0) {
			return bytes;
		}
		int at = this.random.nextInt(bytes.length);
		int count = Math.min(bytes.length - at, 1 + this.random.nextInt(12));
		switch (this.random.nextInt(6)) {
			case 0 -> {
				bytes[at] ^= (byte) (1 << this.random.nextInt(8));
				return bytes;
			}
			case 1 -> {
				bytes[at] = (byte) this.random.nextInt();
				return bytes;
			}
			case 2 -> {
				return Arrays.copyOf(bytes, at);
			}
			case 3 -> {
				byte[] piece = new byte[count];
				this.random.nextBytes(piece);
				return insert(bytes, piece);
			}
			case 4 -> {
				return insert(bytes, Arrays.copyOfRange(bytes, at, at + count));
			}
			default -> {
				byte[] shorter = Arrays.copyOf(bytes, bytes.length - count);
				System.arraycopy(bytes, at + count, shorter, at, bytes.length - at - count);
				return shorter;
			}
		}
	}

	private byte[] insert(byte[] into, byte[] piece) {
		int at = this.random.nextInt(into.length + 1);
		byte[] longer = Arrays.copyOf(into, into.length + piece.length);
		System.arraycopy(piece, 0, longer, at, piece.length);
		System.arraycopy(into, at, longer, at + piece.length, into.length - at);
		return longer;
	}

}
