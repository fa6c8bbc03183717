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

	/** What a flush ends with, and what a sender leaves out: {@code 00 00 FF FF}. */
	private static final int TAIL = 4;

	/** Room for what a flush writes. */
	private static final int MARKER = 8;

	private static final int INITIAL = 512;

	/** A buffer that a large message made larger than this is not kept. */
	private static final int MOST_KEPT = 64 * 1024;

	private static final int JDK_WINDOW_BITS = 15;

	private final Deflater deflater;

	private final boolean contextTakeover;

	private final int windowSize;

	private byte[] out = new byte[INITIAL];

	/** Bytes compressed since the window was forgotten. */
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
		this.windowSize = (windowBits < JDK_WINDOW_BITS) ? 1 << windowBits : Integer.MAX_VALUE;
	}

	/**
	 * The largest size that a message can be compressed to.
	 * @param length the message's length
	 * @return bytes
	 */
	public static long bound(int length) {
		return length + (length >> 3) + 64L;
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
		while (in.remaining() >= this.windowSize - this.windowUsed) {
			in.limit(in.position() + this.windowSize - this.windowUsed);
			length = deflate(in, length, Deflater.FULL_FLUSH);
			in.limit(message.limit());
			this.windowUsed = 0;
		}
		if (this.windowSize < Integer.MAX_VALUE) {
			this.windowUsed += in.remaining();
		}
		length = deflate(in, length, Deflater.SYNC_FLUSH);
		if (length == 0) {
			// Nothing came between two flushes, so the second wrote nothing: an empty
			// message is one empty block (section 7.2.3.6).
			return new byte[1];
		}
		byte[] compressed = Arrays.copyOf(this.out, length - TAIL);
		if (this.out.length > MOST_KEPT) {
			this.out = new byte[INITIAL];
		}
		return compressed;
	}

	/**
	 * Puts back what a sender leaves out, but only at the end of a message.
	 * @param compressed what {@link #compress} made of a part of a message
	 * @return the payload of a fragment that others follow
	 */
	public static byte[] withTail(byte[] compressed) {
		byte[] whole = Arrays.copyOf(compressed, compressed.length + TAIL);
		whole[whole.length - 2] = (byte) 0xFF;
		whole[whole.length - 1] = (byte) 0xFF;
		return whole;
	}

	/**
	 * Compresses all of the input behind what is in the buffer already.
	 * @return how much is in the buffer then
	 */
	private int deflate(ByteBuffer in, int from, int flush) {
		this.deflater.setInput(in);
		int length = from;
		do {
			// With less room than a marker takes, zlib would write the marker twice.
			if (this.out.length - length < MARKER) {
				this.out = Arrays.copyOf(this.out, this.out.length * 2);
			}
			length += this.deflater.deflate(this.out, length, this.out.length - length, flush);
		}
		while (length == this.out.length);
		return length;
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
