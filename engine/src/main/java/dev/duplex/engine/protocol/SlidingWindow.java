package dev.duplex.engine.protocol;

import java.util.Arrays;
import java.util.zip.Inflater;

/**
 * The last 32 KiB of what was inflated, so that references into it hold although zlib has
 * started anew: for a connection with context takeover, all that is kept between two
 * messages. As large as there is something to keep. Not thread-safe.
 */
public final class SlidingWindow {

	private static final int SIZE = 32 * 1024;

	private static final int INITIAL = 512;

	private byte[] bytes = new byte[0];

	/** Where the next byte goes. */
	private int end;

	/** Whether the oldest bytes are behind the end, else at 0. */
	private boolean wrapped;

	/**
	 * Creates an empty window.
	 */
	public SlidingWindow() {
	}

	/**
	 * Adds bytes.
	 * @param count at most 32 KiB
	 */
	void add(byte[] source, int count) {
		if (this.end + count > this.bytes.length && this.bytes.length < SIZE) {
			int needed = Math.max(this.end + count, Math.max(INITIAL, this.bytes.length * 2));
			this.bytes = Arrays.copyOf(this.bytes, Math.min(SIZE, needed));
		}
		int fitting = Math.min(count, this.bytes.length - this.end);
		System.arraycopy(source, 0, this.bytes, this.end, fitting);
		this.end += fitting;
		if (fitting < count) {
			System.arraycopy(source, fitting, this.bytes, 0, count - fitting);
			this.end = count - fitting;
			this.wrapped = true;
		}
	}

	void clear() {
		this.end = 0;
		this.wrapped = false;
	}

	/**
	 * Makes the bytes those that an inflater may refer to. One call adds to the one
	 * before, as the stream has no header.
	 */
	void restore(Inflater inflater) {
		if (this.wrapped) {
			inflater.setDictionary(this.bytes, this.end, this.bytes.length - this.end);
		}
		if (this.end > 0) {
			inflater.setDictionary(this.bytes, 0, this.end);
		}
	}

}
