package dev.duplex.engine.session;

import java.nio.ByteBuffer;

import dev.duplex.engine.protocol.Utf8;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the parts of a text message at the boundaries of characters. One thread.
 */
final class PartCutter {

	/** The beginning of a character: one to three bytes. */
	private byte @Nullable [] carried;

	/**
	 * Takes the next bytes of a well-formed text.
	 * @param bytes from position to limit; position and limit may change
	 * @param last whether the text ends with them
	 * @return whole characters, valid as long as the bytes are
	 */
	ByteBuffer cut(ByteBuffer bytes, boolean last) {
		byte[] before = this.carried;
		ByteBuffer whole = bytes.duplicate();
		if (before != null) {
			whole = ByteBuffer.allocate(before.length + bytes.remaining()).put(before).put(whole).flip();
			this.carried = null;
		}
		int tail = last ? 0 : Utf8.incompleteTail(whole);
		if (tail > 0) {
			byte[] carry = new byte[tail];
			whole.get(whole.limit() - tail, carry);
			this.carried = carry;
			whole.limit(whole.limit() - tail);
		}
		return whole;
	}

}
