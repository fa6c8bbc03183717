package dev.duplex.engine.session;

import java.nio.ByteBuffer;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * Gathers a message that arrives in pieces. Its memory grows with the bytes received,
 * never with a length that was declared, and there is none between messages.
 */
final class MessageAssembler {

	private static final int INITIAL = 256;

	private byte @Nullable [] bytes;

	private int length;

	boolean isEmpty() {
		return this.bytes == null;
	}

	void add(ByteBuffer piece) {
		int count = piece.remaining();
		int needed = this.length + count;
		byte[] target = this.bytes;
		if (target == null) {
			target = new byte[Math.max(INITIAL, needed)];
		}
		else if (needed > target.length) {
			// Half as much again, so that memory stays below 1.5 times what was received.
			target = Arrays.copyOf(target,
					(int) Math.max(needed, Math.min(Integer.MAX_VALUE - 8, this.length * 3L / 2)));
		}
		piece.get(piece.position(), target, this.length, count);
		this.bytes = target;
		this.length = needed;
	}

	/**
	 * Takes the whole message out.
	 */
	ByteBuffer take() {
		byte[] message = this.bytes;
		ByteBuffer whole = (message != null) ? ByteBuffer.wrap(message, 0, this.length) : ByteBuffer.allocate(0);
		clear();
		return whole;
	}

	void clear() {
		this.bytes = null;
		this.length = 0;
	}

}
