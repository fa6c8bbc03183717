package dev.duplex.conformance.suite;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

import dev.duplex.engine.tck.WindowedInflate;

/**
 * The runner's side of permessage-deflate: compresses as was agreed on, and holds the
 * engine to it.
 */
final class Compressor implements AutoCloseable {

	private static final int LARGEST_BITS = 15;

	private static final int TAIL = 4;

	private final Agreement agreement;

	private final Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);

	private final Inflater inflater = new Inflater(true);

	private final WindowedInflate windowed;

	Compressor(Agreement agreement) {
		this.agreement = agreement;
		this.windowed = new WindowedInflate(agreement.engineWindowBits(), !agreement.engineNoContextTakeover());
	}

	/**
	 * Compresses a message, which must be sent.
	 * @param message the message
	 * @return its payload
	 */
	byte[] deflate(byte[] message) {
		if (message.length == 0) {
			return new byte[1];
		}
		if (this.agreement.runnerNoContextTakeover()) {
			this.deflater.reset();
		}
		// A smaller window than zlib's is kept by forgetting all before it is passed.
		boolean full = this.agreement.runnerWindowBits() == LARGEST_BITS;
		int step = full ? message.length : 1 << this.agreement.runnerWindowBits();
		ByteArrayOutputStream out = new ByteArrayOutputStream(message.length / 2 + 64);
		byte[] buffer = new byte[32 * 1024];
		for (int from = 0; from < message.length; from += step) {
			this.deflater.setInput(message, from, Math.min(step, message.length - from));
			int count;
			do {
				count = this.deflater.deflate(buffer, 0, buffer.length,
						full ? Deflater.SYNC_FLUSH : Deflater.FULL_FLUSH);
				out.write(buffer, 0, count);
			}
			while (count == buffer.length);
		}
		return Arrays.copyOf(out.toByteArray(), out.size() - TAIL);
	}

	/**
	 * Decompresses a message of the engine's.
	 * @param payload its payload
	 * @return the message
	 * @throws AssertionError if it is not compressed as was agreed on
	 */
	byte[] inflate(byte[] payload) {
		if (this.agreement.engineWindowBits() < LARGEST_BITS) {
			return this.windowed.message(payload);
		}
		if (this.agreement.engineNoContextTakeover()) {
			this.inflater.reset();
		}
		byte[] input = Arrays.copyOf(payload, payload.length + TAIL);
		input[payload.length + 2] = (byte) 0xFF;
		input[payload.length + 3] = (byte) 0xFF;
		ByteArrayOutputStream out = new ByteArrayOutputStream(4 * payload.length);
		byte[] buffer = new byte[32 * 1024];
		this.inflater.setInput(input);
		try {
			int count = this.inflater.inflate(buffer);
			while (count > 0) {
				out.write(buffer, 0, count);
				count = this.inflater.inflate(buffer);
			}
		}
		catch (DataFormatException ex) {
			throw new AssertionError("not well-compressed: " + ex.getMessage(), ex);
		}
		if (this.inflater.finished() || !this.inflater.needsInput()) {
			throw new AssertionError("the message does not end where it should");
		}
		return out.toByteArray();
	}

	@Override
	public void close() {
		this.deflater.end();
		this.inflater.end();
	}

}
