package dev.duplex.engine.protocol;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.Deflater;

/**
 * Compresses messages (RFC 7692 section 7.2.1). Holds native memory until {@link #end()}.
 * Not thread-safe.
 * <p>
 * The JDK's deflater always has a window of 32 KiB. A smaller one is kept by a full flush
 * every so many bytes: it forgets the window, so no reference can reach further back.
 */
public final class MessageDeflater {

	/** What a sync flush ends with, and what a sender leaves out. */
	private static final int TAIL = 4;

	private static final int MARKER = 8;

	private final Deflater deflater;

	private final boolean contextTakeover;

	private final int windowSize;

	private byte[] out = new byte[512];

	private int windowUsed;

	/**
	 * Creates a compressor.
	 * @param level 0 to 9, or -1 for zlib's own choice
	 * @param windowBits the largest window as a power of two, 8 to 15
	 * @param contextTakeover whether a message may refer to the ones before it
	 */
	public MessageDeflater(int level, int windowBits, boolean contextTakeover) {
		this.deflater = new Deflater(level, true);
		this.contextTakeover = contextTakeover;
		this.windowSize = 1 << windowBits;
	}

	/**
	 * Compresses one message.
	 * @param message the payload, from position to limit, which stay as they are
	 * @return the compressed payload, in a new array
	 */
	public byte[] compress(ByteBuffer message) {
		if (!this.contextTakeover) {
			forget();
		}
		ByteBuffer in = message.duplicate();
		int length = 0;
		while (in.hasRemaining()) {
			int count = in.remaining();
			if (this.windowSize < 1 << 15) {
				count = Math.min(count, this.windowSize - this.windowUsed);
				this.windowUsed += count;
			}
			ByteBuffer part = in.slice(in.position(), count);
			in.position(in.position() + count);
			this.deflater.setInput(part);
			boolean windowFull = this.windowUsed == this.windowSize;
			length = drain(length, windowFull ? Deflater.FULL_FLUSH : Deflater.NO_FLUSH);
			if (windowFull) {
				this.windowUsed = 0;
			}
		}
		length = drain(length, Deflater.SYNC_FLUSH);
		if (length < TAIL) {
			// Nothing was pending, so nothing was flushed: an empty message is one empty
			// block (section 7.2.3.6).
			return new byte[1];
		}
		return Arrays.copyOf(this.out, length - TAIL);
	}

	private int drain(int from, int flush) {
		int length = from;
		while (true) {
			// With less room than a marker takes, zlib would write the marker twice.
			if (this.out.length - length < MARKER) {
				this.out = Arrays.copyOf(this.out, this.out.length * 2);
			}
			length += this.deflater.deflate(this.out, length, this.out.length - length, flush);
			if (length < this.out.length) {
				return length;
			}
		}
	}

	/**
	 * Makes the next message stand for itself.
	 */
	public void forget() {
		this.deflater.reset();
		this.windowUsed = 0;
	}

	/**
	 * Releases the native memory. The compressor must not be used again.
	 */
	public void end() {
		this.deflater.end();
	}

}
