package dev.duplex.engine.session;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

import dev.duplex.engine.protocol.MessageDeflater;
import dev.duplex.engine.protocol.MessageInflater;
import org.jspecify.annotations.Nullable;

/**
 * The compressors that the sessions of one context share, as long as each message stands
 * for itself. The context only, until it has ended.
 */
public final class CompressorPool {

	/** What zlib allocates for a deflater of the JDK: 256 KiB, and its state. */
	static final long DEFLATER_BYTES = 268_000;

	/** What zlib allocates for an inflater: a window of 32 KiB, and its state. */
	static final long INFLATER_BYTES = 40_000;

	private static final int MAX_IDLE_INFLATERS = 8;

	private static final int LEVELS = 11;

	private static final int MIN_WINDOW_BITS = 8;

	private static final int WINDOWS = 8;

	private final AtomicLong nativeBytes;

	private final byte[] scratch = new byte[MessageInflater.STEP];

	private final ArrayDeque<MessageInflater> inflaters = new ArrayDeque<>();

	private final @Nullable MessageDeflater[] deflaters = new MessageDeflater[WINDOWS * LEVELS];

	/**
	 * Creates a pool.
	 * @param nativeBytes counts the native memory of all pools
	 */
	public CompressorPool(AtomicLong nativeBytes) {
		this.nativeBytes = nativeBytes;
	}

	byte[] scratch() {
		return this.scratch;
	}

	MessageInflater inflater() {
		MessageInflater idle = this.inflaters.poll();
		if (idle == null) {
			idle = new MessageInflater();
			this.nativeBytes.addAndGet(INFLATER_BYTES);
		}
		return idle;
	}

	void release(MessageInflater inflater) {
		if (this.inflaters.size() < MAX_IDLE_INFLATERS) {
			this.inflaters.push(inflater);
		}
		else {
			end(inflater);
		}
	}

	private void end(MessageInflater inflater) {
		inflater.end();
		this.nativeBytes.addAndGet(-INFLATER_BYTES);
	}

	/**
	 * What messages that stand for themselves have to have in common to be compressed to
	 * the same.
	 * @return a small number
	 */
	static int key(int level, int windowBits) {
		return (windowBits - MIN_WINDOW_BITS) * LEVELS + level + 1;
	}

	/**
	 * The shared compressor for messages that stand for themselves.
	 */
	MessageDeflater sharedDeflater(int level, int windowBits) {
		int key = key(level, windowBits);
		MessageDeflater shared = this.deflaters[key];
		if (shared == null) {
			shared = deflater(level, windowBits, false);
			this.deflaters[key] = shared;
		}
		return shared;
	}

	/**
	 * A compressor for one session, to be ended by it.
	 */
	MessageDeflater ownDeflater(int level, int windowBits) {
		return deflater(level, windowBits, true);
	}

	private MessageDeflater deflater(int level, int windowBits, boolean contextTakeover) {
		MessageDeflater deflater = new MessageDeflater(level, windowBits, contextTakeover);
		this.nativeBytes.addAndGet(DEFLATER_BYTES);
		return deflater;
	}

	void end(MessageDeflater deflater) {
		deflater.end();
		this.nativeBytes.addAndGet(-DEFLATER_BYTES);
	}

	/**
	 * Releases all native memory, when the context has ended.
	 */
	public void end() {
		this.inflaters.forEach(this::end);
		this.inflaters.clear();
		for (MessageDeflater deflater : this.deflaters) {
			if (deflater != null) {
				end(deflater);
			}
		}
		Arrays.fill(this.deflaters, null);
	}

}
