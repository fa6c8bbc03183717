package dev.duplex.engine.session;

import dev.duplex.engine.protocol.Utf8;

/**
 * Encodes a text that comes in parts, which may end between the halves of a surrogate
 * pair. One thread at a time.
 */
final class TextParts {

	/** The first half of a character whose other half has not come yet. */
	private char pending;

	/**
	 * Encodes the next part.
	 * @throws IllegalArgumentException if it has an unpaired surrogate
	 */
	byte[] encode(CharSequence part) {
		String whole = (this.pending != 0) ? this.pending + part.toString() : part.toString();
		int end = whole.length();
		boolean half = end > 0 && Character.isHighSurrogate(whole.charAt(end - 1));
		this.pending = half ? whole.charAt(end - 1) : 0;
		return Utf8.encode(half ? whole.substring(0, end - 1) : whole);
	}

	/**
	 * Ends the text.
	 * @throws IllegalArgumentException if it ended with half a pair
	 */
	void end() {
		if (this.pending != 0) {
			this.pending = 0;
			throw new IllegalArgumentException("the text ended with an unpaired surrogate, which was not sent");
		}
	}

}
